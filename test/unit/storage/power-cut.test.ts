import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { StoreReport } from '../../../gateway/storage/store.js';
import { seededRandom } from '../../support/random.js';
import { PowerCutDisk } from './power-cut-disk.js';
import { openedStore, temporaryDirectory } from './support.js';

const versions = z.object({ n: z.number(), padding: z.string() });

interface Life {
  readonly directory: string;
  readonly random: () => number;
  readonly disk: PowerCutDisk;
  /** Newest version of each key that was acknowledged before the life began. */
  readonly acknowledged: Map<string, number>;
  readonly reports: StoreReport[];
}

/** Runs a gateway's life on the disk until the power goes at a random moment; resolves with what is left then. */
async function liveUntilPowerCut({ directory, random, disk, acknowledged, reports }: Life): Promise<Life> {
  const opened = await openedStore(directory, { files: disk, compactAboveBytes: 3_000 });
  const [left, right] = [opened.store.table('left', versions), opened.store.table('right', versions)];

  for (const [key, n] of acknowledged) expect(left.get(key)?.n ?? 0, key).toBeGreaterThanOrEqual(n);
  for (const [key, value] of left.entries()) expect(right.get(key), `both halves of ${key}`).toEqual(value);

  let next: Life | undefined;
  let operationsLeft = Math.floor(random() * 120);
  disk.failure = random() < 0.5 ? 0.1 : 0;
  disk.onOperation = () => {
    operationsLeft -= 1;
    if (operationsLeft !== 0) return;
    next = { directory, random, disk: disk.cut(), acknowledged: new Map(acknowledged), reports };
  };
  const writes: Promise<void>[] = [];
  for (let i = 0; next === undefined && i < 400; i++) {
    const key = `k${Math.floor(random() * 6)}`;
    const n = Math.max(left.get(key)?.n ?? 0, acknowledged.get(key) ?? 0) + 1;
    const value = { n, padding: 'p'.repeat(Math.floor(random() * 60)) };
    const committed = opened.store.commit([left.change(key, value), right.change(key, value)]);
    const noted = committed.then(() => void acknowledged.set(key, Math.max(n, acknowledged.get(key) ?? 0)));
    writes.push(noted.catch(() => undefined));
    if (random() < 0.25) await Promise.all(writes.splice(0));
  }
  await Promise.all(writes);
  disk.onOperation = () => undefined;
  disk.failure = 0;
  await opened.store.close();
  reports.push(...opened.reports);
  return next ?? { directory, random, disk: disk.cut(), acknowledged, reports };
}

test('nothing acknowledged is lost in a power cut, and no commit is halved', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = seededRandom(seed);
      const directory = await temporaryDirectory();
      let life: Life = { directory, random, disk: new PowerCutDisk(random), acknowledged: new Map(), reports: [] };
      for (let cut = 0; cut < 6; cut++) life = await liveUntilPowerCut(life);
      for (const { kind } of life.reports) seen.add(kind);
    }),
    { numRuns: 60 },
  );
  // The lives met what they are to show.
  expect([...seen]).toEqual(expect.arrayContaining(['torn-tail', 'damaged', 'compacted', 'write-failed']));
}, 60_000);
