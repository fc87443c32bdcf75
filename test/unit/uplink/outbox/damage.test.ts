import { describe, expect, it } from 'vitest';
import { MemoryDisk, Mount } from './memory-disk.js';
import { directory, drained, gapIn, message, type Opened, opened, quiet, takeAll, textOf } from './support.js';

const count = 12;
const texts = Array.from({ length: count }, (_, index) => String(index + 1));

/** Three events to a file; the first file with this byte flipped. */
async function damaged(byte: number): Promise<Opened> {
  const disk = new MemoryDisk();
  const life = await opened({ disk });
  for (const text of texts) await life.outbox.append(message('event', text, 1_300));
  await life.outbox.close();
  disk.file('event-0000000000000001.seg')!.bytes[byte]! ^= 0x10;
  return opened({ disk });
}

const gapsOf = (records: Parameters<typeof gapIn>[0][]) => records.flatMap((record) => gapIn(record) ?? []);

describe('a byte gone bad in an older file', () => {
  it.each([
    { byte: 20, lost: undefined },
    { byte: 40 + 5, lost: 1 },
    { byte: 40 + 100, lost: 1 },
    { byte: 40 + 1_327 + 9, lost: 2 },
    { byte: 40 + 2 * 1_327 + 4, lost: 3 },
    { byte: 40 + 3 * 1_327 - 1, lost: 3 },
  ])('at $byte costs record $lost and no other', async ({ byte, lost }) => {
    const life = await damaged(byte);
    const { critical, event } = await drained(life);
    expect(event.map(textOf)).toEqual(texts.filter((text) => text !== String(lost)));
    const told = lost === undefined ? [] : [{ chain: 'event', first: lost, last: lost, reason: 'damaged' }];
    expect(gapsOf(critical)).toMatchObject(told);
    expect(gapsOf(critical)).toHaveLength(told.length);
    await life.outbox.close();
  });

  // Each new connection reads the backlog again: the same gap was told each time until the records before it were
  // acknowledged.
  it('is told once, however often it is passed', async () => {
    const life = await damaged(40 + 1_327 + 9);
    for (let connection = 0; connection < 3; connection++) {
      life.outbox.rewind();
      expect(await takeAll(life, 'event')).toHaveLength(count - 1);
      await quiet();
    }
    expect(life.outbox.head('critical')).toBe(1);
    const { critical } = await drained(life);
    expect(gapsOf(critical)).toMatchObject([{ first: 2, last: 2 }]);
    await life.outbox.close();
  });

  it('costs a file that is gone, and no other', async () => {
    const life = await damaged(0);
    await life.outbox.close();
    const names = [...life.disk.names.keys()].filter((path) => path.startsWith(`${directory}/event-`)).sort();
    life.disk.names.delete(names[1]!);
    const next = await opened({ disk: life.disk });
    const { critical, event } = await drained(next);
    expect(event.map(textOf)).toEqual(texts.filter((text) => !['4', '5', '6'].includes(text)));
    expect(gapsOf(critical)).toMatchObject([{ first: 4, last: 6, count: 3, reason: 'damaged' }]);
    await next.outbox.close();
  });
});

it('takes what could not be read for a while when it can be read again', async () => {
  const disk = new MemoryDisk();
  const first = await opened({ disk });
  for (const text of texts) await first.outbox.append(message('event', text));
  await first.outbox.close();
  const mount = new Mount(disk);
  const life = await opened({ disk, mount });
  mount.failsToRead = () => true;
  expect(life.outbox.take('event')).toBeUndefined();
  await life.clock.advance(3_500);
  mount.failsToRead = () => false;
  await life.clock.advance(1_000);
  const { critical, event } = await drained(life);
  expect(event.map(textOf)).toEqual(texts);
  expect(critical).toEqual([]);
  await life.outbox.close();
});
