import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drivers } from '../../drivers/index.js';
import { messagesAsyncApi } from '../../gateway/messages/async-api.js';
import { createMessageBus, type Message } from '../../gateway/messages/bus.js';
import { createBootId, createEnveloper, envelopeSchema } from '../../gateway/messages/envelope.js';
import { createPublisher } from '../../gateway/messages/publisher.js';
import { trackRetainedTopics } from '../../gateway/messages/retained.js';
import { parseCommandTopic, topicsOf } from '../../gateway/messages/topics.js';
import { seededRandom } from '../support/random.js';
import { VirtualClock } from '../support/virtual-clock.js';

const topics = topicsOf({ branchId: 'b017', gatewayId: 'gw1' });

function setUp(bootId = 'boot-1') {
  const clock = new VirtualClock();
  const errors: unknown[] = [];
  const bus = createMessageBus((error) => errors.push(error));
  const sent: Message[] = [];
  bus.subscribe((message) => sent.push(message));
  const envelop = createEnveloper({
    site: { branchId: 'b017', gatewayId: 'gw1' },
    bootId,
    clock,
    clockSynced: () => true,
  });
  return { clock, bus, sent, errors, publisher: createPublisher({ bus, topics, envelop }) };
}

/** A table as the store gives it, in memory. */
function memoryTable(entries: [string, { bootId: string }][] = []) {
  const rows = new Map(entries);
  return {
    rows,
    has: (key: string) => rows.has(key),
    entries: () => rows.entries(),
    put: async (key: string, value: { bootId: string }) => void rows.set(key, value),
    delete: async (key: string) => void rows.delete(key),
  };
}

describe('topics', () => {
  it('are the tree of the design', () => {
    expect(topics.deviceState('printer-1')).toBe('branch/b017/gw1/device/printer-1/state');
    expect(topics.alarm('printer-1', 'printer-paper-out', '')).toBe(
      'branch/b017/gw1/alarm/printer-1/printer-paper-out',
    );
    expect(topics.alarm('kiosk-1', 'cash-cassette-low', 'cassette-2')).toBe(
      'branch/b017/gw1/alarm/kiosk-1/cash-cassette-low/cassette-2',
    );
    expect(topics.reply('c-1')).toBe('branch/b017/gw1/reply/c-1');
  });

  it.each([
    ['branch/b017/gw1/command/board-1/call', { deviceId: 'board-1', name: 'call' }],
    ['branch/b017/gw1/command/board-1', undefined],
    ['branch/b017/gw1/command//call', undefined],
    ['branch/b017/gw1/command/board-1/call/more', undefined],
    ['branch/b017/gw2/command/board-1/call', undefined],
    ['branch/b017/gw1/state', undefined],
  ])('%s is read as %j', (topic, target) => {
    expect(parseCommandTopic(topics, topic)).toEqual(target);
  });
});

describe('the envelope', () => {
  it('is valid, unique and counts up', () => {
    const { sent, publisher } = setUp();
    publisher.deviceState('a', { operating: 'online' });
    publisher.stage.reply('c-1', { commandId: 'c-1', status: 'accepted' }).say();
    publisher.alarm({ deviceId: 'a', type: 'led-unreachable', qualifier: '' }, { x: 1 });
    const envelopes = sent.map(({ envelope }) => envelopeSchema.parse(envelope));
    expect(envelopes.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(new Set(envelopes.map(({ id }) => id)).size).toBe(3);
    expect(envelopes[0]?.id).toBe('b017.gw1.boot-1.1');
    expect(envelopes[0]?.time).toBe('2026-11-23T01:00:00.000Z');
  });

  it('carries another boot id after each start', () => {
    const clock = new VirtualClock();
    const random = seededRandom(7);
    expect(createBootId(clock, random)).not.toBe(createBootId(clock, random));
  });

  it('keeps its order over a wall clock that jumps back', () => {
    const { clock, sent, publisher } = setUp();
    publisher.health({});
    clock.jump(-3_600_000);
    publisher.health({});
    const [first, second] = sent.map(({ envelope }) => envelope!);
    expect(second!.seq).toBeGreaterThan(first!.seq);
    expect(second!.time < first!.time).toBe(true);
  });
});

describe('the publisher', () => {
  it('retains what stands and not what happens', () => {
    const { sent, publisher } = setUp();
    publisher.presence({ status: 'online' });
    publisher.stage.deviceEvent('printer-1', 'ticket-printed', { ticketId: 't1' }).say();
    publisher.deviceMeasurement('door', { in: 1 });
    publisher.stage.audit({}).say();
    expect(sent.map(({ retained, kind }) => [retained, kind])).toEqual([
      [true, 'state'],
      [false, 'critical'],
      [false, 'telemetry'],
      [false, 'critical'],
    ]);
    expect(sent[1]?.envelope?.data).toEqual({ event: 'ticket-printed', ticketId: 't1' });
  });

  it('empties an alarm topic that has no record any more', () => {
    const { sent, publisher } = setUp();
    publisher.alarm({ deviceId: 'a', type: 't', qualifier: 'q' }, undefined);
    expect(sent[0]).toMatchObject({ topic: 'branch/b017/gw1/alarm/a/t/q', retained: true, envelope: undefined });
  });
});

describe('the message bus', () => {
  it('a listener that throws harms no other and is reported', () => {
    const { bus, sent, errors, publisher } = setUp();
    const later: Message[] = [];
    bus.subscribe(() => {
      throw new Error('broken listener');
    });
    bus.subscribe((message) => later.push(message));
    publisher.health({ ok: true });
    expect(sent).toHaveLength(1);
    expect(later).toHaveLength(1);
    expect(errors).toEqual([new Error('broken listener')]);
  });

  it('hands nothing to a listener that has left', () => {
    const { bus, publisher } = setUp();
    const got: Message[] = [];
    const leave = bus.subscribe((message) => got.push(message));
    publisher.health({});
    leave();
    publisher.health({});
    expect(got).toHaveLength(1);
  });
});

describe('the AsyncAPI document', () => {
  const document = messagesAsyncApi(drivers) as {
    channels: Record<
      string,
      {
        address: string | null;
        messages: Record<string, { payload: Record<string, unknown> | true; headers?: Record<string, unknown> }>;
      }
    >;
    operations: Record<string, { action: string; channel: { $ref: string } }>;
  };

  it('in docs/ is the one the schemas give today (branch-gateway schema messages > docs/asyncapi.json)', () => {
    const file = readFileSync(join(import.meta.dirname, '../../docs/asyncapi.json'), 'utf8');
    expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('has a channel for every topic of the tree and every command of every class', () => {
    const addresses = Object.values(document.channels).flatMap(({ address }) =>
      address === null ? [] : [address.replace('branch/{branchId}/{gatewayId}/', '')],
    );
    for (const what of ['presence', 'info', 'health', 'audit', 'alarm-event', 'reply/{commandId}', 'gap'])
      expect(addresses).toContain(what);
    for (const { contract } of drivers) {
      expect(addresses).toContain(`device/{${contract.class}}/state`);
      for (const name of Object.keys(contract.commands))
        expect(addresses).toContain(`command/{${contract.class}}/${name}`);
    }
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it('every operation names a channel that is there, and every channel has a message', () => {
    for (const { channel } of Object.values(document.operations)) {
      expect(document.channels).toHaveProperty([channel.$ref.replace('#/channels/', '')]);
    }
    for (const { messages } of Object.values(document.channels)) {
      expect(Object.values(messages).every(({ payload }) => payload === true || Object.keys(payload).length > 0)).toBe(
        true,
      );
    }
  });

  it("tells of a local client's publish only where it stands in the outbox: topic and payload are the client's", () => {
    expect(document.channels['forwarded']).toMatchObject({
      address: null,
      messages: { forwarded: { payload: true, headers: { required: ['outbox'] } } },
    });
  });

  it('says of every envelope where its place in the outbox is, and whether it is history', () => {
    const envelopes = Object.entries(document.channels).filter(([name]) => /^(?:gap|audit|alarm-event)$/.test(name));
    expect(envelopes).toHaveLength(3);
    for (const [name, { messages }] of envelopes) {
      expect(messages[name]?.payload).toHaveProperty('properties.outbox.pattern');
      expect(messages[name]?.payload).toHaveProperty('properties.historical.const', true);
      expect(messages[name]?.payload).not.toHaveProperty('required', expect.arrayContaining(['outbox']));
    }
  });
});

describe('retained leftovers', () => {
  it('a topic of an earlier start that nobody produces any more is found, the others are not', async () => {
    const { bus, publisher } = setUp('boot-2');
    const old = topics.deviceState('removed-board');
    const kept = topics.deviceState('board-1');
    const table = memoryTable([old, kept].map((topic) => [topic, { bootId: 'boot-1' }]));
    const tracked = trackRetainedTopics({ bus, table, bootId: 'boot-2', onError: () => expect.fail() });
    publisher.deviceState('board-1', { operating: 'online' });
    expect(tracked.leftovers()).toEqual([old]);
    publisher.forget(old);
    expect(tracked.leftovers()).toEqual([]);
    expect([...table.rows.keys()]).toEqual([kept]);
  });

  it('remembers each owned topic once, and no event', () => {
    const { bus, publisher } = setUp();
    const table = memoryTable();
    trackRetainedTopics({ bus, table, bootId: 'boot-1', onError: () => expect.fail() });
    publisher.deviceState('a', {});
    publisher.deviceState('a', { operating: 'online' });
    publisher.stage.deviceEvent('a', 'called', {}).say();
    expect([...table.rows.keys()]).toEqual([topics.deviceState('a')]);
  });

  it('reports a store that refuses and goes on', async () => {
    const { bus, publisher } = setUp();
    const errors: unknown[] = [];
    const table = { ...memoryTable(), put: () => Promise.reject(new Error('no space')) };
    trackRetainedTopics({ bus, table, bootId: 'b', onError: (error) => errors.push(error) });
    publisher.deviceState('a', {});
    await Promise.resolve();
    await Promise.resolve();
    expect(errors).toEqual([new Error('no space')]);
  });
});
