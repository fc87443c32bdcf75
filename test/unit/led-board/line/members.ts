import { type AnyDriver, type DeviceSession, drivers, type FullContext } from '../../../../drivers/index.js';
import type { BusMember } from '../../../../drivers/transport/transaction.js';
import { createAlpha } from '../../../../simulators/led-board/alpha.js';
import { createAm03127 } from '../../../../simulators/led-board/am03127.js';
import { createModbusDigits } from '../../../../simulators/led-board/modbus-digits.js';
import { createOnbon } from '../../../../simulators/led-board/onbon.js';
import { createHpc168 } from '../../../../simulators/people-counter/hpc168.js';
import type { Simulator, World } from '../../../../simulators/simulator.js';
import { recordingContext } from '../../../support/recording-context.js';
import type { VirtualClock } from '../../../support/virtual-clock.js';

/** As everybody on this line is set. */
export const format = { baudRate: 9_600, dataBits: 8, parity: 'none', stopBits: 1 } as const;

export const boardNames = ['hall', 'back', 'window-1', 'window-2', 'stairs', 'lift'] as const;
export type BoardName = (typeof boardNames)[number];
export type MemberName = BoardName | 'door';

/** A simulated device that can also talk out of turn and be listened to. */
export interface Member extends Simulator {
  send(bytes: Uint8Array): void;
  push(behaviour: { readonly name: string; onBytes(bytes: Uint8Array): undefined }): () => void;
}

interface Wanted {
  readonly driver: string;
  readonly options: Record<string, unknown>;
  readonly create: (world: World) => Member;
}

const board = { callText: { en: '{number}' }, pollIntervalMs: 2_000 };
const { stopBits: _, ...signFormat } = format;

/** Whoever hangs on the line; of each protocol one has the lowest address there is. */
export const members: Readonly<Record<MemberName, Wanted>> = {
  hall: { driver: 'onbon', options: { ...board, address: 1 }, create: (world) => createOnbon(world) },
  back: { driver: 'onbon', options: { ...board, address: 2 }, create: (world) => createOnbon(world, { address: 2 }) },
  'window-1': {
    driver: 'modbus-digits',
    options: { ...board, address: 1 },
    create: (world) => createModbusDigits(world),
  },
  'window-2': {
    driver: 'modbus-digits',
    options: { ...board, address: 2, digits: 6 },
    create: (world) => createModbusDigits(world, { address: 2, digits: 6 }),
  },
  stairs: {
    driver: 'am03127',
    options: { ...board, address: '01' },
    create: (world) => createAm03127(world, { columns: 32 }),
  },
  lift: {
    driver: 'alpha',
    options: { ...board, address: '01' },
    create: (world) => createAlpha(world, { columns: 32, format: signFormat }),
  },
  door: {
    driver: 'hpc168',
    options: { address: '0001', pollIntervalMs: 2_000 },
    create: (world) => createHpc168(world),
  },
};

/** A session of this member, and all it reports. */
export async function openSession(name: MemberName, link: BusMember, clock: VirtualClock) {
  const { driver: driverName, options } = members[name];
  const driver = drivers.find((each) => each.name === driverName) as AnyDriver;
  const { context, seen, end } = recordingContext({ options: driver.options.parse(options), link, clock });
  const session = await driver.open({ ...context, deviceId: name, hours: undefined } as unknown as FullContext);
  return { session, seen, contact: { isIn: false }, end };
}

export type Opened = Awaited<ReturnType<typeof openSession>>;

export function command(session: DeviceSession, name: string, args: Record<string, unknown>): Promise<unknown> {
  const handler = session.commands[name];
  if (!handler) throw new Error(`no command ${name}`);
  return handler(args as never, { commandId: name, signal: new AbortController().signal });
}
