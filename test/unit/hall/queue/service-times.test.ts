import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meanSeconds, serviceTimes, timesWith } from '../../../../gateway/hall/queue/service-times.js';
import type { StoredTimes } from '../../../../gateway/hall/queue/stored.js';
import { seededRandom } from '../../../support/random.js';
import { HallStand } from './stand.js';

const times = (served: number[], noShow: number[] = []): StoredTimes => ({ served, 'no-show': noShow });

test('fewer than five say nothing', () => {
  expect(meanSeconds([100, 100, 100, 100])).toBeUndefined();
  expect(meanSeconds([100, 100, 100, 100, 110])).toBe(102);
});

test('a customer whose end was pressed after lunch does not count, a long consultation does', () => {
  const usual = [180, 200, 240, 260, 300, 320, 360, 420, 480];
  const alone = meanSeconds(usual) ?? 0;
  expect(meanSeconds([...usual, 3_600])).toBe(alone);
  expect(meanSeconds([...usual, 700])).toBeGreaterThan(alone);
  expect(meanSeconds([...usual, 6])).toBe(alone);
});

test('what cannot be a service time is not taken: a key pressed twice, a clock that was set, an end that nobody pressed', () => {
  const before = times([100]);
  for (const seconds of [0, 4.9, -60, 7_201]) expect(timesWith(before, 'served', seconds)).toBe(before);
  expect(timesWith(before, 'served', 5)).toEqual(times([100, 5]));
  expect(timesWith(undefined, 'no-show', 7_200)).toEqual(times([], [7_200]));
});

test('the last sixty count, of those served and of those who did not come', () => {
  let kept = times([]);
  for (let nth = 1; nth <= 100; nth++) kept = timesWith(timesWith(kept, 'served', nth + 100), 'no-show', nth + 10);
  expect([kept.served.length, kept.served[0], kept.served.at(-1)]).toEqual([60, 141, 200]);
  expect([kept['no-show'].length, kept['no-show'][0]]).toEqual([60, 51]);
});

test('the mean follows the real one within a tenth, whether service times are spread little or much', () => {
  const seed = 20261127;
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  for (const spread of [0.2, 0.5, 0.8]) {
    const real = 300;
    const estimates = Array.from({ length: 200 }, () =>
      meanSeconds(Array.from({ length: 60 }, () => real * Math.exp(spread * normal() - spread ** 2 / 2))),
    ).map((each) => each ?? Number.NaN);
    const mean = estimates.reduce((sum, each) => sum + each, 0) / estimates.length;
    expect(Math.abs(mean / real - 1), `spread ${spread}, seed ${seed}`).toBeLessThan(0.1);
  }
});

test('no single stray moves the mean by more than its share of an ordinary one', () => {
  const usual = fc.array(fc.integer({ min: 200, max: 400 }), { minLength: 10, maxLength: 59 });
  fc.assert(
    fc.property(usual, fc.integer({ min: 5, max: 7_200 }), (served, stray) => {
      const [without = 0, mean = 0] = [meanSeconds(served), meanSeconds([...served, stray])];
      expect(mean).toBeGreaterThan(without * 0.85);
      expect(mean).toBeLessThan(without * 1.3);
    }),
  );
});

test('a call lasts as long as those before, also of those who did not come', () => {
  const known = new Map([['personal', times([300, 300, 300, 300, 300], [50])]]);
  expect(serviceTimes(known).ofCall('personal')).toBeCloseTo((5 * 300 + 50) / 6);
});

test('a service with too few of its own is as long as all together, and without any nothing is known', () => {
  const known = new Map([
    ['personal', times([300, 300, 300, 300])],
    ['corporate', times([600])],
  ]);
  expect(serviceTimes(known).ofCall('vip')).toBe(360);
  expect(serviceTimes(known).ofCall('corporate')).toBe(360);
  expect(serviceTimes(new Map()).ofCall('vip')).toBeUndefined();
  expect(serviceTimes(new Map()).remaining('vip', 10)).toBeUndefined();
});

test('who has been at a counter for long takes as much longer as others who took that long', () => {
  const served = [100, 100, 100, 100, 100, 400, 420, 440, 460, 480];
  const { remaining } = serviceTimes(new Map([['personal', times(served)]]));
  expect(remaining('personal', 0)).toBe(270);
  expect(remaining('personal', 200)).toBe(240);
  expect(remaining('personal', 450), 'longer than nearly all: as one who begins').toBe(270);
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
  await clock.advance(3_600_000);
  await queue.issue('personal');
  await clock.advance(10_000);
  await queue.callNext('1');
  expect(measured(), 'nobody waited: the counter stood idle').toBe(100);
  await clock.advance(160_000);
  await queue.finish('1');
  expect(measured()).toBe(110);
});
