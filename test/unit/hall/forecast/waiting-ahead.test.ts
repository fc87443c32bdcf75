import { describe, expect, it } from 'vitest';
import { type QueueNow, waitingAhead } from '../../../../gateway/hall/forecast/waiting-ahead.js';
import { seededRandom } from '../../../support/random.js';

const hall: QueueNow = { waiting: 0, busy: 0, counters: 4, serviceSeconds: 180 };
const steady = (perHour: number) => () => perHour / 3_600;

/** Customers waiting before c counters in the long run, by Erlang's formula. */
function erlangWaiting(perSecond: number, serviceSeconds: number, counters: number): number {
  const load = perSecond * serviceSeconds;
  let term = 1;
  let sum = 1;
  for (let n = 1; n < counters; n++) {
    term *= load / n;
    sum += term;
  }
  const last = (term * load) / counters / (1 - load / counters);
  return ((last / (sum + last)) * load) / (counters - load);
}

/** One made-up course of the queue. */
function course(
  { waiting, busy, counters, serviceSeconds }: QueueNow,
  perSecond: number,
  until: number,
  random: () => number,
) {
  let people = waiting + Math.min(busy, counters);
  for (let at = 0; ; ) {
    const rate = perSecond + Math.min(people, counters) / serviceSeconds;
    at += -Math.log(1 - random()) / rate;
    if (at >= until) return Math.max(0, people - counters);
    people += random() * rate < perSecond ? 1 : -1;
  }
}

describe('the queue ahead', () => {
  it.each([40, 60, 72])('comes to what Erlang says of %i customers in an hour', (perHour) => {
    const [then] = waitingAhead(hall, steady(perHour), [20 * 3_600]);
    expect(then?.waiting).toBeCloseTo(erlangWaiting(perHour / 3_600, 180, 4), 1);
  });

  it('is what many courses are on average, also long before it is steady', () => {
    const random = seededRandom(3);
    const now = { ...hall, waiting: 6, busy: 4 };
    const runs = Array.from({ length: 4_000 }, () => course(now, 90 / 3_600, 1_200, random));
    const mean = runs.reduce((sum, waiting) => sum + waiting, 0) / runs.length;
    const share = runs.filter((waiting) => waiting / 4 >= 2.5).length / runs.length;
    const [then] = waitingAhead(now, steady(90), [1_200]);
    expect(Math.abs((then?.waiting ?? 0) - mean)).toBeLessThan(0.4);
    expect(Math.abs((then?.chanceOf(2.5) ?? 0) - share)).toBeLessThan(0.03);
  });

  it('begins with what is', () => {
    const now = { ...hall, waiting: 11, busy: 4 };
    const [then] = waitingAhead(now, steady(60), [0]);
    expect(then?.waiting).toBeCloseTo(11);
    expect(then?.chanceOf(2.5)).toBe(1);
    expect(then?.chanceOf(3)).toBe(0);
  });

  it('drains where nobody comes', () => {
    const then = waitingAhead({ ...hall, waiting: 20, busy: 4 }, () => 0, [600, 1_800, 7_200]);
    const [soon, later, atLast] = then.map(({ waiting }) => waiting);
    expect(soon).toBeLessThan(20);
    expect(later).toBeLessThan(soon ?? 0);
    expect(atLast).toBeLessThan(0.01);
  });

  it.each([1, 9, 40])('its chances add up with %i counters', (counters) => {
    const then = waitingAhead(
      { ...hall, counters, waiting: 3 * counters, busy: counters },
      steady(200),
      [300, 900, 1_800],
    );
    for (const { chanceOf, waiting } of then) {
      expect(chanceOf(-1)).toBeCloseTo(1);
      expect(waiting).toBeGreaterThanOrEqual(0);
    }
  });

  it('of more people than it follows is still an answer', () => {
    const [then] = waitingAhead({ ...hall, waiting: 5_000, busy: 4 }, steady(1_000), [1_800]);
    expect(then?.waiting).toBeGreaterThan(300);
    expect(then?.chanceOf(4.5)).toBeCloseTo(1);
  });

  it('of a service that takes a second is still an answer', () => {
    const [then] = waitingAhead({ ...hall, serviceSeconds: 1 }, steady(60), [1_800]);
    expect(then?.waiting).toBeCloseTo(0);
  });
});
