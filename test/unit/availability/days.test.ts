import { describe, expect, it } from 'vitest';
import { availabilitySchema } from '../../../gateway/availability/report.js';
import { openingHours } from '../../../gateway/hours/opening-hours.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { hour, minute, Office } from './support.js';

/** Monday, 2026-11-23, midnight in Shanghai. */
const monday = Date.UTC(2026, 10, 22, 16);
const parts = (data: Record<string, unknown> | undefined) => {
  const {
    scheduledSeconds,
    inServiceSeconds,
    degradedSeconds,
    outOfServiceSeconds,
    unknownSeconds,
    unmeasuredSeconds,
  } = data as Record<string, number>;
  return [
    scheduledSeconds,
    [inServiceSeconds, degradedSeconds, outOfServiceSeconds, unknownSeconds, unmeasuredSeconds],
  ] as const;
};
const sum = (numbers: readonly (number | undefined)[]) => numbers.reduce((a: number, b) => a + (b ?? 0), 0);

describe('a day of a terminal', () => {
  it('adds up: in service, degraded, out of service, unknown, and what the gateway did not measure', async () => {
    const office = await Office.open(new VirtualClock(monday));
    office.service('in-service');
    office.contact('online');
    await office.after(10 * hour);
    office.service('degraded');
    await office.after(2 * hour);
    office.service('out-of-service');
    await office.after(hour);
    office.service('unknown');
    office.contact('offline');
    await office.after(hour);
    office.service('in-service');
    office.contact('online');
    await office.after(2 * hour);
    office.cabinet.files.suppressed('kiosk-1', 'maintenance', '清机');
    await office.after(hour);
    office.cabinet.files.suppressed('kiosk-1', 'maintenance', undefined);
    await office.after(7 * hour + minute);
    const [told] = office.told;
    expect(office.told).toHaveLength(1);
    expect(told?.deviceId).toBe('kiosk-1');
    expect(told?.data).toMatchObject({
      kind: 'availability',
      day: '2026-11-23',
      final: true,
      scheduledSeconds: 23 * 3_600,
      inServiceSeconds: 19 * 3_600,
      degradedSeconds: 2 * 3_600,
      outOfServiceSeconds: 3_600,
      unknownSeconds: 3_600,
      unmeasuredSeconds: 0,
      maintenanceSeconds: 3_600,
      availabilityPercent: 82.609,
      anyFunctionPercent: 91.304,
      // Out of service, and then out of contact: one outage, which the loss of contact gave its name.
      failures: 1,
      downMinutesBy: { software: 60, network: 60 },
      outages: { network: 1, planned: 1 },
      openAlarms: [],
    });
    expect(availabilitySchema.safeParse(told?.data).error).toBeUndefined();
  });

  it('asked for today is as far as it has come', async () => {
    const office = await Office.open(new VirtualClock(monday));
    office.service('in-service');
    office.contact('online');
    await office.after(90 * minute);
    expect(await office.figures('kiosk-1', '2026-11-23')).toMatchObject({
      final: false,
      scheduledSeconds: 5_400,
      inServiceSeconds: 5_400,
      availabilityPercent: 100,
    });
    expect(office.told).toEqual([]);
  });

  it('is of opening hours, and round the clock where a terminal is wanted so', async () => {
    const terminals = [
      { id: 'kiosk-1', parts: [] },
      { id: 'atm-1', parts: [] },
    ];
    const hours = openingHours({ 'mon-fri': '09:00-17:00' }, 'Asia/Shanghai');
    const roundTheClock = new Set(['atm-1']);
    const office = await Office.open(new VirtualClock(monday), { terminals, hours, roundTheClock });
    for (const { id } of terminals) {
      office.service('in-service', id);
      office.contact('online', id);
    }
    await office.after(24 * hour + minute);
    expect(office.told.map(({ deviceId, data }) => [deviceId, data.scheduledSeconds, data.inServiceSeconds])).toEqual([
      ['kiosk-1', 8 * 3_600, 8 * 3_600],
      ['atm-1', 24 * 3_600, 24 * 3_600],
    ]);
  });

  it('of a terminal that was never heard is unmeasured at first, and unknown once it counts as lost', async () => {
    const office = await Office.open(new VirtualClock(monday));
    await office.after(hour);
    office.contact('offline');
    await office.after(hour);
    const [scheduled, each] = parts(await office.figures('kiosk-1', '2026-11-23'));
    expect(scheduled).toBe(7_200);
    expect(each).toEqual([0, 0, 0, 3_600, 3_600]);
  });

  it('has the raises of the parts of a terminal, and takes the cause of its outage from them', async () => {
    const terminals = [{ id: 'kiosk-1', parts: ['cash'] }];
    const wholesOf = (id: string) => (id === 'cash' ? ['kiosk-1'] : []);
    const office = await Office.open(new VirtualClock(monday), { terminals, wholesOf });
    office.service('in-service');
    office.contact('online');
    await office.after(hour);
    office.service('out-of-service');
    await office.after(minute);
    office.cabinet.files.get('cash')?.tell({
      kind: 'alarm-raised',
      data: { alarm: 'cash-acceptor-jam', code: 'TRM-307', impact: 'function-lost', cause: 'cash' },
    });
    office.cabinet.files.get('kiosk-1')?.tell({ kind: 'service', data: { service: 'out-of-service', cause: 'cash' } });
    await office.after(hour);
    expect(await office.figures('kiosk-1', '2026-11-23')).toMatchObject({
      raises: { 'TRM-307': 1 },
      outages: { cash: 1 },
      detectMinutes: 1,
    });
  });

  it.each([
    // 2026-10-25 has 25 hours in Berlin, 2027-03-28 has 23.
    ['of 25 hours', Date.UTC(2026, 9, 24, 22), 25],
    ['of 23 hours', Date.UTC(2027, 2, 27, 23), 23],
  ])('%s is told once, with all of them', async (_what, at, hours) => {
    const office = await Office.open(new VirtualClock(at), { timezone: 'Europe/Berlin' });
    office.service('in-service');
    office.contact('online');
    await office.after(hours * hour - minute);
    expect(office.told).toEqual([]);
    await office.after(2 * minute);
    expect(office.told.map(({ data }) => data.inServiceSeconds)).toEqual([hours * 3_600]);
  });
});

describe('a gateway that was off', () => {
  it('killed in the night loses at most the last minute, says what it did not measure, and tells the days that ended', async () => {
    const office = await Office.open(new VirtualClock(monday));
    office.service('in-service');
    office.contact('online');
    await office.after(10 * hour + 42_000);
    await office.kill();
    office.clock.jump(2 * 24 * hour);
    await office.restart();
    expect(office.told.map(({ data }) => data.day)).toEqual(['2026-11-23', '2026-11-24']);
    const [first, second] = office.told.map(({ data }) => data);
    expect(first?.inServiceSeconds).toBeGreaterThanOrEqual(10 * 3_600 - 60);
    expect(first?.inServiceSeconds).toBeLessThanOrEqual(10 * 3_600 + 42);
    expect(sum(parts(first)[1])).toBe(24 * 3_600);
    expect(second).toMatchObject({ unmeasuredSeconds: 24 * 3_600, availabilityPercent: null });
    office.service('in-service');
    office.contact('online');
    await office.after(hour);
    const today = await office.figures('kiosk-1', '2026-11-25');
    expect(sum(parts(today)[1])).toBe(parts(today)[0]);
    expect(today?.inServiceSeconds).toBe(3_600);
  });

  it('killed at any moment counts no second twice and each day once', async () => {
    const office = await Office.open(new VirtualClock(monday + 20 * hour));
    let alive = 0;
    for (let life = 0; life < 15; life++) {
      office.service('in-service');
      office.contact('online');
      const ms = (7 + ((life * 7_919) % 60)) * minute + life * 3_111;
      await office.after(ms);
      alive += ms;
      await office.kill();
      await office.restart();
    }
    const days = office.told.map(({ data }) => data.day);
    expect(new Set(days).size).toBe(days.length);
    const served = office.told.reduce((all, { data }) => all + data.inServiceSeconds, 0);
    const today = await office.figures('kiosk-1', days.length > 0 ? nextDay(days.at(-1)!) : '2026-11-23');
    const counted = served + (today?.inServiceSeconds ?? 0);
    expect(counted).toBeLessThanOrEqual(Math.ceil(alive / 1_000) + days.length);
    expect(counted).toBeGreaterThan(alive / 1_000 - 15 * 61);
  });
});

describe('the telling of a day', () => {
  it('waits for a disk that takes nothing, and is done once', async () => {
    const office = await Office.open(new VirtualClock(monday));
    office.service('in-service');
    office.contact('online');
    const { store } = office;
    await office.after(24 * hour - minute);
    await store.close();
    await office.after(20 * minute);
    expect(office.told).toEqual([]);
    expect(office.errors).toEqual([]);
    await office.kill();
    await office.restart();
    await office.after(20 * minute);
    expect(office.told.map(({ data }) => data.day)).toEqual(['2026-11-23']);
  });

  it('is done again for a day the clock was set back to, and at most a month late', async () => {
    const office = await Office.open(new VirtualClock(monday));
    office.service('in-service');
    office.contact('online');
    await office.after(24 * hour + minute);
    office.clock.jump(-hour);
    await office.after(30 * minute);
    await office.after(31 * minute);
    expect(office.told.map(({ data }) => data.day)).toEqual(['2026-11-23', '2026-11-23']);
    expect(office.told[1]?.data.inServiceSeconds).toBeGreaterThan(24 * 3_600 + 50 * 60);
    expect(office.told[1]?.data.inServiceSeconds).toBeLessThanOrEqual(25 * 3_600);
    office.clock.jump(400 * 24 * hour);
    await office.after(20 * minute);
    expect(office.told.length).toBeLessThanOrEqual(2 + 31);
    expect(office.errors).toEqual([]);
  });

  it('begins with the first day of a terminal, not before it was there', async () => {
    const office = await Office.open(new VirtualClock(monday));
    await office.after(minute);
    expect(office.told).toEqual([]);
  });
});

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 24 * hour).toISOString().slice(0, 10);
}
