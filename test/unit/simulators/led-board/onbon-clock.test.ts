import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCardClock } from '../../../../simulators/led-board/onbon-clock.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

const bcd = (value: number) => Number.parseInt(String(value), 16);
const toBcd = (date: Date) => [
  bcd(date.getUTCFullYear() % 100),
  bcd(Math.floor(date.getUTCFullYear() / 100)),
  bcd(date.getUTCMonth() + 1),
  bcd(date.getUTCDate()),
  bcd(date.getUTCHours()),
  bcd(date.getUTCMinutes()),
  bcd(date.getUTCSeconds()),
  date.getUTCDay() || 7,
];
const seconds = fc
  .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2099-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => new Date(Math.floor(date.getTime() / 1_000) * 1_000));

describe("the card's clock", () => {
  it('says the time it was set to, in every second of a century', () => {
    fc.assert(
      fc.property(seconds, (date) => {
        const clock = createCardClock(new VirtualClock());
        expect(clock.set(toBcd(date))).toBe(true);
        expect(clock.bcd()).toEqual(toBcd(date));
        expect(`${clock.text().replace(' ', 'T')}.000Z`).toBe(date.toISOString());
        expect(clock.halfHour()).toBe(Math.floor((date.getUTCHours() * 60 + date.getUTCMinutes()) / 30));
      }),
    );
  });

  it('goes over midnight, month and year', async () => {
    const virtual = new VirtualClock();
    const clock = createCardClock(virtual);
    clock.set(toBcd(new Date('2026-12-31T23:59:59Z')));
    expect(clock.halfHour()).toBe(47);
    await virtual.advance(1_000);
    expect(clock.text()).toBe('2027-01-01 00:00:00');
    expect(clock.halfHour()).toBe(0);
  });

  it('takes 29 February in leap years only', () => {
    const clock = createCardClock(new VirtualClock());
    expect(clock.set([0x28, 0x20, 0x02, 0x29, 0, 0, 0, 2])).toBe(true);
    expect(clock.set([0x27, 0x20, 0x02, 0x29, 0, 0, 0, 1])).toBe(false);
    expect(clock.text()).toBe('2028-02-29 00:00:00');
  });

  it('never throws, and keeps its time when what it is told is no date', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 10 }), (bytes) => {
        const clock = createCardClock(new VirtualClock());
        if (!clock.set(bytes)) expect(clock.text()).toBe('2000-01-01 00:00:00');
      }),
    );
  });
});
