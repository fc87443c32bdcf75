import { counterRule, type HallState } from './hall-state.js';
import type { StoredTicket } from './stored.js';

/** The order of a hall: the higher priority first, and equals as they drew their tickets, whatever their service. */
export function byTurn(a: StoredTicket, b: StoredTicket): number {
  return b.priority - a.priority || a.place - b.place;
}

export function waitingInOrder({ tickets }: HallState): StoredTicket[] {
  return [...tickets.values()].filter(({ state }) => state === 'waiting').sort(byTurn);
}

/** Whether a counter may take a ticket: one that was sent to it, or of a service it takes. */
export function takes(state: HallState, counter: string, { service, onlyCounter }: StoredTicket): boolean {
  if (onlyCounter !== undefined) return onlyCounter === counter;
  return counterRule(state, counter)?.services?.includes(service) ?? true;
}

/** Whom a counter takes next. */
export function nextFor(state: HallState, counter: string): StoredTicket | undefined {
  let next: StoredTicket | undefined;
  for (const ticket of state.tickets.values()) {
    if (ticket.state !== 'waiting' || !takes(state, counter, ticket)) continue;
    if (!next || byTurn(ticket, next) < 0) next = ticket;
  }
  return next;
}

/** How many the counter could have taken that drew their tickets before `chosen`. */
export function passedBy(state: HallState, counter: string, chosen: StoredTicket): number {
  return [...state.tickets.values()].filter(
    (ticket) => ticket.state === 'waiting' && ticket.place < chosen.place && takes(state, counter, ticket),
  ).length;
}
