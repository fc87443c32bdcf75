import { type DayRecord, quartersPerDay } from '../../../../gateway/hall/history/day-record.js';
import { seededRandom } from '../../../support/random.js';
import { dayAfter, emptyDay, weekdayOf } from '../history/support.js';

/** Chance arrivals of this mean. */
export function poisson(mean: number, random: () => number): number {
  const floor = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > floor; product *= random()) count += 1;
  return count;
}

/** What a made-up branch really is, known to the test alone. */
export interface Truth {
  /** Tickets of an ordinary day by weekday, 1 Monday to 7 Sunday. */
  readonly totals: Readonly<Record<number, number>>;
  /** Times as many on the last two days and the first of a month. */
  readonly monthTurn: number;
  /** Relative deviation of one day from another of its kind. */
  readonly spread: number;
}

export const ordinary: Truth = {
  totals: { 1: 320, 2: 240, 3: 220, 4: 230, 5: 280, 6: 120 },
  monthTurn: 1.5,
  spread: 0.08,
};

const isTurn = (day: string) => {
  const date = Number(day.slice(8));
  return date === 1 || dayAfter(day).endsWith('-01') || dayAfter(day, 2).endsWith('-01');
};

/** Two peaks, at 10:15 and 14:30, over the open quarter hours. */
function shareOf(quarter: number): number {
  const peak = (at: number, height: number, width: number) => height * Math.exp(-(((quarter - at) / width) ** 2));
  return quarter < 36 || quarter >= 68 ? 0 : 0.4 + peak(41, 1.2, 4) + peak(58, 0.8, 5);
}
const shares = Array.from({ length: quartersPerDay }, (_, quarter) => shareOf(quarter));
const whole = shares.reduce((sum, share) => sum + share, 0);

/** Expected tickets of a day by quarter hour, before chance. */
export function trueMean(day: string, { totals, monthTurn }: Truth = ordinary): number[] {
  const total = (totals[weekdayOf(day)] ?? 0) * (isTurn(day) ? monthTurn : 1);
  return shares.map((share) => (share / whole) * total);
}

/** Consecutive days of such a branch; closed ones are left out. Arrivals are chance around the truth. */
export function madeDays(first: string, count: number, seed: number, truth: Truth = ordinary): DayRecord[] {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: count }, (_, n) => dayAfter(first, n)).flatMap((day) => {
    if (!truth.totals[weekdayOf(day)]) return [];
    const level = Math.max(0.5, 1 + truth.spread * normal());
    return [emptyDay(day, { arrivals: trueMean(day, truth).map((mean) => poisson(mean * level, random)) })];
  });
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
