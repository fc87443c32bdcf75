import { describe, expect, it } from 'vitest';
import { type AccountRule, account } from '../../../../drivers/people-counter/counting/account.js';

const range = 2 ** 32;
/** Five seconds between two readings: 75 people at the most. */
const rule: AccountRule = {
  range,
  afterPowerCut: 'zero',
  mostPerSecond: 5,
  elapsedMs: 5_000,
  elapsedBy: 'monotonic',
};

describe('accounting one reading of totals', () => {
  it('takes the very first reading as a baseline and counts nobody', () => {
    expect(account(undefined, { in: 4711, out: 4000 }, rule)).toEqual({ delta: { in: 0, out: 0 }, quality: 'first' });
  });

  it.each([
    ['what was counted since', { in: 10, out: 8 }, { in: 13, out: 8 }, { in: 3, out: 0 }],
    ['nothing when the same reading comes twice', { in: 10, out: 8 }, { in: 10, out: 8 }, { in: 0, out: 0 }],
    ['the most that can pass', { in: 10, out: 8 }, { in: 85, out: 83 }, { in: 75, out: 75 }],
    ['all over a roll-over of one', { in: range - 2, out: 770 }, { in: 5, out: 771 }, { in: 7, out: 1 }],
    ['all over a roll-over of both', { in: range - 2, out: range - 1 }, { in: 5, out: 0 }, { in: 7, out: 1 }],
    ['a roll-over that ends at zero', { in: range - 1, out: 1_000 }, { in: 0, out: 1_000 }, { in: 1, out: 0 }],
  ])('adds %s', (_name, last, reading, delta) => {
    expect(account(last, reading, rule)).toEqual({ delta, quality: 'good' });
  });

  it.each([
    ['both lower', { in: 500, out: 480 }, { in: 7, out: 2 }],
    ['one lower: both have begun again', { in: 500, out: 3 }, { in: 40, out: 35 }],
    ['nobody since', { in: 1, out: 0 }, { in: 0, out: 0 }],
    ['one that could have rolled over, the other not', { in: range - 2, out: 777 }, { in: 5, out: 4 }],
  ])('counts from zero after a restart, %s', (_name, last, reading) => {
    expect(account(last, reading, rule)).toEqual({ delta: reading, quality: 'restart' });
  });

  it('takes one total that was zeroed alone for what it is', () => {
    expect(account({ in: 500, out: 1_000 }, { in: 2, out: 1_001 }, rule)).toEqual({
      delta: { in: 2, out: 1 },
      quality: 'restart',
    });
  });

  it.each([
    ['a little', { in: 500, out: 480 }, { in: 495, out: 480 }, { in: 0, out: 0 }],
    ['far, and the other went on', { in: 50_000, out: 480 }, { in: 20_000, out: 482 }, { in: 0, out: 2 }],
    [
      'to the first value that is too much to have begun from zero',
      { in: 500, out: 480 },
      { in: 76, out: 480 },
      { in: 0, out: 0 },
    ],
  ])('counts nobody on a total that fell %s', (_name, last, reading, delta) => {
    expect(account(last, reading, rule)).toEqual({ delta, quality: 'uncertain', why: 'fell' });
  });

  it('counts nobody on a total that rose by more than can have passed', () => {
    expect(account({ in: 10, out: 8 }, { in: 86, out: 9 }, rule)).toEqual({
      delta: { in: 0, out: 1 },
      quality: 'uncertain',
      why: 'jumped',
    });
  });

  it('believes more after a longer silence, and more at a wider door', () => {
    const last = { in: 10, out: 8 };
    const reading = { in: 1_000, out: 8 };
    expect(account(last, reading, rule).why).toBe('jumped');
    expect(account(last, reading, { ...rule, elapsedMs: 200_000 }).quality).toBe('good');
    expect(account(last, reading, { ...rule, mostPerSecond: 190 }).quality).toBe('good');
  });

  describe('of 16 bits, where a night is long enough for everything', () => {
    const night = { ...rule, range: 2 ** 16, elapsedMs: 14 * 3_600_000 };

    it('takes totals that were far from their end for begun again', () => {
      const reading = { in: 1, out: 0 };
      expect(account({ in: 5_000, out: 4_990 }, reading, night)).toEqual({ delta: reading, quality: 'restart' });
    });

    it('takes totals that were near it for begun again as well, the fewer people, and says that it is not certain', () => {
      const reading = { in: 5, out: 3 };
      expect(account({ in: 65_530, out: 65_500 }, reading, night)).toEqual({
        delta: reading,
        quality: 'uncertain',
        why: 'roll-over-or-restart',
      });
    });

    it('takes one total near its end for rolled over where the other has gone on', () => {
      expect(account({ in: 65_530, out: 40_000 }, { in: 5, out: 40_001 }, night)).toEqual({
        delta: { in: 11, out: 1 },
        quality: 'good',
      });
    });
  });

  it('takes a counter of 16 bits that was without power all night for restarted, not for rolled over', () => {
    const night = { ...rule, range: 2 ** 16, elapsedMs: 14 * 3_600_000 };
    expect(account({ in: 800, out: 790 }, { in: 5, out: 0 }, night)).toEqual({
      delta: { in: 5, out: 0 },
      quality: 'restart',
    });
  });

  it('knows a roll-over of 16 bits, which to a counter of 32 is a restart', () => {
    const last = { in: 65_530, out: 4_000 };
    const reading = { in: 4, out: 4_001 };
    expect(account(last, reading, { ...rule, range: 2 ** 16 })).toEqual({ delta: { in: 10, out: 1 }, quality: 'good' });
    expect(account(last, reading, rule)).toEqual({ delta: { in: 4, out: 1 }, quality: 'restart' });
  });
});

describe('accounting the totals of a counter that tells its uptime', () => {
  const last = { in: 5, out: 4, uptimeSeconds: 1_000 };

  it('sees a restart although both totals have grown past the last reading', () => {
    expect(account(last, { in: 7, out: 6, uptimeSeconds: 3 }, rule)).toEqual({
      delta: { in: 7, out: 6 },
      quality: 'restart',
    });
  });

  it('sees it by the time that the uptime is short of, too', () => {
    const reading = { in: 40, out: 38, uptimeSeconds: 1_200 };
    const long = { ...rule, elapsedMs: 36_000_000 };
    expect(account(last, reading, long)).toEqual({ delta: { in: 40, out: 38 }, quality: 'restart' });
    expect(account(last, reading, { ...long, elapsedBy: 'wall' })).toEqual({
      delta: { in: 40, out: 38 },
      quality: 'uncertain',
      why: 'restart-by-clock',
    });
  });

  it('does not go by a time that is only guessed', () => {
    const guess = { ...rule, elapsedMs: 86_400_000, elapsedBy: 'guess' } as const;
    expect(account(last, { in: 7, out: 6, uptimeSeconds: 1_200 }, guess)).toEqual({
      delta: { in: 2, out: 2 },
      quality: 'good',
    });
  });

  it('forgives a clock that is not exact', () => {
    expect(account(last, { in: 7, out: 6, uptimeSeconds: 4_540 }, { ...rule, elapsedMs: 3_600_000 })).toEqual({
      delta: { in: 2, out: 2 },
      quality: 'good',
    });
  });

  it('does not believe in a beginning from zero that so short an uptime cannot explain', () => {
    const before = { in: 50_000, out: 48_000, uptimeSeconds: 1_000 };
    expect(account(before, { in: 50_002, out: 48_000, uptimeSeconds: 4 }, rule)).toEqual({
      delta: { in: 2, out: 0 },
      quality: 'restart',
    });
  });

  it('goes on counting where totals outlive a power cut', () => {
    expect(account(last, { in: 7, out: 6, uptimeSeconds: 3 }, { ...rule, afterPowerCut: 'kept' })).toEqual({
      delta: { in: 2, out: 2 },
      quality: 'restart',
    });
  });

  it('counts from zero where somebody has zeroed the totals of a running counter', () => {
    expect(account({ ...last, in: 500 }, { in: 1, out: 0, uptimeSeconds: 1_005 }, rule)).toEqual({
      delta: { in: 1, out: 0 },
      quality: 'restart',
    });
  });
});
