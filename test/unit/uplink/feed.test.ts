import { expect, it, onTestFinished } from 'vitest';
import { Feed } from '../../../gateway/uplink/feed.js';
import { openOutbox } from '../../../gateway/uplink/outbox/open.js';
import type { Chain, OutboxMessage } from '../../../gateway/uplink/outbox/outbox.js';
import { seededRandom } from '../../support/random.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { errno, hookedFiles, temporaryDirectory } from '../storage/support.js';
import { upTo } from './arrival.js';
import { eventually } from './edge.js';

async function openFeed(maxBytes = 8 * 1_048_576) {
  const disk = { isFull: false };
  const files = hookedFiles({
    async beforeWrite() {
      if (disk.isFull) throw errno('ENOSPC');
    },
  });
  const clock = new VirtualClock();
  const outbox = await openOutbox({
    directory: await temporaryDirectory(),
    clock,
    random: seededRandom(1),
    files,
    maxBytes,
    reservedBytes: maxBytes / 8,
    gapMessage: (gap) => ({ topic: 'gap', payload: Buffer.from(JSON.stringify(gap)) }),
    onReadable: () => undefined,
  });
  onTestFinished(() => outbox.close());
  const dropped: string[] = [];
  const feed = new Feed({
    outbox,
    clock,
    onDropped: ({ payload }, error) => dropped.push(`${Buffer.from(payload)}: ${error.code}`),
  });
  const stored: string[] = [];
  const add = (text: string, chain: Chain = 'critical') => feed.add(message(text, chain), () => stored.push(text));
  /** Resolves when the disk has answered to everything that is under way. */
  const answered = (refused: number) => eventually(() => expect(outbox.stats().refused).toBe(refused));
  const taken = (chain: Chain) => {
    const texts: string[] = [];
    for (let record = outbox.take(chain); record; record = outbox.take(chain)) {
      texts.push(Buffer.from(record.payload).toString().trimEnd());
    }
    return texts;
  };
  /** What the chain has, when it has so many. */
  const kept = async (chain: Chain, count: number) => {
    const texts: string[] = [];
    await eventually(() => {
      texts.push(...taken(chain));
      expect(texts.length).toBeGreaterThanOrEqual(count);
    });
    return texts;
  };
  return { disk, clock, outbox, feed, add, stored, dropped, answered, kept };
}

function message(text: string, chain: Chain): OutboxMessage {
  return { chain, topic: 't', payload: Buffer.from(text), envelope: false };
}

const texts = upTo(40).map((n) => `m${n}`);

it('what a full disk refuses is handed in again in order, and told as durable only then', async () => {
  const { disk, clock, add, stored, answered, kept, dropped } = await openFeed();
  disk.isFull = true;
  for (const text of texts.slice(0, 10)) add(text);
  await answered(10);
  for (const text of texts.slice(10, 20)) add(text);
  await clock.advance(2_000);
  await answered(30);
  for (const text of texts.slice(20, 30)) add(text);
  expect(stored).toEqual([]);
  disk.isFull = false;
  for (const text of texts.slice(30)) add(text);
  await clock.advance(2_000);
  expect(await kept('critical', 40)).toEqual(texts);
  expect(stored).toEqual(texts);
  expect(dropped).toEqual([]);
});

it('what is said while the disk is asked again does not overtake', async () => {
  const { disk, clock, add, answered, kept, stored } = await openFeed();
  disk.isFull = true;
  for (const text of texts.slice(0, 10)) add(text);
  await answered(10);
  const asked = clock.advance(2_000);
  for (const text of texts.slice(10, 20)) add(text);
  await asked;
  for (const text of texts.slice(20)) add(text);
  disk.isFull = false;
  await eventually(async () => {
    await clock.advance(2_000);
    expect(stored).toEqual(texts);
  });
  expect(await kept('critical', 40)).toEqual(texts);
});

it('of more than 2,000 that wait for the disk the oldest are given up, each told once', async () => {
  const { disk, clock, add, feed, answered, kept, stored, dropped } = await openFeed();
  disk.isFull = true;
  const many = upTo(2_300).map((n) => `m${n}`);
  for (const text of many.slice(0, 2_000)) add(text);
  await answered(2_000);
  expect(dropped).toEqual([]);
  for (const text of many.slice(2_000)) add(text);
  expect(dropped).toEqual(many.slice(0, 300).map((text) => `${text}: OUTBOX_WRITE_FAILED`));
  expect(feed.waiting('critical')).toBe(2_000);
  disk.isFull = false;
  await clock.advance(2_000);
  expect(await kept('critical', 2_000)).toEqual(many.slice(300));
  expect(stored).toEqual(many.slice(300));
  expect(dropped).toHaveLength(300);
  expect(feed.waiting('critical')).toBe(0);
});

it('a message that finds no room holds those behind it back until there is room again', async () => {
  const { clock, outbox, add, kept, answered } = await openFeed(1_048_576);
  const large = 'large '.padEnd(200_000);
  const filling = upTo(5).map((n) => `${n} `.padEnd(180_000));
  for (const text of filling) await outbox.append(message(text, 'critical'));
  add(large);
  await Promise.resolve();
  await Promise.resolve();
  add('small');
  await answered(2);
  expect(await kept('critical', 5)).toEqual(filling.map((text) => text.trimEnd()));
  for (const seq of upTo(5)) outbox.acknowledge('critical', seq);
  await eventually(() => expect(outbox.stats().bytes).toBeLessThan(500_000));
  await clock.advance(2_000);
  expect(await kept('critical', 2)).toEqual(['large', 'small']);
});

it('what can never be kept is told at once and stops nobody', async () => {
  const { add, feed, kept, dropped } = await openFeed();
  add('x'.repeat(1_048_577));
  add('small');
  expect(await kept('critical', 1)).toEqual(['small']);
  expect(dropped).toEqual([expect.stringMatching(/^x+: OUTBOX_TOO_LARGE$/)]);
  expect(feed.waiting('critical')).toBe(0);
});

it('a stop waits for what is under way and tries nothing again', async () => {
  const { disk, clock, feed, add, stored, dropped } = await openFeed();
  for (const text of texts) add(text);
  await feed.stop();
  expect(stored).toEqual(texts);
  disk.isFull = true;
  add('late');
  await feed.stop();
  disk.isFull = false;
  await clock.advance(60_000);
  expect(stored).toEqual(texts);
  expect(dropped).toEqual([]);
});
