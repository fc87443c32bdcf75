import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../drivers/clock.js';
import { segmentName } from '../../gateway/uplink/outbox/chain.js';
import { openOutbox } from '../../gateway/uplink/outbox/open.js';
import type { Outbox } from '../../gateway/uplink/outbox/outbox.js';
import { contentOf, gapMessage } from './uplink-kill-order.js';

const segmentBytes = 16 * 1024;

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'branch-gateway-uplink-kill-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

function open(directory: string): Promise<Outbox> {
  const room = { maxBytes: 2 ** 20, reservedBytes: 2 ** 16, segmentBytes };
  const options = { directory, ...room, clock: systemClock, random: Math.random, gapMessage };
  return openOutbox({ ...options, onReadable: () => undefined });
}

/** Appends messages `from` to `to` one after the other. */
async function append(outbox: Outbox, from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n++) {
    await outbox.append({ chain: 'event', topic: 't', payload: Buffer.from(contentOf(n)), envelope: true });
  }
}

/** The seqs that are there to be sent, oldest first. */
async function waiting(outbox: Outbox): Promise<number[]> {
  const seqs: number[] = [];
  await expect
    .poll(() => {
      for (let record = outbox.take('event'); record; record = outbox.take('event')) seqs.push(record.seq);
      return seqs.length;
    })
    .toBe(outbox.stats().chains.event.depth);
  return seqs;
}

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

/** What a kill leaves of a new file, at its instants between creation and the first whole record. */
const beginnings = { 'nothing yet': 0, 'half a header': 20, 'a header and half a record': 60 };

for (const [what, bytes] of Object.entries(beginnings)) {
  test(`killed when a new file has ${what}: what the next life appends behind the old file is there in the life after it`, async () => {
    const directory = await temporaryDirectory();
    const first = await open(directory);
    await append(first, 1, 3);
    await first.close();
    await writeFile(join(directory, segmentName('event', 4)), Buffer.alloc(bytes, 1));

    const second = await open(directory);
    expect(second.head('event')).toBe(3);
    await append(second, 4, 6);
    await second.close();

    const third = await open(directory);
    onTestFinished(() => third.close());
    expect(third.head('event')).toBe(6);
    expect(await waiting(third)).toEqual(upTo(6));
    expect(third.stats().chains.critical.depth).toBe(0);
  });
}

test('killed when a new file has nothing yet and everything before it is acknowledged: the numbers go on', async () => {
  const directory = await temporaryDirectory();
  const first = await open(directory);
  await append(first, 1, 3);
  for (const seq of await waiting(first)) first.acknowledge('event', seq);
  await first.close();
  await writeFile(join(directory, segmentName('event', 4)), '');

  const second = await open(directory);
  await append(second, 4, 5);
  await second.close();

  const third = await open(directory);
  onTestFinished(() => third.close());
  expect(third.head('event')).toBe(5);
  expect(await waiting(third)).toEqual([4, 5]);
});
