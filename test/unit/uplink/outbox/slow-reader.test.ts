import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../../drivers/clock.js';
import { openOutbox } from '../../../../gateway/uplink/outbox/open.js';

// A centre that answered nothing for some hundred milliseconds made the reader miss how far a file had grown before the
// next one was begun: everything in between was told as damaged and never sent.
it('gives everything that was appended while nobody took, across the ends of files', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'branch-gateway-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  let readable: () => void = () => undefined;
  const outbox = await openOutbox({
    directory,
    clock: systemClock,
    random: Math.random,
    maxBytes: 1024 * 1024,
    reservedBytes: 100 * 1024,
    segmentBytes: 4 * 1024,
    gapMessage: (gap) => ({ topic: 'gap', payload: Buffer.from(JSON.stringify(gap)) }),
    onReadable: () => readable(),
  });
  const append = (text: string) =>
    outbox.append({ chain: 'event', topic: 't', payload: Buffer.from(text.padEnd(300)), envelope: false });
  const taken: string[] = [];
  const takeUntil = async (count: number) => {
    while (taken.length < count) {
      const record = outbox.take('event');
      if (record) taken.push(Buffer.from(record.payload).toString().trim());
      else
        await new Promise<void>((resolve) => {
          readable = resolve;
        });
    }
  };

  await append('0');
  await takeUntil(1);
  for (let index = 1; index <= 60; index++) await append(String(index));
  await takeUntil(61);

  expect(taken).toEqual(Array.from({ length: 61 }, (_, index) => String(index)));
  expect(outbox.take('critical')).toBeUndefined();
  expect(outbox.stats().chains.critical.depth).toBe(0);
  await outbox.close();
});
