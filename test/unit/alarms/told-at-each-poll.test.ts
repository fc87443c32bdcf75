import { afterEach, expect, test } from 'vitest';
import {
  type AnyDriver,
  type BeatReceiver,
  type ByteLink,
  createBus,
  createTrapPost,
  drivers,
  type FullContext,
  readBeat,
  ticketTemplates,
} from '../../../drivers/index.js';
import { memoryPort } from '../../../drivers/transport/listen-memory.js';
import { memoryPair } from '../../../drivers/transport/memory.js';
import { createSimulator } from '../../../simulators/registry.js';
import { partsOf, viewOf } from '../../support/parts-of.js';
import { seededRandom } from '../../support/random.js';
import { recordingContext } from '../../support/recording-context.js';
import type { VirtualClock } from '../../support/virtual-clock.js';
import { httpServer, type Listening, tcpServer } from '../terminal/probe/servers.js';
import { snmpDevice } from '../terminal/snmp/snmp-device.js';

/** The simulator that stands in for each driver's device, and the options of both. */
interface Rig {
  readonly driver: string;
  /** Absent where the driver makes its connections itself. */
  readonly simulator?: { readonly kind: string; readonly options?: unknown };
  readonly options: (port: number) => unknown;
  readonly serve?: () => Promise<Pick<Listening, 'port' | 'close'>>;
  /** What the device sends by itself once it is taken up. */
  readonly sends?: string;
}

const board = (name: string, options: unknown, simulated: unknown = options): Rig => ({
  driver: `led-board/${name}`,
  simulator: { kind: `led-board/${name}`, options: simulated },
  options: () => options,
});
const printer = (profile: string): Rig => ({
  driver: 'ticket-printer/escpos',
  simulator: { kind: 'ticket-printer/escpos', options: {} },
  options: () => ({ profile }),
});

const rigs: readonly Rig[] = [
  printer('epson-tm'),
  printer('custom-kpm'),
  board('onbon', { address: 1, width: 64, height: 32 }),
  board('modbus-digits', { address: 1, digits: 4 }),
  board('alpha', {}),
  board('am03127', {}),
  ...['modbus-pulse', 'terabee-evo', 'foorir'].map((name) => ({
    driver: `people-counter/${name}`,
    simulator: { kind: `people-counter/${name}` },
    options: () => ({}),
  })),
  {
    driver: 'people-counter/hpc168',
    simulator: { kind: 'people-counter/hpc168', options: {} },
    options: () => ({ address: '0001' }),
  },
  { driver: 'terminal/nut', simulator: { kind: 'terminal/nut', options: {} }, options: () => ({}) },
  {
    driver: 'terminal/modbus-inputs',
    simulator: { kind: 'terminal/modbus-inputs', options: {} },
    options: () => ({
      inputs: ['door', 'tamper', 'vibration', 'water', 'smoke', 'mains'].map((as, input) => ({ input, as })),
      temperature: { register: 1 },
    }),
  },
  {
    driver: 'terminal/xfs4iot',
    serve: () => tcpServer(() => undefined),
    options: (port) => ({ host: '127.0.0.1', ports: [port], tls: 'never' }),
  },
  {
    driver: 'terminal/probe',
    serve: () => httpServer((_request, response) => response.end('in service')),
    options: (port) => ({ tcp: { host: '127.0.0.1', port }, http: { url: `http://127.0.0.1:${port}/` } }),
  },
  {
    driver: 'terminal/cctalk',
    simulator: { kind: 'terminal/cctalk' },
    options: () => ({ mode: 'own-bus' }),
  },
  {
    driver: 'terminal/card-dispenser',
    simulator: { kind: 'terminal/card-dispenser' },
    options: () => ({ mode: 'owner' }),
  },
  {
    driver: 'terminal/probe',
    serve: () => tcpServer(() => undefined),
    options: (port) => ({ tcp: { host: '127.0.0.1', port } }),
  },
  ...(['host', 'printer', 'ups'] as const).map((profile) => ({
    driver: 'terminal/snmp',
    serve: () => snmpDevice({ profile }),
    options: (port: number) => ({ host: '127.0.0.1', port, v2c: { community: 'public' }, profile }),
  })),
  {
    driver: 'terminal/cctalk',
    simulator: { kind: 'terminal/cctalk', options: { kioskPollsMs: 200 } },
    options: () => ({}),
  },
  {
    driver: 'terminal/heartbeat',
    options: () => ({}),
    sends: JSON.stringify({ 'terminal-id': 'device-1', seq: 1, 'boot-id': 'a', 'in-service': true }),
  },
  { driver: 'terminal/composite', options: () => ({ parts: ['part'] }) },
];

const open: Pick<Listening, 'close'>[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const nameOf = (driver: AnyDriver) => `${driver.class}/${driver.name}`;
const driverOf = (rig: Rig) => drivers.find((driver) => nameOf(driver) === rig.driver)!;

/** The alarm types a session says anything about until its second poll is answered. */
async function toldBy(rig: Rig): Promise<Set<string>> {
  const driver = driverOf(rig);
  const server = await rig.serve?.();
  if (server) open.push(server);
  const { context, seen, clock, end } = recordingContext({
    options: driver.options.parse(rig.options(server?.port ?? 0)),
    link: undefined,
  });
  const records = new Map<string, unknown>();
  const world = {
    ...context,
    link: linkTo(rig, driver, clock),
    hours: undefined,
    traps: createTrapPost(),
    templates: ticketTemplates(() => new Map(), 'en'),
    unverified: () => undefined,
    beats: { accept: (receiver: BeatReceiver) => bring(receiver, rig.sends) },
    parts: partsOf([viewOf('part', { operating: 'online' })]).means,
    memory: {
      ...context.memory,
      records: { load: () => records, put: async (key: string, value: unknown) => void records.set(key, value) },
    },
  } as unknown as FullContext;
  const session = await driver.open(world);
  // One that calls by itself has the time to say who it is.
  await clock.advance(1);
  await clock.finish(session.identify(), 50);
  for (let poll = 0; poll < 2; poll++) {
    await clock.advance(session.pollIntervalMs);
    await clock.finish(session.poll(), 50);
  }
  end();
  await clock.finish(session.close(), 50);
  return new Set(seen.alarms.map(({ type }) => type));
}

function bring(receiver: BeatReceiver, message = '') {
  const read = readBeat(Buffer.from(message));
  if ('beat' in read) queueMicrotask(() => receiver.beat(read.beat));
  return () => undefined;
}

function linkTo({ simulator }: Rig, driver: AnyDriver, clock: VirtualClock) {
  if (!simulator) return undefined;
  const { port, call } = memoryPort('line');
  const [near, far] = driver.linkKind === 'listen' ? [port, call()] : memoryPair('line');
  createSimulator(simulator.kind, { clock, random: seededRandom(1) }, simulator.options).connect({
    write: (bytes) => void far.write(bytes).catch(() => undefined),
    onBytes: (receive) => far.onData(receive),
    onClose: (listener) => void far.closed.then(listener),
    close: () => far.unplug(),
  });
  if (driver.linkKind !== 'bus') return near;
  return createBus({ name: 'line', open: async () => near as ByteLink, clock, random: () => 0.5 }).member('device');
}

test('every driver is here', () => {
  expect(new Set(rigs.map(({ driver }) => driver))).toEqual(new Set(drivers.map(nameOf)));
});

test.each(rigs.map((rig, index) => [rig.driver, index, rig] as const))(
  'rule 11: %s (%d) says of each alarm that is not of an occasion whether it is active, within two polls',
  async (_name, _index, rig) => {
    const told = await toldBy(rig);
    const due = driverOf(rig).alarms.filter(({ onOccasion }) => !onOccasion);
    expect(due.filter(({ type }) => !told.has(type)).map(({ type }) => type)).toEqual([]);
  },
);
