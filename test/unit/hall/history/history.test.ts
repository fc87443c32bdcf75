import { describe, expect, it } from 'vitest';
import { createDayHistory } from '../../../../gateway/hall/history/day-history.js';
import { type DayRecord, dayRecordOf, dayRecordSchema } from '../../../../gateway/hall/history/day-record.js';
import { openedStore, temporaryDirectory } from '../../storage/support.js';
import { dayAfter, emptyDay, emptyView } from './support.js';

async function opened(directory: string) {
  const { store } = await openedStore(directory);
  return { store, history: createDayHistory(store.table('hall-days', dayRecordSchema)) };
}

describe('the days of the hall', () => {
  it('are there after a restart, oldest first', async () => {
    const directory = await temporaryDirectory();
    const first = await opened(directory);
    for (const day of ['2026-11-24', '2026-11-23', '2026-11-25']) await first.history.keep(emptyDay(day));
    await first.store.close();
    const second = await opened(directory);
    expect(second.history.days().map(({ day }) => day)).toEqual(['2026-11-23', '2026-11-24', '2026-11-25']);
    await second.store.close();
  });

  it('are kept once each: what is known later stands', async () => {
    const { history, store } = await opened(await temporaryDirectory());
    const services = { a: { issued: 3, served: 2, noShow: 1, abandoned: 0 } };
    await history.keep(emptyDay('2026-11-23'));
    await history.keep(emptyDay('2026-11-23', { services }));
    expect(history.days()).toEqual([emptyDay('2026-11-23', { services })]);
    await store.close();
  });

  it('are at most 400; the oldest goes', async () => {
    const { history, store } = await opened(await temporaryDirectory());
    const days = Array.from({ length: 403 }, (_, n) => dayAfter('2025-01-01', n));
    await Promise.all(days.map((day) => history.keep(emptyDay(day))));
    expect(history.days().map(({ day }) => day)).toEqual(days.slice(3));
    await history.keep(emptyDay(days.at(-1) ?? ''));
    expect(history.days()).toHaveLength(400);
    await store.close();
  });

  it('fit the store: 400 of them in less than half a megabyte', async () => {
    const { history, store } = await opened(await temporaryDirectory());
    const services = Object.fromEntries(
      ['personal', 'business', 'vip'].map((id) => [
        id,
        { issued: 123, served: 110, noShow: 8, abandoned: 5, waitSeconds: 612, serviceSeconds: 287 },
      ]),
    );
    const arrivals = Array.from({ length: 96 }, (_, at) => (at >= 36 && at < 68 ? 12 : 0));
    for (let n = 0; n < 400; n++) await history.keep(emptyDay(dayAfter('2025-01-01', n), { services, arrivals }));
    expect(store.stats().liveBytes).toBeLessThan(400_000);
    await store.close();
  });

  it('that do not fit the schema are dropped at the start, the others stay', async () => {
    const directory = await temporaryDirectory();
    const first = await openedStore(directory);
    const table = first.store.table('hall-days', dayRecordSchema);
    await table.put('2026-11-23', emptyDay('2026-11-23'));
    await table.put('2026-11-24', { ...emptyDay('2026-11-24'), arrivals: [1, 2] } as DayRecord);
    await first.store.close();
    const second = await opened(directory);
    expect(second.history.days().map(({ day }) => day)).toEqual(['2026-11-23']);
    await second.store.close();
  });
});

describe('the record of a day', () => {
  it('has what the queue counted, means to the second, and nothing of any customer', () => {
    const arrivals = Array.from({ length: 96 }, (_, at) => at % 3);
    const view = emptyView('2026-11-26', {
      arrivals,
      services: [
        {
          id: 'personal',
          name: { zh: '个人业务' },
          prefix: 'A',
          priority: 0,
          waiting: 2,
          oldestWaitSeconds: 60,
          expectedWaitMinutes: 4,
          meanServiceSeconds: 181.6,
          issued: 10,
          served: 6,
          noShow: 1,
          abandoned: 1,
          meanWaitSeconds: 300.4,
        },
      ],
    });
    const record = dayRecordOf(view, { open: { from: 36, to: 68 }, unwatched: [40] });
    expect(record).toEqual({
      day: '2026-11-26',
      services: { personal: { issued: 10, served: 6, noShow: 1, abandoned: 1, waitSeconds: 300, serviceSeconds: 182 } },
      arrivals,
      open: { from: 36, to: 68 },
      unwatched: [40],
    });
    expect(dayRecordSchema.parse(record)).toEqual(record);
  });

  it('leaves out what was not measured', () => {
    const service = {
      ...{ id: 'vip', name: { zh: '贵宾' }, prefix: 'V', priority: 1, waiting: 0, oldestWaitSeconds: undefined },
      ...{ expectedWaitMinutes: undefined, meanServiceSeconds: undefined, meanWaitSeconds: undefined },
      ...{ issued: 0, served: 0, noShow: 0, abandoned: 0 },
    };
    const record = dayRecordOf(emptyView('2026-11-26', { services: [service] }), {
      open: { from: 0, to: 96 },
      unwatched: [],
    });
    expect(record.services).toEqual({ vip: { issued: 0, served: 0, noShow: 0, abandoned: 0 } });
  });
});
