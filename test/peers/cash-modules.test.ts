import { expect, test } from 'vitest';
import { systemClock } from '../../drivers/clock.js';
import type { AnyDriver, FullContext } from '../../drivers/index.js';
import { cardDispenser } from '../../drivers/terminal/card-dispenser/index.js';
import { cctalk } from '../../drivers/terminal/cctalk/index.js';
import { openSerialLink } from '../../drivers/transport/serial.js';
import type { Line, Simulator } from '../../simulators/simulator.js';
import { createCardDispenser } from '../../simulators/terminal/card-dispenser.js';
import { createCctalk } from '../../simulators/terminal/cctalk.js';
import { createWorld } from '../../simulators/world.js';
import { pseudoTerminals } from '../support/pseudo-terminals.js';
import { recordingContext } from '../support/recording-context.js';

const terminals = pseudoTerminals();
const format = {
  type: 'serial',
  baudRate: 9600,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  flowControl: 'none',
} as const;
const world = () => createWorld({ seed: 1 });

/** A driver at a real serial port whose far end is the wire of a simulated module; real time. */
async function open(driver: AnyDriver, options: Record<string, unknown>, connect: (line: Line) => void) {
  const device = await terminals.plugIn('ttyUSB0');
  const signal = new AbortController().signal;
  const settings = { ...format, path: terminals.pathOf('ttyUSB0') };
  const link = terminals.closeAfter(await openSerialLink(settings, { clock: systemClock, signal }));
  let receive: (bytes: Uint8Array) => void = () => undefined;
  connect({
    write: (bytes) => device.write(bytes),
    onBytes: (receiver) => {
      receive = receiver;
    },
    onClose: () => undefined,
    close: () => undefined,
  });
  const pump = async () => {
    for (let read = 0; ; ) {
      const received = await device.atLeast(read + 1);
      const bytes = Uint8Array.from(received.slice(read));
      read += bytes.length;
      receive(bytes);
    }
  };
  void pump();
  const { context, seen } = recordingContext({
    options: driver.options.parse(options),
    link,
    clock: systemClock as never,
  });
  return { session: await driver.open(context as FullContext), seen, device };
}

function at(simulator: Simulator): Simulator {
  terminals.closeAfter({ close: async () => simulator.close() });
  return simulator;
}

test('a ccTalk tap on a serial port hears the kiosk PC and its modules, and sends nothing', async () => {
  const bus = at(createCctalk(world(), { kioskPollsMs: 60 }));
  const options = { devices: [{ address: 40 }, { address: 2 }] };
  const { session, seen, device } = await open(cctalk, options, (line) => bus.connect(line));
  await session.identify();
  await session.poll();
  expect(seen.state).toMatchObject({ reachable: true });
  bus.actions['stacker-remove']!({});
  while (!seen.alarms.some(({ type, active }) => type === 'cash-acceptor-box-removed' && active)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await session.close();
  expect(device.received).toEqual([]);
  expect(bus.view()).toMatchObject({ bytesFromLines: 0, tripwires: [] });
});

test('a bus of our own on a serial port: who is there, over an adapter that echoes', async () => {
  const bus = at(createCctalk(world(), { devices: ['bill'] }));
  const { session, device } = await open(cctalk, { mode: 'own-bus' }, (line) => bus.connect(line));
  expect(await session.identify()).toMatchObject({ model: 'SIM BV-40', serialNumber: '5136828' });
  await session.poll();
  await session.close();
  const headers = device.received.filter((_, place) => place % 5 === 3);
  expect(headers).toEqual([254, 245, 246, 244, 242, 241, 192, 249, 4, 254]);
  expect(bus.view()).toMatchObject({ tripwires: [], collisions: 0 });
});

test('a card dispenser on a serial port', async () => {
  const unit = at(createCardDispenser(world()));
  const { session, seen, device } = await open(cardDispenser, { mode: 'owner' }, (line) => unit.connect(line));
  expect(await session.identify()).toMatchObject({ firmware: '319' });
  unit.actions['hopper-empty']!({});
  await session.poll();
  await session.close();
  expect(seen.alarms).toContainEqual(
    expect.objectContaining({ type: 'card-dispenser-empty-or-low', active: true, severity: 'major' }),
  );
  expect(new Set(device.received)).toEqual(new Set([2, 3, 5, ...Buffer.from('GVPBRF'), 0x10, 0x13, 0x15]));
});
