import { afterEach, describe, expect, test } from 'vitest';
import { watchClock } from '../../../gateway/health/clock-watch.js';
import type { Branch } from '../alarms/support.js';
import { detailOf, gatewayAlarms, reporter, restarted } from './support.js';

const seconds = 1_000;
let branch: Branch;
let watch: { stop(): void };

/** A gateway whose time service is as `synced` says at each look. */
async function begin(synced: () => boolean = () => true): Promise<void> {
  branch = await gatewayAlarms();
  watch = watchClock({ clock: branch.clock, clockSynced: synced, condition: reporter(branch) });
}

afterEach(async () => {
  watch.stop();
  await branch.shutDown();
  expect(branch.clock.pending).toBe(0);
});

const severity = () => branch.retained.get('gateway/clock-drift')?.['perceived-severity'];

describe('a clock that is set', () => {
  test.each([
    [31, 'warning', 'forward by 31 s, to 2026-11-23T01:00:41.000Z'],
    [-31, 'warning', 'back by 31 s, to 2026-11-23T00:59:39.000Z'],
    [300, 'warning', 'forward by 300 s, to 2026-11-23T01:05:10.000Z'],
    [301, 'minor', 'forward by 301 s, to 2026-11-23T01:05:11.000Z'],
    [3_600, 'minor', 'forward by 3600 s, to 2026-11-23T02:00:10.000Z'],
    [-3_600, 'minor', 'back by 3600 s, to 2026-11-23T00:00:10.000Z'],
  ])('by %d s is a %s', async (step, level, how) => {
    await begin();
    branch.clock.jump(step * seconds);
    await branch.after(10);
    expect(await branch.take()).toEqual(['raise clock-drift']);
    expect(severity()).toBe(level);
    expect(detailOf(branch, 'clock-drift')).toBe(`the clock was set ${how}`);
  });

  test.each([30, -30, 1, 0])('by %d s is nothing', async (step) => {
    await begin();
    branch.clock.jump(step * seconds);
    await branch.after(60);
    expect(await branch.take()).toEqual([]);
  });

  test('a little at a time, as a time service does, is nothing', async () => {
    await begin();
    for (let look = 0; look < 100; look++) {
      branch.clock.jump(1 * seconds);
      await branch.after(10);
    }
    expect(await branch.take()).toEqual([]);
  });

  test('stays for an hour without another step, whatever the wall clock says', async () => {
    await begin();
    branch.clock.jump(-40 * seconds);
    await branch.after(10);
    await branch.take();
    await branch.after(3_599);
    expect(await branch.take()).toEqual([]);
    await branch.after(1);
    expect(await branch.take()).toEqual(['clear clock-drift']);
  });

  test('again begins the hour anew, on the same record', async () => {
    await begin();
    branch.clock.jump(40 * seconds);
    await branch.after(1_800);
    branch.clock.jump(-400 * seconds);
    await branch.after(3_000);
    expect(await branch.take()).toEqual(['raise clock-drift', 'severity clock-drift']);
    expect(severity()).toBe('minor');
    expect(detailOf(branch, 'clock-drift')).toContain('back by 400 s');
    await branch.after(610);
    expect(await branch.take()).toEqual(['clear clock-drift']);
  });

  test('before a restart: the hour begins anew and ends', async () => {
    await begin();
    branch.clock.jump(40 * seconds);
    await branch.after(10);
    await branch.take();
    watch.stop();
    await restarted(branch);
    watch = watchClock({ clock: branch.clock, clockSynced: () => true, condition: reporter(branch) });
    await branch.after(3_599);
    expect(await branch.take()).toEqual([]);
    await branch.after(1);
    expect(await branch.take()).toEqual(['clear clock-drift']);
  });
});

describe('a machine without a battery for its clock', () => {
  test.each([
    ['at once', 0],
    ['while the gateway still believes it is not', 1],
  ])('is set by the time service after it is switched on: no alarm, known %s', async (_when, looksLate) => {
    let looks = 0;
    let isSet = false;
    await begin(() => isSet && ++looks > looksLate);
    await branch.after(60);
    branch.clock.jump(86_400 * seconds);
    isSet = true;
    await branch.after(600);
    expect(await branch.take()).toEqual([]);
  });

  test('and set once more later: an alarm', async () => {
    let isSet = false;
    await begin(() => isSet);
    isSet = true;
    branch.clock.jump(86_400 * seconds);
    await branch.after(10);
    branch.clock.jump(86_400 * seconds);
    await branch.after(10);
    expect(await branch.take()).toEqual(['raise clock-drift']);
  });

  test('set by hand, without a time service: an alarm, one look later', async () => {
    await begin(() => false);
    branch.clock.jump(86_400 * seconds);
    await branch.after(10);
    expect(await branch.take()).toEqual([]);
    await branch.after(10);
    expect(await branch.take()).toEqual(['raise clock-drift']);
  });
});
