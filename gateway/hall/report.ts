import type { ForecastView } from './forecast/forecast-schema.js';
import type { CounterView, HallView, ServiceView } from './hall-queue.js';
import type { HallReport } from './hall-schema.js';

/** What is known of the hall beside its queue. */
export interface ReportOptions {
  readonly mode: HallReport['mode'];
  /** 0 to 3. */
  readonly level: number;
  readonly peopleInside: number | undefined;
  readonly forecast: ForecastView;
}

/** The queue as the world sees it. */
export function hallReport(view: HallView, { mode, level, peopleInside, forecast }: ReportOptions): HallReport {
  const { day, services, counters, waiting, openCounters, ratio, arrivals } = view;
  const oldest = services.flatMap(({ oldestWaitSeconds: wait }) => (wait === undefined ? [] : [wait]));
  return {
    mode,
    day,
    level,
    ratio: ratio === undefined || !Number.isFinite(ratio) ? null : Math.round(ratio * 100) / 100,
    waiting: waiting.length,
    openCounters,
    oldestWaitSeconds: oldest.length === 0 ? null : Math.round(Math.max(...oldest)),
    peopleInside: peopleInside ?? null,
    services: services.map(serviceReport),
    counters: counters.map(counterReport),
    arrivals: [...arrivals],
    forecast,
  };
}

function serviceReport(service: ServiceView): HallReport['services'][number] {
  const { id, name, prefix, priority, waiting, issued, served, noShow, abandoned } = service;
  return {
    ...{ id, name: { ...name }, prefix, priority, waiting },
    oldestWaitSeconds: whole(service.oldestWaitSeconds),
    expectedWaitMinutes: whole(service.expectedWaitMinutes),
    meanServiceSeconds: whole(service.meanServiceSeconds),
    meanWaitSeconds: whole(service.meanWaitSeconds),
    ...{ issued, served, noShow, abandoned },
  };
}

function counterReport({ id, services, open, signedOn, ticket }: CounterView): HallReport['counters'][number] {
  return {
    id,
    ...(services === undefined ? {} : { services: [...services] }),
    open,
    signedOn,
    ...(ticket === undefined
      ? {}
      : {
          serves: {
            number: ticket.number,
            service: ticket.service,
            since: new Date(ticket.calledAt ?? ticket.issuedAt).toISOString(),
            recalls: ticket.recalls,
          },
        }),
  };
}

function whole(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value);
}
