import { describe, expect, it } from 'vitest';
import { createAheadCondition } from '../../../../gateway/hall/forecast/congestion-ahead.js';
import { type LookAhead, levelAhead } from '../../../../gateway/hall/forecast/level-ahead.js';

const thresholds = { level1: 2.5, level2: 3.5, level3: 4.5 };
const now = Date.UTC(2026, 10, 26, 2, 0, 0);
const look = (change: Partial<LookAhead> & { perHour?: number } = {}): LookAhead => ({
  queue: { waiting: 3, busy: 3, counters: 3, serviceSeconds: 240 },
  perSecond: () => (change.perHour ?? 45) / 3_600,
  thresholds,
  level: 0,
  minutes: 30,
  foreseen: 0,
  now,
  ...change,
});

describe('a level ahead', () => {
  it('is not foreseen in a calm hall', () => expect(levelAhead(look({ perHour: 30 }))).toEqual({ status: 'calm' }));

  it('is told with its time, the customers who wait then and the counters that would avoid it', () => {
    const ahead = levelAhead(look({ perHour: 75 }));
    expect(ahead).toMatchObject({ status: 'level', level: 3, counters: 5 });
    const at = Date.parse((ahead as { at: string }).at) - now;
    expect(at % 300_000).toBe(0);
    expect(at).toBeLessThanOrEqual(1_800_000);
    expect((ahead as { waiting: number }).waiting).toBeGreaterThanOrEqual(10);
  });

  it('is only one above the present level', () => {
    const queue = { waiting: 11, busy: 3, counters: 3, serviceSeconds: 240 };
    expect(levelAhead(look({ perHour: 60, queue, level: 3 }))).toEqual({ status: 'calm' });
    expect(levelAhead(look({ perHour: 60, queue, level: 2 }))).toMatchObject({ level: 3 });
  });

  it('is looked for as far as it is told to', () => {
    expect(levelAhead(look({ perHour: 75, minutes: 5 }))).toEqual({ status: 'calm' });
  });

  it('that was foreseen stays so at a chance at which no new one is', () => {
    const rates = Array.from({ length: 60 }, (_, n) => 45 + n / 2);
    const differing = rates.filter((perHour) => {
      const anew = levelAhead(look({ perHour }));
      const still = levelAhead(look({ perHour, foreseen: 1 }));
      return anew.status === 'calm' && still.status === 'level';
    });
    expect(differing.length).toBeGreaterThan(3);
    // Never the other way round.
    for (const perHour of rates) {
      if (levelAhead(look({ perHour })).status !== 'level') continue;
      expect(levelAhead(look({ perHour, foreseen: 1 })).status).toBe('level');
    }
  });

  it('that nothing can avoid names no counters', () => {
    const ahead = levelAhead(look({ perHour: 900 }));
    expect(ahead).toMatchObject({ status: 'level', level: 3 });
    expect(ahead).not.toHaveProperty('counters');
  });
});

describe('the alarm of it', () => {
  const text = (at: number) => new Date(at).toISOString().slice(11, 16);
  const ahead = (change = {}) => ({
    status: 'level' as const,
    level: 1,
    at: '2026-11-26T02:20:00.000Z',
    waiting: 9,
    ...change,
  });

  it('says when, how many and what would help', () => {
    expect(createAheadCondition(text)(ahead({ counters: 5 }))).toEqual({
      type: 'hall-congestion-ahead',
      active: true,
      detail: 'level 1 about 02:20, 9 waiting then; 5 open counters would avoid it',
    });
  });

  it('keeps its words while level and counters are the same, so that nothing is written every minute', () => {
    const condition = createAheadCondition(text);
    const first = condition(ahead());
    expect(condition(ahead({ at: '2026-11-26T02:25:00.000Z', waiting: 10 }))).toEqual(first);
    expect(condition(ahead({ level: 2, waiting: 12 })).detail).toContain('level 2');
  });

  it('is over when nothing is foreseen, and finds new words after it', () => {
    const condition = createAheadCondition(text);
    condition(ahead());
    expect(condition({ status: 'calm' })).toEqual({ type: 'hall-congestion-ahead', active: false });
    expect(condition(undefined).active).toBe(false);
    expect(condition(ahead({ waiting: 12 })).detail).toContain('12 waiting');
  });
});
