import { expect, it } from 'vitest';
import { sleep } from '../../../../drivers/clock.js';
import { type Chain, chains } from '../../../../gateway/uplink/outbox/outbox.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { everything, openOn, takeOne } from './outbox-life.js';
import { RecordingDisk } from './recording-disk.js';

const syncMs = 50;

/** A disk whose every durable write takes 50 ms. */
async function slowOutbox() {
  const clock = new VirtualClock();
  const syncs: number[] = [];
  const disk = new RecordingDisk({
    image: new Map(),
    take: async ({ kind }) => {
      if (kind !== 'writeThrough') return;
      syncs.push(clock.monotonic());
      await sleep(clock, syncMs);
    },
  });
  const opened = await openOn(disk.files(), seededRandom(1), { clock, segmentBytes: 256 * 1024 });
  return { ...opened, clock, syncs };
}

const message = (chain: Chain, text: string) => ({ chain, topic: 't', payload: Buffer.from(text), envelope: false });

it('what arrives during one slow sync shares the next one', async () => {
  const opened = await slowOutbox();
  const { outbox, clock, syncs } = opened;
  const kept: number[] = [];
  const append = (n: number) => void outbox.append(message('event', `${n}`)).then(() => kept.push(n));
  append(0);
  await clock.advance(10);
  for (let n = 1; n <= 100; n++) append(n);
  await clock.advance(syncMs - 11);
  expect(kept).toEqual([]);
  await clock.advance(1);
  expect(kept).toEqual([0]);
  await clock.advance(syncMs);

  const all = Array.from({ length: 101 }, (_, n) => n);
  expect(kept).toEqual(all);
  expect(syncs).toEqual([0, syncMs]);
  expect((await everything(opened)).event.map(({ text }) => Number(text))).toEqual(all);
  await outbox.close();
});

it('producers that each wait for their own message all go on, in order, one message per sync', async () => {
  const opened = await slowOutbox();
  const { outbox, clock, syncs } = opened;
  const counts = Array.from({ length: 12 }, () => 0);
  let isOver = false;
  const produce = async (producer: number) => {
    while (!isOver) {
      await outbox.append(message(chains[producer % 3]!, `${producer}:${counts[producer]}`));
      counts[producer]! += 1;
    }
  };
  const producers = counts.map((_, producer) => produce(producer));
  await clock.advance(20 * syncMs);
  isOver = true;
  await clock.advance(2 * syncMs);
  await Promise.all(producers);

  // The first one of each chain begins its file.
  for (const count of counts) expect(count).toBeGreaterThanOrEqual(20);
  expect(syncs.length / 3).toBeLessThanOrEqual(Math.max(...counts));
  const found = await everything(opened);
  for (const [producer, count] of counts.entries()) {
    const own = found[chains[producer % 3]!].map(({ text }) => text).filter((text) => text.startsWith(`${producer}:`));
    expect(own).toEqual(Array.from({ length: count }, (_, n) => `${producer}:${n}`));
  }
  await outbox.close();
});

it('a slow disk does not hold up the taking of what is there', async () => {
  const opened = await slowOutbox();
  const { outbox, clock } = opened;
  const first = outbox.append(message('critical', 'first'));
  await clock.advance(syncMs);
  await first;
  const second = outbox.append(message('critical', 'second'));
  await clock.advance(syncMs / 2);
  // The disk is busy with the second one.
  expect(outbox.head('critical')).toBe(1);
  expect(Buffer.from((await takeOne(opened, 'critical')).payload).toString()).toBe('first');
  outbox.acknowledge('critical', 1);
  expect(outbox.stats().chains.critical.depth).toBe(0);
  await clock.advance(syncMs / 2);
  expect(await second).toBe(2);
  await outbox.close();
});
