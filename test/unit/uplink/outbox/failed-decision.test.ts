import { expect, it } from 'vitest';
import { MemoryDisk, Mount } from './memory-disk.js';
import { drained, gapIn, message, type Opened, opened, quiet, textOf } from './support.js';

const options = { maxBytes: 40 * 1024, reservedBytes: 12 * 1024, segmentBytes: 4 * 1024 };

/** Telemetry up to what it may have; the next record takes an eviction. */
async function filled(target: Opened): Promise<number> {
  let newest = 0;
  while (target.outbox.stats().bytes < 24 * 1024) newest = await target.outbox.append(message('telemetry', 'old', 900));
  await quiet();
  return newest;
}

async function judge(disk: MemoryDisk, newest: number): Promise<void> {
  const next = await opened({ disk, options });
  const arrived = await drained(next);
  const told = arrived.critical.flatMap((record) => gapIn(record) ?? []);
  const seqs = arrived.telemetry.map(({ seq }) => seq);
  for (let seq = 1; seq <= newest; seq++) {
    const isTold = told.some(({ chain, first, last }) => chain === 'telemetry' && first <= seq && seq <= last);
    expect([seq, isTold !== seqs.includes(seq)]).toEqual([seq, true]);
  }
  await next.outbox.close();
}

// The decision stood in the cursor although its sync had failed and nothing was evicted. The next critical record took
// the number under which the cursor expected the gap: after a kill everything named by it was dropped untold.
it('drops nothing untold when a decision to evict could not be synced and the process is killed after the next alarm', async () => {
  const disk = new MemoryDisk();
  const mount = new Mount(disk);
  const life = await opened({ disk, mount, options });
  const newest = await filled(life);

  mount.fails = (operation, path) => operation === 'sync' && path.endsWith('cursor');
  const refused = await Promise.all(
    Array.from({ length: 6 }, () => life.outbox.append(message('telemetry', 'new', 900)).catch(({ code }) => code)),
  );
  expect(refused).toContain('OUTBOX_WRITE_FAILED');
  mount.fails = () => false;
  await life.outbox.append(message('critical', 'alarm'));
  mount.killAfter(0);

  await judge(disk, newest);
});

// A refused alarm that could not be cut off stood where the cursor expected the gap: after a kill it passed for it.
it('decides nothing while a refused alarm still lies where the gap is to be told', async () => {
  const disk = new MemoryDisk();
  const mount = new Mount(disk);
  const life = await opened({ disk, mount, options });
  await life.outbox.append(message('critical', 'alarm'));
  const newest = await filled(life);

  mount.fails = (operation, path) => path.includes('critical-') && (operation === 'sync' || operation === 'truncate');
  await expect(life.outbox.append(message('critical', 'alarm'))).rejects.toThrow('EIO');
  const more = Promise.allSettled(
    Array.from({ length: 6 }, () => life.outbox.append(message('telemetry', 'new', 900))),
  );
  await life.clock.advance(3_000);
  await more;
  mount.killAfter(0);

  await judge(disk, newest);
});

it('tells what it evicts in the order of its numbers, with what was sent of it', async () => {
  const life = await opened({ options });
  await filled(life);
  for (let count = 0; count < 3; ) {
    if (life.outbox.take('telemetry')) count += 1;
    else await quiet(5);
  }
  for (let index = 0; index < 12; index++) await life.outbox.append(message('telemetry', 'new', 900));

  const { critical, telemetry } = await drained(life);
  const gaps = critical.flatMap((record) => gapIn(record) ?? []);
  expect(gaps[0]).toMatchObject({ chain: 'telemetry', first: 1, reason: 'space', sentThrough: 3 });
  expect(gaps.slice(1).every(({ sentThrough }) => sentThrough === undefined)).toBe(true);
  gaps.reduce((end, { first, last }) => {
    expect(first).toBe(end + 1);
    return last;
  }, 0);
  expect(telemetry[0]?.seq).toBe((gaps.at(-1)?.last ?? 0) + 1);
  expect(textOf(telemetry.at(-1)!)).toBe('new');
  await life.outbox.close();
});
