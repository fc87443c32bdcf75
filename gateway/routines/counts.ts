import type { HallView } from '../hall/hall-queue.js';
import type { DayCounts } from './report-schema.js';

type States = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The day so far, by the queue and the people counters, as far as the branch has them. */
export function dayCounts(hall: HallView | undefined, states: States): DayCounts {
  const sum = (value: (service: HallView['services'][number]) => number) =>
    hall?.services.reduce((total, service) => total + value(service), 0);
  const tickets = hall && {
    issued: sum(({ issued }) => issued),
    served: sum(({ served }) => served),
    noShow: sum(({ noShow }) => noShow),
    abandoned: sum(({ abandoned }) => abandoned),
    waiting: hall.waiting.length,
  };
  const counters = Object.values(states).flatMap(({ today }) => (isCounts(today) ? [today] : []));
  const visitors = counters.length > 0 && {
    visitorsIn: counters.reduce((total, today) => total + today.in, 0),
    visitorsOut: counters.reduce((total, today) => total + today.out, 0),
  };
  return { ...(tickets ?? {}), ...(visitors || {}) };
}

/** What has come since `before` of the same day; who waits is who waits now. */
export function countsSince(now: DayCounts, before: DayCounts): DayCounts {
  const grown = Object.entries(now).map(([name, value]) => [
    name,
    name === 'waiting' ? value : Math.max(0, (value ?? 0) - (before[name as keyof DayCounts] ?? 0)),
  ]);
  return Object.fromEntries(grown);
}

function isCounts(today: unknown): today is { in: number; out: number } {
  return (
    typeof today === 'object' &&
    today !== null &&
    'in' in today &&
    'out' in today &&
    typeof today.in === 'number' &&
    typeof today.out === 'number'
  );
}
