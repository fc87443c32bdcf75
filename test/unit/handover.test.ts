import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMessageBus, type Message } from '../../gateway/messages/bus.js';
import { createEnveloper } from '../../gateway/messages/envelope.js';
import { createHandover, type Handover, keptMessageSchema } from '../../gateway/messages/handover.js';
import { createPublisher, type Publisher } from '../../gateway/messages/publisher.js';
import { topicsOf } from '../../gateway/messages/topics.js';
import { openStore, type Store } from '../../gateway/storage/store.js';
import { temporaryFolder } from '../support/gateway-process.js';
import { VirtualClock } from '../support/virtual-clock.js';

const site = { branchId: 'b1', gatewayId: 'gw1' };
let folder: ReturnType<typeof temporaryFolder>;
let clock: VirtualClock;
let store: Store;
let handover: Handover;
let publisher: Publisher;
let said: Message[];
let errors: unknown[];

async function start({ enabled = true, bootId = 'boot-1' } = {}): Promise<void> {
  store = await openStore({ directory: folder.path, clock });
  said = [];
  errors = [];
  const bus = createMessageBus((error) => errors.push(error));
  bus.subscribe((message) => said.push(message));
  handover = createHandover({
    table: store.table('handover', keptMessageSchema),
    commit: (changes) => store.commit(changes),
    enabled,
    clock,
    onError: (error) => errors.push(error),
  });
  const envelop = createEnveloper({ site, bootId, clock, clockSynced: () => true });
  publisher = createPublisher({ bus, topics: topicsOf(site), envelop, handover });
}

/** What the disk holds is all that is left, as after kill -9; nobody had time to settle or flush. */
async function restart(bootId = 'boot-2'): Promise<void> {
  await store.close();
  await start({ bootId });
}

const dataOf = (messages: readonly Message[]) => messages.map(({ envelope }) => envelope?.data);
const idsOf = (messages: readonly Message[]) => messages.map(({ envelope }) => envelope?.id ?? '');

beforeEach(async () => {
  folder = temporaryFolder();
  clock = new VirtualClock();
  await start();
});

afterEach(async () => {
  await store.close();
  folder.remove();
});

describe('a message that must not be lost', () => {
  it('is there after a kill between the commit and its publication, as it was made', async () => {
    const staged = publisher.stage.deviceEvent('printer-1', 'ticket-printed', { ticketId: 't-1' });
    await store.commit(staged.changes);
    await clock.advance(5_000);
    await restart();
    expect(handover.leftovers()).toEqual([
      {
        topic: 'branch/b1/gw1/device/printer-1/event',
        kind: 'critical',
        retained: false,
        envelope: {
          v: 1,
          id: 'b1.gw1.boot-1.1',
          seq: 1,
          bootId: 'boot-1',
          time: '2026-11-23T01:00:00.000Z',
          clockSynced: true,
          data: { event: 'ticket-printed', ticketId: 't-1' },
        },
      },
    ]);
  });

  it('of which the commit never came to disk leaves nothing behind', async () => {
    publisher.stage.deviceEvent('printer-1', 'ticket-printed', { ticketId: 't-1' });
    await restart();
    expect(handover.leftovers()).toEqual([]);
  });

  it('is said with the id under which it is kept', async () => {
    const staged = publisher.stage.audit({ commandId: 'c1' });
    await store.commit(staged.changes);
    staged.say();
    expect(idsOf(said)).toEqual(idsOf(handover.leftovers()));
  });

  it('keeps its kind, its correlation and that it concerns the centre alone', async () => {
    const correlation = Uint8Array.of(0, 255, 7);
    const reply = publisher.stage.reply('c1', { status: 'succeeded' }, { topic: 'operations/inbox', correlation });
    const counts = publisher.stage.intervalCounts('door', { in: 3 });
    await store.commit([...reply.changes, ...counts.changes]);
    await restart();
    const [ordinary, elsewhere, interval] = handover.leftovers();
    expect(ordinary).toMatchObject({ topic: 'branch/b1/gw1/reply/c1', kind: 'critical' });
    expect(ordinary).not.toHaveProperty('correlation');
    expect(elsewhere).toMatchObject({ topic: 'operations/inbox', kind: 'critical', centreOnly: true });
    expect([...(elsewhere?.correlation ?? [])]).toEqual([0, 255, 7]);
    expect(interval).toMatchObject({ topic: 'branch/b1/gw1/device/door/measurement', kind: 'event' });
  });

  it('comes in the order of its making, also when the clock was set back in between and over several starts', async () => {
    const say = async (name: string) => store.commit(publisher.stage.deviceEvent('d', name, {}).changes);
    await say('first');
    clock.jump(-3_600_000);
    await say('second');
    await restart();
    clock.jump(-3_600_000);
    await say('third');
    await restart('boot-3');
    await say('fourth');
    const names = dataOf(handover.leftovers()).map((data) => (data as { event: string }).event);
    expect(names).toEqual(['first', 'second', 'third', 'fourth']);
  });
});

describe('what the outbox has', () => {
  const keep = async (name: string) => {
    const staged = publisher.stage.deviceEvent('d', name, {});
    await store.commit(staged.changes);
    staged.say();
    return said.at(-1)?.envelope?.id ?? '';
  };

  it('is forgotten with the next commit that keeps something, at no cost of its own', async () => {
    const first = await keep('first');
    handover.settle(first);
    expect(idsOf(handover.leftovers())).toEqual([first]);
    const second = await keep('second');
    expect(idsOf(handover.leftovers())).toEqual([second]);
    expect(clock.pending).toBe(0);
    await restart();
    expect(idsOf(handover.leftovers())).toEqual([second]);
  });

  it('is forgotten a second later when nothing else is kept', async () => {
    handover.settle(await keep('first'));
    await clock.advance(999);
    expect(handover.leftovers()).toHaveLength(1);
    await clock.advance(1);
    await restart();
    expect(handover.leftovers()).toEqual([]);
  });

  it('is forgotten when the gateway stops', async () => {
    handover.settle(await keep('first'));
    await handover.stop();
    expect(clock.pending).toBe(0);
    await restart();
    expect(handover.leftovers()).toEqual([]);
  });

  it('is kept once more by a kill within that second: the centre gets it twice under one id', async () => {
    const id = await keep('first');
    handover.settle(id);
    await restart();
    expect(idsOf(handover.leftovers())).toEqual([id]);
  });

  it('may be settled twice, and what was never kept may be settled', async () => {
    const id = await keep('first');
    handover.settle('b1.gw1.boot-0.9');
    handover.settle(id);
    handover.settle(id);
    await clock.advance(1_000);
    expect(handover.leftovers()).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('of an earlier start is settled like any other', async () => {
    const id = await keep('first');
    await restart();
    handover.settle(id);
    await handover.stop();
    expect(handover.leftovers()).toEqual([]);
  });
});

describe('what is not kept', () => {
  it('nothing without an uplink: there is nobody to hand it to', async () => {
    await store.close();
    await start({ enabled: false });
    const staged = publisher.stage.alarmEvent({ change: 'raise', alarm: { 'alarm-type-id': 'printer-paper-out' } });
    expect(staged.changes).toEqual([]);
    staged.say();
    expect(said).toHaveLength(1);
    expect(staged.unsay()).toEqual([]);
  });

  it('no state and no raw telemetry, which are only interesting now', () => {
    publisher.deviceState('d', { operating: 'online' });
    publisher.deviceMeasurement('d', { in: 0 });
    expect(handover.keep(said)).toEqual([]);
  });

  it('what was taken back after the disk refused its commit', async () => {
    const staged = publisher.stage.deviceEvent('d', 'refused', {});
    await store.commit(staged.changes);
    await store.commit(staged.unsay());
    expect(handover.leftovers()).toEqual([]);
    expect(staged.unsay()).toEqual([]);
  });

  it('what does not fit the schema on disk: it is dropped at the start, the rest stays', async () => {
    await store.commit(publisher.stage.deviceEvent('d', 'kept', {}).changes);
    await store.commit([{ table: 'handover', key: 'x', value: { topic: 'x', kind: 'state' } }]);
    await restart();
    expect(dataOf(handover.leftovers())).toEqual([{ event: 'kept' }]);
  });
});

it('a deletion that the disk refuses is reported and harms nothing', async () => {
  const staged = publisher.stage.audit({ commandId: 'c1' });
  await store.commit(staged.changes);
  await store.close();
  handover.settle(idsOf(handover.leftovers())[0] ?? '');
  await clock.advance(1_000);
  expect(errors).toMatchObject([{ code: 'STORAGE_CLOSED' }]);
});
