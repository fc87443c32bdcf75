import { describe, expect, it } from 'vitest';
import { type BranchHours, rememberedHours } from '../../../../drivers/branch-hours.js';
import { countIdle, type Idle } from '../../../../drivers/terminal/heartbeat/inactivity.js';
import { openingHours } from '../../../../gateway/hours/opening-hours.js';
import { standKiosk } from './stand.js';

const hour = 3_600_000;
const at = (time: string) => Date.parse(`2026-11-${time}+08:00`);
const week = openingHours({ 'mon-fri': '09:00-17:00', sat: '09:00-12:00' }, 'Asia/Shanghai');

/** Closed at noon for an hour, as a configuration cannot say it and a branch may yet do it. */
const withLunch: BranchHours = {
  isOpen: (moment) => week.isOpen(moment) && !isNoon(moment),
  nextChange(moment) {
    const noons = [at('23T12:00:00'), at('23T13:00:00')].filter((noon) => noon > moment);
    const next = week.nextChange(moment);
    return Math.min(...noons, next ?? Number.POSITIVE_INFINITY);
  },
};
const isNoon = (moment: number) => moment >= at('23T12:00:00') && moment < at('23T13:00:00');

/** Counts from the last transaction on, looking every `stepMs`; gives the hours of opening time at the end. */
function idleHours(from: string, to: string, hours: BranchHours, stepMs = 30_000): number {
  let idle: Idle | undefined;
  const remembered = rememberedHours(hours);
  const last = new Date(at(from)).toISOString();
  for (let wall = at(from); wall <= at(to); wall += stepMs) {
    idle = countIdle(idle, last, { wall, monotonic: wall - at(from) }, { hours: remembered, limitMs: 1_000 * hour });
  }
  return Math.round(((idle?.openMs ?? 0) / hour) * 100) / 100;
}

describe('hours without a transaction', () => {
  it.each([
    ['within a day', '23T10:00:00', '23T13:30:00', 3.5],
    ['from before opening', '23T08:00:00', '23T10:00:00', 1],
    ['past closing', '23T16:00:00', '23T20:00:00', 1],
    ['over night', '23T16:00:00', '24T10:00:00', 2],
    ['over the weekend', '27T16:30:00', '30T09:30:00', 0.5 + 3 + 0.5],
    ['on a Sunday', '29T08:00:00', '29T22:00:00', 0],
  ])('%s', (_name, from, to, expected) => {
    expect(idleHours(from, to, week)).toBe(expected);
  });

  it('over lunch', () => {
    expect(idleHours('23T11:00:00', '23T14:00:00', withLunch)).toBe(2);
  });

  it('however seldom it is looked at', () => {
    expect(idleHours('23T16:00:00', '24T10:00:00', week, 18 * hour)).toBe(2);
    expect(idleHours('27T16:30:00', '30T09:30:00', week, 65 * hour)).toBe(4);
  });

  it('begins anew with each transaction, whatever time it names', () => {
    const before: Idle = { lastTransactionAt: '2026-11-23T01:00:00.000Z', openMs: 5 * hour, countedTo: 0 };
    const earlier = countIdle(
      before,
      '2026-11-22T01:00:00.000Z',
      { wall: at('23T15:00:00'), monotonic: 9 },
      { hours: week, limitMs: hour },
    );
    expect(earlier).toEqual({ lastTransactionAt: '2026-11-22T01:00:00.000Z', openMs: 0, countedTo: 9 });
  });

  it('after a start of the gateway it believes the time that the terminal names, as far as the limit', () => {
    const first = (last: string) =>
      countIdle(
        undefined,
        new Date(at(last)).toISOString(),
        { wall: at('24T10:00:00'), monotonic: 5 },
        { hours: week, limitMs: 3 * hour },
      );
    expect(first('24T09:30:00')?.openMs).toBe(hour / 2);
    expect(first('23T16:30:00')?.openMs).toBe(1.5 * hour);
    expect(first('02T09:00:00')?.openMs).toBe(3 * hour);
    expect(first('24T10:04:00')?.openMs).toBe(0);
  });

  it('are asked of the calendar once from one change to the next, whichever way the clock is set', () => {
    const asked: number[] = [];
    const counted = rememberedHours({
      isOpen: (moment) => week.isOpen(moment),
      nextChange: (moment) => {
        asked.push(moment);
        return week.nextChange(moment);
      },
    });
    for (const time of ['23T10:00:00', '23T16:59:59', '23T17:00:00', '24T08:59:59', '23T12:00:00', '24T09:00:00']) {
      expect(counted.isOpen(at(time))).toBe(week.isOpen(at(time)));
      expect(counted.nextChange(at(time))).toBe(week.nextChange(at(time)));
    }
    expect(asked).toEqual(['23T10:00:00', '23T17:00:00', '23T12:00:00', '24T09:00:00'].map(at));
  });

  it('a branch that is never open has none', () => {
    expect(idleHours('23T10:00:00', '24T10:00:00', openingHours({}, 'Asia/Shanghai'), hour)).toBe(0);
  });
});

/** A beat every five minutes: fewer to go through in a day. */
const slow = (options: Record<string, unknown>) => ({
  options: { periodSeconds: 300, ...options },
  unit: { periodSeconds: 300 },
});

describe('a terminal that nobody uses', () => {
  const standIdle = async (options: Record<string, unknown> = {}) => {
    // Monday 09:00 in Shanghai.
    const kiosk = await standKiosk({ hours: week, ...slow({ inactiveHours: 3, ...options }) });
    await kiosk.passMs(60_000);
    await kiosk.act('freeze-transactions');
    await kiosk.act('beat');
    return kiosk;
  };

  it('is idle and told after three hours of opening time, until somebody uses it', async () => {
    const kiosk = await standIdle();
    await kiosk.passMs(3 * hour - 60_000);
    expect(kiosk.alarms()).toEqual([]);
    expect(kiosk.state()['service']).toBe('in-service');
    await kiosk.passMs(120_000);
    expect(kiosk.alarms()).toEqual(['terminal-inactive']);
    expect(kiosk.state()['service']).toBe('idle');
    await kiosk.act('transact');
    await kiosk.act('beat');
    await kiosk.passMs(0);
    expect(kiosk.alarms()).toEqual([]);
    expect(kiosk.state()['service']).toBe('in-service');
  });

  it('the hours in which the branch is closed do not count', async () => {
    // Open from 09:00, closed from 11:00 to 13:00.
    const noon = (moment: number) => moment >= at('23T11:00:00') && moment < at('23T13:00:00');
    const hours: BranchHours = {
      isOpen: (moment) => !noon(moment),
      nextChange: (moment) => [at('23T11:00:00'), at('23T13:00:00')].find((change) => change > moment),
    };
    const kiosk = await standKiosk({ hours, ...slow({ inactiveHours: 3 }) });
    await kiosk.passMs(60_000);
    await kiosk.act('freeze-transactions');
    await kiosk.act('beat');
    await kiosk.passMs(5 * hour - 60_000);
    expect(kiosk.alarms()).toEqual([]);
    await kiosk.passMs(180_000);
    expect(kiosk.alarms()).toEqual(['terminal-inactive']);
  });

  it.each([hour, -hour])('a clock that is set by %d ms makes no hours out of nothing', async (jump) => {
    const kiosk = await standIdle();
    await kiosk.passMs(2.5 * hour);
    kiosk.clock.jump(jump);
    await kiosk.passMs(0.4 * hour);
    expect(kiosk.alarms()).toEqual([]);
    await kiosk.passMs(0.2 * hour);
    expect(kiosk.alarms()).toEqual(['terminal-inactive']);
  });

  it('is not told while it is out of service: the hours begin when it is back', async () => {
    const kiosk = await standIdle();
    await kiosk.passMs(2 * hour);
    await kiosk.act('out-of-service');
    await kiosk.passMs(2 * hour);
    await kiosk.act('out-of-service', { on: false });
    await kiosk.passMs(2.5 * hour);
    expect(kiosk.alarms()).toEqual([]);
    await kiosk.passMs(0.6 * hour);
    expect(kiosk.alarms()).toEqual(['terminal-inactive']);
  });

  it('stays told over a start of the gateway, and is told after one that came in between', async () => {
    const kiosk = await standIdle();
    await kiosk.passMs(2 * hour);
    await kiosk.restart();
    await kiosk.passMs(1.1 * hour);
    expect(kiosk.alarms()).toEqual(['terminal-inactive']);
    await kiosk.restart();
    await kiosk.passMs(300_000);
    expect(kiosk.alarms()).toEqual(['terminal-inactive']);
    expect(kiosk.state()['service']).toBe('idle');
  });

  it.each([
    ['without opening hours', undefined, {}],
    ['with inactiveHours: 0', week, { inactiveHours: 0 }],
  ])('%s it is never told', async (_name, hours, options) => {
    const kiosk = await standKiosk({ ...(hours ? { hours } : {}), ...slow(options) });
    await kiosk.passMs(0);
    await kiosk.act('freeze-transactions');
    await kiosk.passMs(9 * hour);
    expect(kiosk.alarms()).toEqual([]);
    expect(kiosk.state()['service']).toBe('in-service');
  });
});
