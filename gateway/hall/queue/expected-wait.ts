import type { HallService } from '../hall-queue.js';
import { counterIds, type HallState, isOpen, ticketAt } from './hall-state.js';
import { byTurn, takes, waitingInOrder } from './order.js';
import { callSeconds, remainingSeconds } from './service-times.js';
import type { StoredTicket } from './stored.js';

/** As the print command takes it. */
const mostMinutes = 1_440;

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

export function createOutlook(state: HallState, now: number): Outlook {
  const waiting = waitingInOrder(state);
  const open = counterIds(state).filter((id) => isOpen(state, id, now));

  /** The counters that may take it: those open, else all there are. */
  const countersFor = (ticket: StoredTicket): string[] => {
    const taking = (counters: readonly string[]) => counters.filter((counter) => takes(state, counter, ticket));
    const now = taking(open);
    return now.length > 0 ? now : taking(counterIds(state));
  };
  const prospect = (queue: readonly StoredTicket[], ticket: StoredTicket): Prospect => {
    const counters = countersFor(ticket);
    const before = queue.filter((other) => byTurn(other, ticket) < 0);
    const ahead = before.filter((other) => counters.some((counter) => takes(state, counter, other)));
    const seconds = secondsUntilCalled(queue, ticket);
    const minutes = seconds === undefined ? undefined : Math.min(mostMinutes, Math.round(seconds / 60));
    return { waitingAhead: ahead.length, minutes };
  };

  /** Lets the open counters go on from now, each customer for as long as those of his service took. */
  const secondsUntilCalled = (queue: readonly StoredTicket[], ticket: StoredTicket): number | undefined => {
    const left = queue.filter((other) => byTurn(other, ticket) <= 0);
    const counters = open.flatMap((id) => {
      const serving = ticketAt(state, id);
      const freeAt = serving ? remainingSeconds(state.times, serving, now) : 0;
      return freeAt === undefined ? [] : [{ id, freeAt }];
    });
    while (counters.length > 0) {
      const first = counters.reduce((a, b) => (b.freeAt < a.freeAt ? b : a));
      const at = left.findIndex((other) => takes(state, first.id, other));
      const taken = left[at];
      if (!taken) {
        counters.splice(counters.indexOf(first), 1);
        continue;
      }
      if (taken === ticket) return first.freeAt;
      const seconds = callSeconds(state.times, taken.service);
      if (seconds === undefined) return undefined;
      left.splice(at, 1);
      first.freeAt += seconds;
    }
    return undefined;
  };

  return {
    forNew(service) {
      const ticket = hypothetical(service, now);
      return prospect([...waiting, ticket].sort(byTurn), ticket);
    },
    forTicket: (ticket) => prospect(waiting, ticket),
  };
}

function hypothetical({ id, priority }: HallService, now: number): StoredTicket {
  return {
    ...{ id: '', number: '', day: '', place: Number.MAX_SAFE_INTEGER, service: id, drawnFor: id, priority },
    ...{ state: 'waiting', issuedAt: now, waitsSince: now, recalls: 0 },
  };
}
