import type { HallService } from '../hall-queue.js';
import { counterIds, type HallState, isOpen, ticketAt } from './hall-state.js';
import { byTurn, takes, waitingInOrder } from './order.js';
import { expectedOfDraws, mean, type ServiceTimes, serviceTimes } from './service-times.js';
import type { StoredTicket } from './stored.js';

/** As the print command takes it. */
const mostMinutes = 1_440;
/** Who comes first though he comes later is expected as often as in the last hour, and for this long, ms. */
const lookBackMs = 3_600_000;
const lookAheadMs = 4 * 3_600_000;

export interface Prospect {
  /** Who comes before it, of those whom a counter could take in its place. */
  readonly waitingAhead: number;
  /** Whole minutes until it is called; undefined while too little has been measured or no counter is open that takes it. */
  readonly minutes: number | undefined;
}

/** How the queue will go on as it stands at `now`. */
export interface Outlook {
  /** For a ticket drawn now. */
  forNew(service: HallService): Prospect;
  /** For one that waits. */
  forTicket(ticket: StoredTicket): Prospect;
}

/** @param now ms since 1970-01-01 UTC. */
export function createOutlook(state: HallState, now: number): Outlook {
  const waiting = waitingInOrder(state);
  const counters = counterIds(state);
  const open = counters.filter((id) => isOpen(state, id, now));
  const times = serviceTimes(state.times);

  const prospect = (ticket: StoredTicket): Prospect => {
    const taking = open.filter((counter) => takes(state, counter, ticket));
    const rivals = taking.length > 0 ? taking : counters.filter((counter) => takes(state, counter, ticket));
    const before = waiting.filter((other) => byTurn(other, ticket) < 0);
    const ahead = before.filter((other) => rivals.some((counter) => takes(state, counter, other)));
    const queue = [...expectedBefore(state, ticket, now), ...before, ticket].sort(byTurn);
    const ms = untilCalled({ state, open, times, now }, queue, ticket);
    const minutes = ms === undefined ? undefined : Math.min(mostMinutes, Math.round(ms / 60_000));
    return { waitingAhead: ahead.length, minutes };
  };
  return { forNew: (service) => prospect(drawn(service, now)), forTicket: prospect };
}

interface Hall {
  readonly state: HallState;
  readonly open: readonly string[];
  readonly times: ServiceTimes;
  readonly now: number;
}

/** Lets the open counters go on from now, each customer for as long as those of his service took, ms. */
function untilCalled(hall: Hall, queue: StoredTicket[], ticket: StoredTicket): number | undefined {
  const { state, times, now } = hall;
  const counters = counterTimes(hall);
  while (counters.length > 0) {
    const first = counters.reduce((a, b) => (b.freeAt < a.freeAt ? b : a));
    const at = queue.findIndex((each) => each.issuedAt <= first.freeAt && takes(state, first.id, each));
    const next = queue[at];
    if (next === ticket) return first.freeAt - now;
    if (next) {
      const seconds = times.ofCall(next.service, {
        ahead: (first.freeAt - Math.max(now, next.issuedAt)) / 1_000,
        waited: (first.freeAt - next.waitsSince) / 1_000,
      });
      if (seconds === undefined) return undefined;
      queue.splice(at, 1);
      first.freeAt += seconds * 1_000;
      continue;
    }
    const coming = queue.filter((each) => takes(state, first.id, each)).map(({ issuedAt }) => issuedAt);
    if (coming.length > 0) first.freeAt = Math.min(...coming);
    else counters.splice(counters.indexOf(first), 1);
  }
  return undefined;
}

/**
 * When each open counter is free, soonest first. Several that are busy do not all end after the mean of what is left: the
 * first of them ends sooner than that, the last later, and the first is what the queue waits for.
 */
function counterTimes({ state, open, times, now }: Hall): { readonly id: string; freeAt: number }[] {
  const serving = open.map((id) => ({ id, ticket: ticketAt(state, id) }));
  const busy = serving.flatMap(({ id, ticket }) => {
    if (!ticket) return [];
    const left = times.remaining(ticket.service, Math.max(0, now - (ticket.calledAt ?? now)) / 1_000);
    return left ? [{ id, left }] : [];
  });
  busy.sort((a, b) => mean(a.left) - mean(b.left));
  return [
    ...serving.filter(({ ticket }) => !ticket).map(({ id }) => ({ id, freeAt: now })),
    ...busy.map(({ id, left }, nth) => ({ id, freeAt: now + expectedOfDraws(left, nth, busy.length) * 1_000 })),
  ];
}

/** Tickets not drawn yet that will be served first for their higher priority, if they go on to come as they did. */
function expectedBefore({ tickets, rules }: HallState, { priority }: StoredTicket, now: number): StoredTicket[] {
  return rules.services
    .filter((service) => service.priority > priority)
    .flatMap((service) => {
      const lately = [...tickets.values()].filter(
        ({ drawnFor, issuedAt }) => drawnFor === service.id && issuedAt > now - lookBackMs,
      ).length;
      const everyMs = lookBackMs / lately;
      return Array.from({ length: Math.floor(lookAheadMs / everyMs) }, (_, nth) =>
        drawn(service, now + (nth + 0.5) * everyMs),
      );
    });
}

/** A ticket that nobody has drawn yet. */
function drawn({ id, priority }: HallService, issuedAt: number): StoredTicket {
  return {
    id: '',
    number: '',
    day: '',
    place: Number.MAX_SAFE_INTEGER,
    service: id,
    drawnFor: id,
    priority,
    state: 'waiting',
    issuedAt,
    waitsSince: issuedAt,
    recalls: 0,
  };
}
