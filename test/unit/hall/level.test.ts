import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CongestionLevel, type HallLevel } from '../../../gateway/hall/level.js';

const thresholds = { level1: 2.5, level2: 3.5, level3: 4.5, hysteresis: 0.25 };

/** A hall whose ratio is looked at second by second. */
function watched(holdSeconds: number) {
  let now = 0;
  const level = new CongestionLevel({ ...thresholds, holdSeconds, clock: { monotonic: () => now } });
  return {
    level,
    look(ratio: number | undefined, seconds = 0) {
      now += seconds * 1_000;
      return level.look(ratio);
    },
  };
}

test.each<[ratio: number | undefined, level: HallLevel]>([
  [undefined, 0],
  [0, 0],
  [2.49, 0],
  [2.5, 1],
  [3.49, 1],
  [3.5, 2],
  [4.49, 2],
  [4.5, 3],
  [100, 3],
  [Number.POSITIVE_INFINITY, 3],
])('without a hold, a ratio of %s is level %i', (ratio, level) => {
  expect(watched(0).look(ratio)).toBe(level);
});

test('a level begins when its ratio has lasted, and not before', () => {
  const { look } = watched(60);
  expect(look(3)).toBe(0);
  expect(look(3, 59)).toBe(0);
  expect(look(3, 1)).toBe(1);
});

test('a ratio that falls back within the hold begins nothing, and the hold begins anew', () => {
  const { look } = watched(60);
  look(3);
  expect(look(2, 50)).toBe(0);
  expect(look(3, 5)).toBe(0);
  expect(look(3, 59)).toBe(0);
  expect(look(3, 1)).toBe(1);
});

test('a ratio that wanders between level 2 and 3 is level 2', () => {
  const { look } = watched(60);
  for (const [ratio, seconds] of [
    [5, 0],
    [4, 20],
    [5, 20],
    [4, 20],
  ] as const)
    look(ratio, seconds);
  expect(look(4, 1)).toBe(2);
  expect(look(5, 59)).toBe(2);
  expect(look(5, 60)).toBe(3);
});

test('a level ends a hysteresis below where it began, once that has lasted', () => {
  const { look } = watched(60);
  look(2.5);
  expect(look(2.25, 60)).toBe(1);
  expect(look(2.25, 600)).toBe(1);
  expect(look(2.24, 1)).toBe(1);
  expect(look(2.24, 59)).toBe(1);
  expect(look(2.24, 1)).toBe(0);
});

test('from level 3 it falls to the level that still holds', () => {
  const { look } = watched(60);
  look(6);
  expect(look(3.3, 60)).toBe(3);
  expect(look(3.3, 60)).toBe(2);
  expect(look(3.2, 0)).toBe(2);
  expect(look(3.2, 60)).toBe(1);
});

test('what lasted between two looks counts, though nobody looked in between', () => {
  const { look } = watched(60);
  look(5);
  expect(look(0, 3_600), 'until now it was 5').toBe(3);
});

test.each([0, 1, 2, 3] as const)('it goes on from level %i where it stood when the gateway was stopped', (level) => {
  const stood = new CongestionLevel({ ...thresholds, holdSeconds: 60, clock: { monotonic: () => 0 }, level });
  expect(stood.value).toBe(level);
  expect(stood.look([1, 2.5, 3.5, 4.5][level])).toBe(level);
  expect(stood.changesInMs).toBeUndefined();
});

test('it says when it would change', () => {
  const { level, look } = watched(60);
  look(1);
  expect(level.changesInMs).toBeUndefined();
  look(3, 10);
  expect(level.changesInMs).toBe(60_000);
  look(5, 20);
  expect(level.changesInMs).toBe(40_000);
  look(5, 40);
  expect(level.changesInMs).toBe(20_000);
  look(5, 20);
  expect(level.changesInMs).toBeUndefined();
});

const ratio = fc.double({ min: 0, max: 8, noNaN: true });

test('a level begins and ends only after the ratio has asked for that throughout the hold', () => {
  const story = fc.array(fc.record({ ratio, seconds: fc.integer({ min: 1, max: 90 }) }), { maxLength: 60 });
  fc.assert(
    fc.property(story, (steps) => {
      const { level, look } = watched(60);
      const { hysteresis } = thresholds;
      const held: { readonly ratio: number; readonly from: number; to: number }[] = [];
      let now = 0;
      for (const { ratio, seconds } of steps) {
        const before = level.value;
        const last = held.at(-1);
        now += seconds;
        if (last) last.to = now;
        look(ratio, seconds);
        held.push({ ratio, from: now, to: now });
        const lately = held.filter(({ to }) => to > now - 60).map((each) => each.ratio);
        for (const [index, from] of [2.5, 3.5, 4.5].entries()) {
          if (before <= index && level.value > index)
            expect(Math.min(...lately.slice(0, -1))).toBeGreaterThanOrEqual(from);
          if (before > index && level.value <= index)
            expect(Math.max(...lately.slice(0, -1))).toBeLessThan(from - hysteresis);
        }
      }
    }),
  );
});

test('whatever was before, a ratio that lasts ends at a level that it allows', () => {
  fc.assert(
    fc.property(fc.array(ratio, { maxLength: 20 }), ratio, (before, last) => {
      const { look } = watched(60);
      for (const each of before) look(each, 45);
      look(last, 1);
      const settled = look(last, 60);
      const begun = [2.5, 3.5, 4.5].filter((from) => last >= from).length;
      const notEnded = [2.5, 3.5, 4.5].filter((from) => last >= from - thresholds.hysteresis).length;
      expect(settled).toBeGreaterThanOrEqual(begun);
      expect(settled).toBeLessThanOrEqual(notEnded);
    }),
  );
});
