import { describe, expect, it } from 'vitest';
import { branchCalendar } from '../../../../gateway/device-file/months.js';
import { createQuarterWatch, watchedSchema } from '../../../../gateway/hall/history/quarter-watch.js';
import { branchQuarters } from '../../../../gateway/hall/history/quarters.js';
import { openingHours } from '../../../../gateway/hours/opening-hours.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { openedStore, temporaryDirectory } from '../../storage/support.js';

const zone = 'Asia/Shanghai';
const calendar = branchCalendar(zone);
const weekly = openingHours({ 'mon-fri': '09:00-17:00', sat: '09:10-12:05' }, zone);
const minute = 60_000;
/** 2026-11-23 is a Monday. */
const at = (time: string, day = '2026-11-23') => Date.parse(`${day}T${time}:00+08:00`);

describe('quarter hours by the wall of the branch', () => {
  const quarters = branchQuarters(zone, calendar, weekly);

  it.each([
    ['00:00', 0, 0],
    ['09:00', 36, 0],
    ['09:14', 36, 14 / 15],
    ['23:45', 95, 0],
  ])('%s is number %i', (time, quarter, part) => {
    const found = quarters.at(at(time));
    expect(found.quarter).toBe(quarter);
    expect(found.part).toBeCloseTo(part);
  });

  it('are read as times', () => {
    expect([0, 37, 95, 96].map((quarter) => quarters.text(quarter))).toEqual(['00:00', '09:15', '23:45', '24:00']);
  });

  it.each([
    ['2026-11-23', { from: 36, to: 68 }],
    // What is touched is open.
    ['2026-11-28', { from: 36, to: 49 }],
    ['2026-11-29', { from: 0, to: 0 }],
  ])('the hours of %s are %j', (day, open) => expect(quarters.open(day)).toEqual(open));

  it('cover the day where no hours are known, and where it never closes', () => {
    expect(branchQuarters(zone, calendar, undefined).open('2026-11-23')).toEqual({ from: 0, to: 96 });
    const always = openingHours({ 'mon-sun': '00:00-24:00' }, zone);
    expect(branchQuarters(zone, calendar, always).open('2026-11-23')).toEqual({ from: 0, to: 96 });
  });

  it('go by the wall on the days on which it is put forward and back', () => {
    const berlin = 'Europe/Berlin';
    const days = branchCalendar(berlin);
    const here = branchQuarters(berlin, days, openingHours({ 'mon-sun': '09:00-17:00' }, berlin));
    for (const day of ['2026-03-29', '2026-10-25']) expect(here.open(day)).toEqual({ from: 36, to: 68 });
    expect(here.at(Date.parse('2026-03-29T07:00:00Z')).quarter).toBe(36);
    expect(here.at(Date.parse('2026-10-25T08:00:00Z')).quarter).toBe(36);
  });

  it('of zones with odd offsets begin when the wall says so', () => {
    const nepal = branchQuarters('Asia/Kathmandu', branchCalendar('Asia/Kathmandu'), undefined);
    const { from } = nepal.bounds(Date.parse('2026-11-23T03:20:00Z'));
    expect(nepal.at(from)).toEqual({ quarter: 36, part: 0 });
  });
});

describe('when the gateway was there', () => {
  async function stand(start: number, directory?: string) {
    const where = directory ?? (await temporaryDirectory());
    const clock = new VirtualClock(start);
    const { store } = await openedStore(where);
    const quarters = branchQuarters(zone, calendar, weekly);
    const errors: unknown[] = [];
    const table = store.table('hall-watched', watchedSchema);
    const onError = (error: unknown) => errors.push(error);
    const watch = createQuarterWatch({ clock, calendar, quarters, table, onError });
    watch.start();
    const end = async () => {
      watch.stop();
      await store.close();
      expect(errors).toEqual([]);
      return where;
    };
    return { clock, watch, table, end };
  }

  it('a day that was watched from before its opening to its closing lacks nothing', async () => {
    const { clock, watch, end } = await stand(at('08:50'));
    await clock.advance(8 * 60 * minute + 11 * minute);
    expect(watch.of('2026-11-23')).toEqual({ open: { from: 36, to: 68 }, unwatched: [] });
    await end();
  });

  it('the quarter hours that are still to come are not watched yet', async () => {
    const { clock, watch, end } = await stand(at('08:50'));
    await clock.advance(40 * minute + 2_000);
    expect(watch.of('2026-11-23').unwatched).toEqual(Array.from({ length: 30 }, (_, n) => 38 + n));
    await end();
  });

  it('a kill costs the quarter hours it touches, and those before it are remembered', async () => {
    const first = await stand(at('08:50'));
    await first.clock.advance(75 * minute);
    const where = await first.end();
    const second = await stand(at('10:20'), where);
    await second.clock.advance(7 * 60 * minute);
    expect(second.watch.of('2026-11-23').unwatched).toEqual([40, 41]);
    await second.end();
  });

  it('a clock that is set forward watched nothing of the time it left out', async () => {
    const { clock, watch, end } = await stand(at('08:50'));
    await clock.advance(26 * minute);
    clock.jump(60 * minute);
    await clock.advance(7 * 60 * minute);
    // 09:16 to 10:16 never was, and it is only noticed within the quarter hour from 10:30.
    expect(watch.of('2026-11-23').unwatched).toEqual([37, 38, 39, 40, 41, 42]);
    await end();
  });

  it('a closed day has nothing to be watched', async () => {
    const { watch, end } = await stand(at('08:50', '2026-11-29'));
    expect(watch.of('2026-11-29')).toEqual({ open: { from: 0, to: 0 }, unwatched: [] });
    await end();
  });

  it('remembers eight days', async () => {
    const { clock, table, end } = await stand(at('23:00'));
    for (let day = 0; day < 12; day++) await clock.advance(24 * 60 * minute);
    expect(table.size).toBe(8);
    expect([...table.entries()].map(([day]) => day).sort()[0]).toBe('2026-11-28');
    await end();
  });
});
