import { describe, expect, it } from 'vitest';
import {
  beginDay,
  countsOf,
  hasTurned,
  onWith,
  peopleInside,
} from '../../../../drivers/people-counter/counting/today.js';

const day = { day: '2026-11-23', from: 1_000_000_000, until: 1_086_400_000 };
const morning = beginDay(day, { in: 1_000, out: 990 });
const good = { quality: 'good' } as const;

describe('the counts of a day', () => {
  it('are those since it began', () => {
    expect(countsOf(morning, { in: 1_012, out: 995 })).toEqual({ day: '2026-11-23', in: 12, out: 5 });
  });

  it('leave out what is told late of an earlier day', () => {
    const later = onWith(morning, { in: 1_007, out: 990 }, { in: 7, out: 0 }, good, true);
    expect(countsOf(later, { in: 1_007, out: 990 })).toEqual({ day: '2026-11-23', in: 0, out: 0 });
  });

  it.each([
    ['good', 'good', 'good'],
    ['good', 'restart', 'restart'],
    ['restart', 'good', 'restart'],
    ['restart', 'uncertain', 'uncertain'],
    ['uncertain', 'restart', 'uncertain'],
  ] as const)('of which one interval was %s and one %s are %s', (first, second, whole) => {
    const nobody = { in: 0, out: 0 };
    const total = { in: 1_000, out: 990 };
    const once = onWith(morning, total, nobody, { quality: first }, false);
    expect(onWith(once, total, nobody, { quality: second }, false).quality).toBe(whole);
  });

  it('say why they are uncertain', () => {
    const total = { in: 1_000, out: 990 };
    const fell = onWith(morning, total, { in: 0, out: 0 }, { quality: 'uncertain', why: 'fell' }, false);
    expect(onWith(fell, total, { in: 0, out: 0 }, good, false).why).toBe('fell');
  });
});

describe('people inside', () => {
  /** As one total follows the other. */
  const insideAfter = (...totals: readonly (readonly [number, number])[]) => {
    const total = { in: 0, out: 0 };
    let today = morning;
    for (const [entered, left] of totals) {
      Object.assign(total, { in: 1_000 + entered, out: 990 + left });
      today = onWith(today, total, { in: 0, out: 0 }, good, false);
    }
    return peopleInside(today, total);
  };

  it('are those who came and did not leave', () => {
    expect(insideAfter([0, 0])).toBe(0);
    expect(insideAfter([12, 5])).toBe(7);
  });

  it('are never fewer than nobody, and staff who were there before is not missed later', () => {
    expect(insideAfter([0, 3])).toBe(0);
    expect(insideAfter([0, 3], [10, 3])).toBe(10);
    expect(insideAfter([0, 3], [2, 6], [10, 6])).toBe(8);
  });
});

describe('a new day', () => {
  it('has begun when the counting day is a later one', () => {
    expect(hasTurned(morning, day, day.from + 5)).toBe(false);
    expect(hasTurned(morning, { day: '2026-11-24', from: day.until, until: day.until + 1 }, day.until)).toBe(true);
  });

  it('has not begun because the clock was set back over midnight', () => {
    const yesterday = { day: '2026-11-22', from: day.from - 86_400_000, until: day.from };
    expect(hasTurned(morning, yesterday, day.from - 60_000)).toBe(false);
  });

  it('has begun when the clock comes back from far ahead', () => {
    const earlier = { day: '2025-11-22', from: 1_000, until: 86_401_000 };
    expect(hasTurned(morning, earlier, 5_000)).toBe(true);
  });
});
