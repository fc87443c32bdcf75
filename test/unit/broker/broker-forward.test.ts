import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BrokerHarness, closed, openBroker, slowDisk, topics } from './broker-harness.js';

let harness: BrokerHarness;
let disk: ReturnType<typeof slowDisk>;

beforeEach(async () => {
  disk = slowDisk();
  harness = await openBroker({ forward: disk.forward });
});

afterEach(() => harness.close());

describe('a publish of a local client that belongs to the centre', () => {
  it('is acknowledged, and reaches local subscribers, only when it is on disk', async () => {
    const { heard, until } = await harness.listener('queue/#');
    const sender = await harness.client();
    let acknowledged = false;
    const sent = sender.publishAsync('queue/tickets', 'A1', { qos: 1 }).then(() => {
      acknowledged = true;
    });
    await disk.holds(1);
    // A round trip on the same connection: an acknowledgement would have come before its end.
    await sender.subscribeAsync('nothing/here');
    expect([acknowledged, heard]).toEqual([false, []]);
    disk.waiting[0]?.settle();
    await sent;
    await until(1);
    expect(heard).toEqual([{ topic: 'queue/tickets', text: 'A1' }]);
  });

  it('is stored at QoS 0 and QoS 2 as well', async () => {
    const { heard, until } = await harness.listener('queue/#');
    const sender = await harness.client();
    sender.publish('queue/tickets', 'zero', { qos: 0 });
    await disk.holds(1);
    const twice = sender.publishAsync('queue/tickets', 'two', { qos: 2 });
    await disk.holds(2);
    await sender.subscribeAsync('nothing/here');
    expect(heard).toEqual([]);
    for (const { settle } of disk.waiting) settle();
    await twice;
    await until(2);
    expect(heard.map(({ text }) => text)).toEqual(['zero', 'two']);
  });

  it('is handed over with its retain flag and its bytes', async () => {
    const sender = await harness.client();
    sender.publish('queue/open', 'counter 3', { qos: 1, retain: true });
    await disk.holds(1);
    const other = await harness.client();
    for (let i = 0; i < 50; i++) await other.publishAsync('hall/noise', Buffer.alloc(3_000, i), { qos: 1 });
    const [held] = disk.waiting;
    expect(held).toMatchObject({ topic: 'queue/open', text: 'counter 3', retain: true });
    expect(Buffer.from(held?.payload ?? []).toString()).toBe('counter 3');
    held?.settle();
  });

  it('waits together with a hundred others of its client: they share one visit to the disk', async () => {
    const sender = await harness.client();
    const sent = Array.from({ length: 100 }, (_, i) => sender.publishAsync('queue/tickets', `${i}`, { qos: 1 }));
    await disk.holds(100);
    for (const { settle } of disk.waiting) settle();
    await Promise.all(sent);
    expect(disk.waiting.map(({ text }) => Number(text))).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('does not hold up another client', async () => {
    const sender = await harness.client();
    sender.publish('queue/tickets', 'stuck', { qos: 1 });
    await disk.holds(1);
    const other = await harness.client();
    await other.publishAsync('hall/state', 'x', { qos: 1 });
    disk.waiting[0]?.settle();
  });

  it('nor does one that is for this branch alone wait for any disk', async () => {
    const sender = await harness.client();
    await sender.publishAsync('hall/state', 'x', { qos: 1 });
    expect(disk.waiting).toEqual([]);
  });

  it('keeps its place among the publishes of its client, whatever the disk takes first', async () => {
    const { heard, until } = await harness.listener('#');
    const sender = await harness.client();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ isForwarded: fc.boolean(), rank: fc.integer() }), { minLength: 1, maxLength: 20 }),
        async (messages) => {
          heard.length = 0;
          disk.waiting.length = 0;
          const sent = messages.map(({ isForwarded }, i) =>
            sender.publishAsync(isForwarded ? 'queue/tickets' : 'hall/state', `${i}`, { qos: 1 }),
          );
          const forwarded = messages.flatMap(({ isForwarded }, i) => (isForwarded ? [i] : []));
          await disk.holds(forwarded.length);
          expect(disk.waiting.map(({ text }) => Number(text))).toEqual(forwarded);
          const byRank = [...disk.waiting].sort(
            (a, b) => (messages[Number(a.text)]?.rank ?? 0) - (messages[Number(b.text)]?.rank ?? 0),
          );
          for (const { settle } of byRank) {
            settle();
            await Promise.resolve();
          }
          await Promise.all(sent);
          await until(messages.length);
          expect(heard.map(({ text }) => Number(text))).toEqual(messages.map((_, i) => i));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('cuts its client when the disk refuses, is told of once, and nobody sees it', async () => {
    const { heard, until } = await harness.listener('#');
    const sender = await harness.client();
    const outcomes = Array.from({ length: 50 }, (_, i) =>
      sender.publishAsync('queue/tickets', `${i}`, { qos: 1 }).then(
        () => 'acknowledged',
        () => 'not acknowledged',
      ),
    );
    await disk.holds(50);
    const cut = closed(sender);
    for (const { settle, text } of disk.waiting) settle(new Error(`no space left for ${text}`));
    await cut;
    await sender.endAsync(true);
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['not acknowledged']));
    const other = await harness.client();
    await other.publishAsync('hall/state', 'the others go on', { qos: 1 });
    await until(1);
    expect(heard).toEqual([{ topic: 'hall/state', text: 'the others go on' }]);
    expect(harness.refused).toEqual(['no space left for 0']);
    expect(harness.dropped).toHaveLength(1);
    expect(harness.broker.stats()).toMatchObject({ refused: 1, dropped: 1 });
  });

  it('is acknowledged up to the first one that the disk refused', async () => {
    const sender = await harness.client();
    const outcomes = ['a', 'b', 'c'].map((text) =>
      sender.publishAsync('queue/tickets', text, { qos: 1 }).then(
        () => `${text} acknowledged`,
        () => `${text} not`,
      ),
    );
    await disk.holds(3);
    disk.waiting[0]?.settle();
    await outcomes[0];
    disk.waiting[2]?.settle();
    disk.waiting[1]?.settle(new Error('no space left'));
    await closed(sender);
    await sender.endAsync(true);
    expect(await Promise.all(outcomes)).toEqual(['a acknowledged', 'b not', 'c not']);
  });

  it('may outlive its client', async () => {
    const sender = await harness.client();
    sender.publish('queue/tickets', 'last word', { qos: 1 });
    await disk.holds(1);
    await sender.endAsync(true);
    disk.waiting[0]?.settle();
    const other = await harness.client();
    await other.publishAsync('hall/state', 'x', { qos: 1 });
    expect(harness.refused).toEqual([]);
  });

  it('can be the last will of its client', async () => {
    const { heard, until } = await harness.listener('queue/#');
    const kiosk = await harness.client({ will: { topic: 'queue/kiosk', payload: Buffer.from('gone'), qos: 1 } });
    kiosk.stream.destroy();
    await disk.holds(1);
    expect(disk.waiting[0]).toMatchObject({ topic: 'queue/kiosk', text: 'gone' });
    disk.waiting[0]?.settle();
    await until(1);
    expect(heard).toEqual([{ topic: 'queue/kiosk', text: 'gone' }]);
  });
});

it('nothing under the root of the gateway is forwarded, whatever the filters say', async () => {
  const handedOver: string[] = [];
  const open = await openBroker({
    forward: ({ topic }) => {
      handedOver.push(topic);
      return Promise.resolve();
    },
  });
  for (const topic of [topics.presence, topics.deviceState('board-1'), topics.root, '$SYS/x']) {
    const forger = await open.client();
    forger.publish(topic, 'forged', { qos: 1 });
    await closed(forger);
  }
  const sender = await open.client();
  await sender.publishAsync(topics.command('board-1', 'call'), '{"id":"c1"}', { qos: 1 });
  expect(handedOver).toEqual([]);
  expect(open.refused).toHaveLength(4);
  await open.close();
});

it('a client that is cut is not read on: what it sent behind a forged message is not taken', async () => {
  const forger = await harness.client();
  forger.publish(topics.presence, 'forged', { qos: 1 });
  forger.publish('queue/tickets', 'in the same breath', { qos: 1 });
  await closed(forger);
  expect(disk.waiting).toEqual([]);
  expect(harness.refused).toHaveLength(1);
});

it('what concerns the centre alone is not said to local clients', async () => {
  const { heard, until } = await harness.listener('branch/#');
  const message = { kind: 'event', retained: false, envelope: undefined } as const;
  harness.bus.publish({ ...message, topic: topics.gap, centreOnly: true });
  harness.bus.publish({ ...message, topic: topics.alarmEvent });
  await until(1);
  expect(heard.map(({ topic }) => topic)).toEqual([topics.alarmEvent]);
});
