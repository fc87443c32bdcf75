import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { type DeviceSession, type DriverContext, defineDriver, ticketTemplates } from '../../../drivers/index.js';
import { createDeviceMemory } from '../../../gateway/devices/memory.js';
import { createDeviceRegistry } from '../../../gateway/devices/registry.js';
import { createMessageBus, type Message } from '../../../gateway/messages/bus.js';
import { createEnveloper } from '../../../gateway/messages/envelope.js';
import { createHandover, type Handover, keptMessageSchema } from '../../../gateway/messages/handover.js';
import { createPublisher } from '../../../gateway/messages/publisher.js';
import { topicsOf } from '../../../gateway/messages/topics.js';
import { openStore, type Store } from '../../../gateway/storage/store.js';
import { temporaryFolder } from '../../support/gateway-process.js';
import { memoryTable } from '../../support/memory-table.js';
import { seededRandom } from '../../support/random.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { hookedFiles } from '../storage/support.js';

const site = { branchId: 'b1', gatewayId: 'gw1' };
const told = {
  event: { name: 'counter-restarted', data: { before: 9 } },
  measurement: { in: 5, totalIn: 15 },
};
const eventTopic = 'branch/b1/gw1/device/dev/event';
const measurementTopic = 'branch/b1/gw1/device/dev/measurement';

let folder: ReturnType<typeof temporaryFolder>;
let running: Awaited<ReturnType<typeof start>>;
let disk: { full: boolean };

/** A device on the real store with an uplink that has taken nothing yet; the test acts as its driver. */
async function start() {
  const clock = new VirtualClock();
  const refuse = async () => {
    if (disk.full) throw new Error('ENOSPC: no space left on device');
  };
  const store: Store = await openStore({
    directory: folder.path,
    clock,
    files: hookedFiles({ beforeWrite: refuse, beforeDatasync: refuse }),
  });
  const said: Message[] = [];
  const bus = createMessageBus((error) => {
    throw error;
  });
  bus.subscribe((message) => message.topic.endsWith('/state') || message.topic.endsWith('/info') || said.push(message));
  const handover: Handover = createHandover({
    table: store.table('handover', keptMessageSchema),
    commit: (changes) => store.commit(changes),
    enabled: true,
    clock,
    onError: () => undefined,
  });
  const envelop = createEnveloper({ site, bootId: 'boot', clock, clockSynced: () => true });
  const values = store.table('device-memory', z.unknown());
  const records = store.table('device-records', z.unknown());
  const contexts: DriverContext[] = [];
  const session: DeviceSession = {
    pollIntervalMs: 10_000,
    identify: async () => ({}),
    poll: async () => undefined,
    commands: {},
    close: async () => undefined,
  };
  const driver = defineDriver({
    class: 'people-counter',
    name: 'scripted',
    title: 'Scripted',
    contract: { class: 'people-counter', state: z.object({}), commands: {}, events: {} },
    options: z.unknown(),
    linkKind: 'none',
    linkTypes: [],
    alarms: [],
    contact: { alarm: 'counter-unreachable', failures: 3, successes: 2, confirmIntervalMs: 1_000 },
    commands: [],
    async open(opened) {
      contexts.push(opened as DriverContext);
      return session;
    },
  });
  const none = () => Promise.reject(new Error('not used'));
  const devices = createDeviceRegistry([
    {
      device: { id: 'dev', driver, admin: 'enabled', options: {} },
      links: {
        openStream: none,
        openHid: none,
        openPort: none,
        line: () => Promise.reject() as never,
        close: async () => undefined,
      },
      clock,
      random: seededRandom(1),
      logger: { debug: () => undefined, info: () => undefined, warn: () => undefined },
      publisher: createPublisher({ bus, topics: topicsOf(site), envelop, handover }),
      commit: (changes) => store.commit(changes),
      windows: memoryTable(),
      alarms: {
        condition: () => undefined,
        contactDoubtful: () => undefined,
        unverified: () => undefined,
        polled: () => undefined,
        contactLost: () => undefined,
        contactRestored: () => undefined,
        suppress: () => undefined,
      },
      memory: createDeviceMemory('dev', values, records),
      language: 'en',
      timezone: 'Asia/Shanghai',
      templates: ticketTemplates(() => new Map(), 'en'),
      hours: undefined,
    },
  ]);
  devices.start();
  await clock.advance(1);
  const [context] = contexts;
  if (!context) throw new Error('the device was not opened');
  return {
    context,
    said,
    handover,
    store,
    async stop() {
      await devices.stop();
      await store.close();
    },
  };
}

/** What a start after kill -9 finds. */
async function restart(): Promise<void> {
  await running.stop();
  disk.full = false;
  running = await start();
}

const topicsOfAll = (messages: readonly Message[]) => messages.map(({ topic, kind }) => `${kind} ${topic}`);

beforeEach(async () => {
  folder = temporaryFolder();
  disk = { full: false };
  running = await start();
});

afterEach(async () => {
  await running.stop();
  folder.remove();
});

it('a value and what it tells are on disk together before anybody hears of them', async () => {
  const saved = running.context.memory.save({ total: 15 }, told);
  expect(running.said).toEqual([]);
  await saved;
  expect(topicsOfAll(running.said)).toEqual([`critical ${eventTopic}`, `event ${measurementTopic}`]);
  const spoken = running.said.map(({ envelope }) => envelope);
  await restart();
  expect(running.context.memory.load()).toEqual({ total: 15 });
  expect(running.handover.leftovers().map(({ envelope }) => envelope)).toEqual(spoken);
});

it('a plain measurement is raw telemetry and costs no writing', async () => {
  running.context.measurement({ in: 0 });
  expect(topicsOfAll(running.said)).toEqual([`telemetry ${measurementTopic}`]);
  await restart();
  expect(running.handover.leftovers()).toEqual([]);
});

it('a value the disk refuses is the one before, and nothing of what it would have told is heard, now or later', async () => {
  await running.context.memory.save({ total: 10 });
  disk.full = true;
  await expect(running.context.memory.save({ total: 15 }, told)).rejects.toMatchObject({
    code: 'STORAGE_WRITE_FAILED',
  });
  expect(running.said).toEqual([]);
  expect(running.context.memory.load()).toEqual({ total: 10 });
  disk.full = false;
  // Whatever is written next carries what the store could not write before.
  await running.store.commit([{ table: 'other', key: 'x', value: 1 }]);
  await restart();
  expect(running.context.memory.load()).toEqual({ total: 10 });
  expect(running.handover.leftovers()).toEqual([]);
});

it('counts that were refused once are told once, with the next ones', async () => {
  await running.context.memory.save({ total: 10 });
  disk.full = true;
  await running.context.memory.save({ total: 15 }, { measurement: { in: 5 } }).catch(() => undefined);
  disk.full = false;
  await running.context.memory.save({ total: 16 }, { measurement: { in: 6 } });
  await restart();
  expect(running.context.memory.load()).toEqual({ total: 16 });
  expect(running.handover.leftovers().map(({ envelope }) => envelope?.data)).toEqual([{ in: 6 }]);
});

it('a first value that is refused leaves none', async () => {
  disk.full = true;
  await running.context.memory.save({ total: 1 }).catch(() => undefined);
  expect(running.context.memory.load()).toBeUndefined();
});

it('of two values saved at once and refused neither stays', async () => {
  disk.full = true;
  const older = running.context.memory.save({ total: 15 });
  const newer = running.context.memory.save({ total: 16 });
  await Promise.allSettled([older, newer]);
  expect(running.context.memory.load()).toBeUndefined();
});

it('an event is on disk before it is said, and said even when the disk refuses it', async () => {
  const kept = running.context.event('called', { number: 'A1' });
  expect(running.said).toEqual([]);
  await kept;
  expect(running.handover.leftovers()).toHaveLength(1);
  disk.full = true;
  await expect(running.context.event('called', { number: 'A2' })).rejects.toMatchObject({
    code: 'STORAGE_WRITE_FAILED',
  });
  expect(running.said.map(({ envelope }) => envelope?.data)).toEqual([
    { event: 'called', number: 'A1' },
    { event: 'called', number: 'A2' },
  ]);
});

it('records are kept one by one, in their order, each with what it tells', async () => {
  const { records } = running.context.memory;
  await records.put('b', { n: 1 }, { event: told.event });
  await records.put('a/1', { n: 2 });
  await records.put('b', { n: 3 });
  await records.put('c', { n: 4 });
  await records.put('c', undefined);
  expect(running.said.map(({ topic }) => topic)).toEqual([eventTopic]);
  await restart();
  expect([...running.context.memory.records.load()]).toEqual([
    ['b', { n: 3 }],
    ['a/1', { n: 2 }],
  ]);
  expect(running.handover.leftovers()).toHaveLength(1);
});

it("a device does not see another's records", async () => {
  await running.store.commit([{ table: 'device-records', key: 'dev2/a', value: 1 }]);
  expect(running.context.memory.records.load().size).toBe(0);
});

it('a record that the disk refuses is the one before, and nothing is said', async () => {
  const { records } = running.context.memory;
  await records.put('a', { n: 1 });
  disk.full = true;
  await expect(records.put('a', { n: 2 }, { event: told.event })).rejects.toMatchObject({
    code: 'STORAGE_WRITE_FAILED',
  });
  disk.full = false;
  await records.put('b', { n: 1 });
  await restart();
  expect(running.context.memory.records.load().get('a')).toEqual({ n: 1 });
  expect(running.said).toEqual([]);
  expect(running.handover.leftovers()).toEqual([]);
});
