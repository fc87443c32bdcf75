import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  expectedOfDraws,
  meanServedSeconds,
  serviceTimes,
  timesWith,
  timesWithAbandoned,
} from '../../../../gateway/hall/queue/service-times.js';
import type { StoredTimes } from '../../../../gateway/hall/queue/stored.js';
import { seededRandom } from '../../../support/random.js';
import { HallStand } from './stand.js';

const times = (served: number[], noShow: number[] = []): StoredTimes => [
  ...served.map((seconds): StoredTimes[number] => [seconds, 'served', 0]),
  ...noShow.map((seconds): StoredTimes[number] => [seconds, 'no-show', 0]),
];
const meanOf = (served: number[]) => meanServedSeconds(times(served));
const atOnce = { ahead: 0, waited: 0 };

test('fewer than five say nothing', () => {
  expect(meanOf([100, 100, 100, 100])).toBeUndefined();
  expect(meanOf([100, 100, 100, 100, 110])).toBe(102);
});

test('a customer whose end was pressed after lunch does not count, a long consultation does', () => {
  const usual = [180, 200, 240, 260, 300, 320, 360, 420, 480];
  const alone = meanOf(usual) ?? 0;
  expect(meanOf([...usual, 3_600])).toBe(alone);
  expect(meanOf([...usual, 700])).toBeGreaterThan(alone);
  expect(meanOf([...usual, 6])).toBe(alone);
});

test('what cannot be a service time is not taken: a key pressed twice, a clock that was set, an end that nobody pressed', () => {
  const before = times([100]);
  for (const seconds of [0, 4.9, -60, 7_201])
    expect(timesWith(before, { ending: 'served', seconds, waited: 60 })).toBe(before);
  expect(timesWith(before, { ending: 'served', seconds: 5, waited: 60.4 })).toEqual([...before, [5, 'served', 60]]);
  expect(timesWith(undefined, { ending: 'no-show', seconds: 7_200, waited: -1 })).toEqual([[7_200, 'no-show', 0]]);
});

test('the last hundred customers count', () => {
  let kept = times([]);
  for (let nth = 1; nth <= 150; nth++) {
    const ending = nth % 10 === 0 ? 'no-show' : 'served';
    kept = nth % 10 === 5 ? timesWithAbandoned(kept, nth) : timesWith(kept, { ending, seconds: nth, waited: nth });
  }
  expect(kept).toHaveLength(100);
  expect([kept[0], kept[4], kept.at(-1)]).toEqual([
    [51, 'served', 51],
    [0, 'abandoned', 55],
    [150, 'no-show', 150],
  ]);
});

test('those who do not come count as often as they do not come', () => {
  let kept = times([]);
  for (let nth = 1; nth <= 1_000; nth++) {
    const [ending, seconds] = nth % 10 === 0 ? (['no-show', 50] as const) : (['served', 300] as const);
    kept = timesWith(kept, { ending, seconds, waited: 600 });
  }
  const { ofCall } = serviceTimes(new Map([['personal', kept]]));
  expect(ofCall('personal', { ahead: 0, waited: 600 })).toBeCloseTo(275, -1);
  expect(ofCall('personal', atOnce), 'who waits for nothing has not left').toBe(300);
  expect(ofCall('personal', { ahead: 0, waited: 6_000 }), 'nearly all have left').toBeLessThan(220);
});

test('who gives his ticket back takes no time at all', () => {
  let kept = times([300, 300, 300, 300, 300, 300, 300, 300], [50]);
  for (let nth = 0; nth < 10; nth++) kept = timesWithAbandoned(kept, 600);
  const { ofCall } = serviceTimes(new Map([['personal', kept]]));
  // Ten in 10 × (600 s)² of theirs, and (300 s)² for each of the nine who did not have to wait.
  const waited = Math.sqrt((10 * 600 ** 2 + 9 * 300 ** 2) / 10);
  const early = serviceTimes(new Map([['personal', times([300, 300, 300, 300, 300])]]));
  expect(early.ofCall('personal', { ahead: waited, waited })).toBe(300);
  const all = ofCall('personal', { ahead: waited, waited }) ?? 0;
  expect(all / (ofCall('personal', { ahead: 0, waited }) ?? 0)).toBeCloseTo(1 / Math.E, 5);
});

test('a few who leave a hall in which nobody waits do not make everybody leave where they must', () => {
  const quiet = times(new Array<number>(57).fill(300), [50, 50, 50]);
  const { ofCall } = serviceTimes(new Map([['personal', quiet]]));
  expect(ofCall('personal', { ahead: 600, waited: 600 })).toBeGreaterThan(240);
});

test('the mean follows the real one within a tenth, whether service times are spread little or much', () => {
  const seed = 20261127;
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  for (const spread of [0.2, 0.5, 0.8]) {
    const real = 300;
    const estimates = Array.from({ length: 200 }, () =>
      meanOf(Array.from({ length: 60 }, () => real * Math.exp(spread * normal() - spread ** 2 / 2))),
    ).map((each) => each ?? Number.NaN);
    const mean = estimates.reduce((sum, each) => sum + each, 0) / estimates.length;
    expect(Math.abs(mean / real - 1), `spread ${spread}, seed ${seed}`).toBeLessThan(0.1);
  }
});

test('no single stray moves the mean by more than its share of an ordinary one', () => {
  const usual = fc.array(fc.integer({ min: 200, max: 400 }), { minLength: 10, maxLength: 59 });
  fc.assert(
    fc.property(usual, fc.integer({ min: 5, max: 7_200 }), (served, stray) => {
      const [without = 0, mean = 0] = [meanOf(served), meanOf([...served, stray])];
      expect(mean).toBeGreaterThan(without * 0.85);
      expect(mean).toBeLessThan(without * 1.3);
    }),
  );
});

test('a service with too few of its own is as long as all together, and without any nothing is known', () => {
  const known = new Map([
    ['personal', times([300, 300, 300, 300])],
    ['corporate', times([600])],
  ]);
  expect(serviceTimes(known).ofCall('vip', atOnce)).toBe(360);
  expect(serviceTimes(known).ofCall('corporate', atOnce)).toBe(360);
  expect(serviceTimes(new Map()).ofCall('vip', atOnce)).toBeUndefined();
  expect(serviceTimes(new Map()).remaining('vip', 10)).toBeUndefined();
});

test('who has been at a counter for long takes as much longer as others who took that long', () => {
  const served = [100, 400, 100, 420, 100, 440, 100, 460, 100, 480];
  const { remaining } = serviceTimes(new Map([['personal', times(served)]]));
  expect(remaining('personal', 200)).toEqual([200, 220, 240, 260, 280]);
  expect(remaining('personal', 450), 'longer than nearly all: as one who begins').toHaveLength(10);
});

test('of several draws the first is expected below the mean and the last above, and all together at it', () => {
  const sorted = Array.from({ length: 100 }, (_, at) => -Math.log(1 - (at + 0.5) / 100));
  const draws = [0, 1, 2].map((nth) => expectedOfDraws(sorted, nth, 3));
  // Of three exponential ones: 1/3, 1/3 + 1/2, 1/3 + 1/2 + 1.
  for (const [nth, real] of [1 / 3, 5 / 6, 11 / 6].entries()) expect(draws[nth]).toBeCloseTo(real, 1);
  expect(expectedOfDraws(sorted, 0, 1)).toBeCloseTo(sorted.reduce((a, b) => a + b) / 100, 10);
  expect(expectedOfDraws([7], 1, 3)).toBe(7);
});

test('how long a customer took is known when somebody had to wait for his end, and when it was pressed', async () => {
  const { queue, clock } = await HallStand.start();
  const measured = () => queue.view().services[0]?.meanServiceSeconds;
  for (let nth = 0; nth < 7; nth++) await queue.issue('personal');
  await queue.callNext('1');
  for (let nth = 0; nth < 5; nth++) {
    await clock.advance(100_000);
    await queue.callNext('1');
  }
  expect(measured(), 'others waited').toBe(100);
  await queue.abandon('A007');
  await clock.advance(140_000);
  await queue.issue('personal');
  await clock.advance(10_000);
  await queue.callNext('1');
  expect(measured(), 'nobody waited: the counter stood idle').toBe(100);
  await clock.advance(160_000);
  await queue.finish('1');
  expect(measured()).toBe(110);
});
