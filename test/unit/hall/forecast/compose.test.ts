import { describe, expect, it, onTestFinished } from 'vitest';
import type { AlarmCondition } from '../../../../drivers/driver.js';
import { composeForecast } from '../../../../gateway/hall/forecast/compose.js';
import { forecastSchema } from '../../../../gateway/hall/forecast/forecast-schema.js';
import type { CounterView, HallTicket, HallView } from '../../../../gateway/hall/hall-queue.js';
import { dayRecordSchema } from '../../../../gateway/hall/history/day-record.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { openedStore, temporaryDirectory } from '../../storage/support.js';
import { emptyView } from '../history/support.js';
import { madeDays, trueMean } from './support.js';

/** A Monday, 10:00 in Shanghai. */
const start = Date.parse('2026-04-06T10:00:00+08:00');
const day = '2026-04-06';

const ticketOf = (n: number): HallTicket => ({
  id: `t-${n}`,
  number: `A${n}`,
  service: 'personal',
  state: 'waiting',
  issuedAt: start,
  waitsSince: start,
  recalls: 0,
});
const counters = (open: number): CounterView[] =>
  Array.from({ length: open }, (_, n) => ({
    id: String(n + 1),
    services: undefined,
    open: true,
    signedOn: true,
    ticket: ticketOf(900 + n),
  }));
const personal = (change: Partial<HallView['services'][number]> = {}) => ({
  ...{ id: 'personal', name: { zh: '个人业务' }, prefix: 'A', priority: 0, waiting: 0, oldestWaitSeconds: undefined },
  ...{ expectedWaitMinutes: undefined, meanServiceSeconds: 240, meanWaitSeconds: undefined },
  ...{ issued: 40, served: 40, noShow: 0, abandoned: 0, ...change },
});
const hallWith = (open: number, waiting: number, change: Partial<HallView> = {}): HallView =>
  emptyView(day, {
    arrivals: trueMean(day).map((mean, at) => (at < 40 ? Math.round(mean) : 0)),
    services: [personal()],
    counters: counters(open),
    openCounters: open,
    waiting: Array.from({ length: waiting }, (_, n) => ticketOf(n)),
    ...change,
  });

async function stand(options: { days?: number; directory?: string; startAt?: number } = {}) {
  const directory = options.directory ?? (await temporaryDirectory());
  const clock = new VirtualClock(options.startAt ?? start);
  const { store } = await openedStore(directory);
  const seen: AlarmCondition[] = [];
  const hall = { view: hallWith(4, 2), level: 0 };
  // As an earlier start left them.
  const earlier = madeDays('2026-01-05', options.days ?? 0, 1).map(({ day: key, ...record }) => ({
    table: 'hall-days',
    key,
    value: { day: key, ...record },
  }));
  await store.commit(earlier);
  const forecast = composeForecast({
    foundation: { clock, store, onError: (error) => expect(error).toBeUndefined() },
    branch: { timezone: 'Asia/Shanghai', hours: { 'mon-fri': '09:00-17:00', sat: '09:00-17:00' } },
    thresholds: { level1: 2.5, level2: 3.5, level3: 4.5 },
    warnMinutes: 30,
    view: () => hall.view,
    level: () => hall.level,
    condition: (condition) => seen.push(condition),
  });
  forecast.start();
  const end = async () => {
    forecast.stop();
    await store.close();
  };
  onTestFinished(end);
  return { clock, forecast, hall, seen, directory, end, store };
}

describe('the forecast of a hall', () => {
  it('says that its history is too short, and raises nothing', async () => {
    const { forecast, seen } = await stand({ days: 10 });
    expect(forecast.current()).toEqual({ status: 'too-short', comparableDays: 2, neededDays: 3 });
    expect(seen).toEqual([{ type: 'hall-congestion-ahead', active: false }]);
  });

  it('tells the rest of the day by quarter hour, as its schema says', async () => {
    const { forecast } = await stand({ days: 91 });
    const said = forecastSchema.parse(forecast.current());
    expect(said).toMatchObject({ status: 'ready', comparableDays: 13 });
    if (said.status !== 'ready') return;
    expect(said.quarters[0]?.at).toBe('10:00');
    expect(said.quarters.at(-1)?.at).toBe('16:45');
    expect(said.quarters).toHaveLength(28);
    expect(said.level).toBeGreaterThan(0.8);
  });

  it('warns of the peak to come while there are too few counters, and is calm with enough', async () => {
    const { clock, forecast, hall, seen } = await stand({ days: 91 });
    hall.view = hallWith(3, 5);
    await clock.advance(60_000);
    expect(forecast.current()).toMatchObject({ ahead: { status: 'level' } });
    expect(seen.at(-1)).toMatchObject({ active: true });
    hall.view = hallWith(6, 0);
    await clock.advance(60_000);
    expect(forecast.current()).toMatchObject({ ahead: { status: 'calm' } });
    expect(seen.at(-1)).toMatchObject({ active: false });
  });

  it('says nothing ahead with no counter open, nor before anything was measured', async () => {
    const { clock, forecast, hall } = await stand({ days: 91 });
    hall.view = hallWith(0, 5);
    await clock.advance(60_000);
    expect(forecast.current()).toMatchObject({ ahead: { status: 'nobody-open' } });
    hall.view = hallWith(3, 5, { services: [personal({ meanServiceSeconds: undefined })] });
    await clock.advance(60_000);
    expect(forecast.current()).toMatchObject({ ahead: { status: 'unmeasured' } });
  });

  it('goes by the service times of the last days where today has none', async () => {
    const { clock, forecast, hall, store } = await stand({ days: 91, directory: await temporaryDirectory() });
    hall.view = hallWith(3, 12, { day: '2026-04-05', services: [personal({ meanServiceSeconds: 240 })] });
    await forecast.keepDay();
    hall.view = hallWith(3, 12, { services: [personal({ meanServiceSeconds: undefined, issued: 0 })] });
    await clock.advance(60_000);
    expect(forecast.current()).toMatchObject({ ahead: { status: 'level' } });
    expect(store.stats().liveBytes).toBeGreaterThan(0);
  });

  it('looks once a minute, and leaves no timer behind', async () => {
    const { clock, seen, forecast } = await stand({ days: 91 });
    await clock.advance(5 * 60_000);
    expect(seen).toHaveLength(6);
    forecast.stop();
    expect(clock.pending).toBe(0);
  });
});

describe('a day that is over', () => {
  it('is in the history with the hours nobody watched, also after a kill', async () => {
    const first = await stand({ startAt: Date.parse(`${day}T08:50:00+08:00`) });
    await first.clock.advance(8.5 * 3_600_000);
    await first.forecast.keepDay();
    await first.end();
    const second = await stand({ directory: first.directory });
    const [record] = second.forecast.days();
    expect(dayRecordSchema.parse(record)).toMatchObject({ day, open: { from: 36, to: 68 }, unwatched: [] });
    expect(record?.services).toMatchObject({ personal: { issued: 40 } });
  });

  it('may be kept again as it grows', async () => {
    const { forecast, hall } = await stand();
    await forecast.keepDay();
    hall.view = hallWith(4, 2, { services: [personal({ issued: 99 })] });
    await forecast.keepDay();
    expect(forecast.days()).toHaveLength(1);
    expect(forecast.days()[0]?.services['personal']?.issued).toBe(99);
  });
});
