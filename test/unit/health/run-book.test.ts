import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { composeSelfWatch, type SelfWatch } from '../../../gateway/health/compose.js';
import { beginRun, runSchema } from '../../../gateway/health/run-book.js';
import type { Store } from '../../../gateway/storage/store.js';
import type { Branch } from '../alarms/support.js';
import { errno, hookedFiles, openedStore, temporaryDirectory } from '../storage/support.js';
import { detailOf, gatewayAlarms, reporter, restarted } from './support.js';

/** A gateway that is started, stopped and killed over one state directory; its alarms survive as the real ones do. */
let branch: Branch;
let directory: string;
let store: Store;
let selfWatch: SelfWatch;
const errors: unknown[] = [];

beforeEach(async () => {
  branch = await gatewayAlarms();
  directory = await temporaryDirectory();
  errors.length = 0;
  await start();
});
afterEach(async () => {
  await stop();
  await branch.shutDown();
});

async function start(files?: Parameters<typeof openedStore>[1]): Promise<void> {
  store = (await openedStore(directory, files)).store;
  selfWatch = composeSelfWatch({
    foundation: { store, clock: branch.clock, clockSynced: () => true, onError: (error) => errors.push(error) },
    condition: reporter(branch),
    wrongLogins: 5,
  });
  selfWatch.start();
  await branch.flush();
}

async function stop(): Promise<void> {
  await selfWatch.end();
  await store.close();
}

/** Nothing of the run's end reaches the disk: its last word is taken back by closing the store first. */
async function kill(): Promise<void> {
  await store.close();
  await selfWatch.end();
}

async function restartAfter(seconds: number, end: () => Promise<void>): Promise<string[]> {
  await branch.after(seconds);
  await end();
  await restarted(branch);
  await start();
  return branch.take();
}

describe('a gateway that restarts', () => {
  test('three times within ten minutes after it broke off: an alarm that says since when', async () => {
    expect(await restartAfter(60, kill)).toEqual([]);
    expect(await restartAfter(60, kill)).toEqual([]);
    expect(await restartAfter(60, kill)).toEqual(['raise service-restart-loop']);
    expect(detailOf(branch, 'service-restart-loop')).toBe(
      '3 starts after a run that broke off, since 2026-11-23T01:01:00.000Z',
    );
    expect(branch.retained.get('gateway/service-restart-loop')).toMatchObject({ 'perceived-severity': 'major' });
  });

  test('clears when it has run for thirty minutes', async () => {
    for (let n = 0; n < 3; n++) await restartAfter(60, kill);
    await branch.after(1_799);
    expect(await branch.take()).toEqual([]);
    await branch.after(1);
    expect(await branch.take()).toEqual(['clear service-restart-loop']);
  });

  test('and goes on: still one alarm, and the thirty minutes begin anew with each start', async () => {
    for (let n = 0; n < 3; n++) await restartAfter(60, kill);
    for (let n = 0; n < 5; n++) expect(await restartAfter(60, kill)).toEqual([]);
    await branch.after(1_799);
    expect(await branch.take()).toEqual([]);
    await branch.after(1);
    expect(await branch.take()).toEqual(['clear service-restart-loop']);
  });

  test('in order, however often, is none', async () => {
    for (let n = 0; n < 10; n++) expect(await restartAfter(5, stop)).toEqual([]);
  });

  test('in order in between: only those that broke off count', async () => {
    const ends = [kill, stop, kill, stop];
    for (const end of ends) expect(await restartAfter(60, end)).toEqual([]);
    expect(await restartAfter(60, kill)).toEqual(['raise service-restart-loop']);
  });

  test('in order ends the alarm no sooner', async () => {
    for (let n = 0; n < 3; n++) await restartAfter(60, kill);
    expect(await restartAfter(60, stop)).toEqual([]);
    await branch.after(1_800);
    expect(await branch.take()).toEqual(['clear service-restart-loop']);
  });

  test('three times, but not within ten minutes, is none', async () => {
    for (let n = 0; n < 6; n++) expect(await restartAfter(301, kill)).toEqual([]);
  });

  test('in order right after a loop is not told as one more of it', async () => {
    for (let n = 0; n < 3; n++) await restartAfter(60, kill);
    await branch.after(60);
    await stop();
    store = (await openedStore(directory)).store;
    const run = beginRun({ table: store.table('run', runSchema), clock: branch.clock, onError: () => undefined });
    expect(run.condition()).toEqual({ type: 'service-restart-loop', active: false });
    await run.end();
  });

  test('every evening, when the branch cuts the power, is none', async () => {
    for (let day = 0; day < 5; day++) expect(await restartAfter(10 * 3_600, kill)).toEqual([]);
  });

  test('after runs of ten minutes is none, also when its clock begins each time at the same moment', async () => {
    for (let day = 0; day < 5; day++) {
      await branch.after(660);
      branch.clock.jump(-660_000);
      expect(await restartAfter(0, kill)).toEqual([]);
    }
  });

  test('in a loop while the clock is set back an hour: an alarm', async () => {
    await restartAfter(60, kill);
    branch.clock.jump(-3_600_000);
    await restartAfter(60, kill);
    expect(await restartAfter(60, kill)).toEqual(expect.arrayContaining(['raise service-restart-loop']));
  });

  test('on a disk that takes nothing runs all the same', async () => {
    await stop();
    let isFull = false;
    const files = hookedFiles({
      async beforeDatasync() {
        if (isFull) throw errno('ENOSPC');
      },
    });
    isFull = true;
    await start({ files });
    await branch.after(660);
    expect(errors).toEqual([expect.objectContaining({ code: 'STORAGE_WRITE_FAILED' })]);
    expect(await branch.take()).toEqual([]);
  });
});
