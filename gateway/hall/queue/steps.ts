import type { HallCall } from '../hall-queue.js';
import type { Draft } from './draft.js';
import { isOpen, ticketAt } from './hall-state.js';
import { nextFor, passedBy, takes } from './order.js';
import { timesWith } from './service-times.js';
import { type Ending, type StoredTicket, ticketView } from './stored.js';

/** Somebody who has waited this long would have been called by a counter that stood idle, ms. */
const idleWouldCallMs = 30_000;

/** Ends whom the counter serves; undefined when it serves nobody. */
export function endAt(draft: Draft, counter: string, ending: Ending): StoredTicket | undefined {
  const ticket = ticketAt(draft, counter);
  if (!ticket) return undefined;
  measure(draft, ticket, ending);
  return leave(draft, ticket, counter, ending);
}

/**
 * Ends whom the counter serves as the next is called. When nobody had to wait for that, he may have left long before, and
 * how long he took is not known.
 */
export function endForNext(draft: Draft, counter: string): void {
  const ticket = ticketAt(draft, counter);
  if (!ticket) return;
  const waiting = [...draft.tickets.values()].filter((each) => each.state === 'waiting' && takes(draft, counter, each));
  const wasBusy = waiting.length === 0 || waiting.some(({ waitsSince }) => draft.now - waitsSince >= idleWouldCallMs);
  if (wasBusy) measure(draft, ticket, 'served');
  leave(draft, ticket, counter, 'served');
}

function leave(draft: Draft, ticket: StoredTicket, counter: string, ending: Ending): StoredTicket {
  const ended = draft.setTicket({ ...ticket, state: ending, endedAt: draft.now });
  draft.setCounter(counter, { ticket: null });
  draft.said.push({ kind: ending, ticket: ticketView(ended) });
  return ended;
}

export function abandonTicket(draft: Draft, ticket: StoredTicket): StoredTicket {
  const gone = draft.setTicket({ ...ticket, state: 'abandoned', endedAt: draft.now });
  draft.said.push({ kind: 'abandoned', ticket: ticketView(gone) });
  return gone;
}

/** How long a ticket kept its counter, as it leaves it now. */
export function measure(draft: Draft, { service, waitsSince, calledAt }: StoredTicket, ending: Ending): void {
  if (calledAt === undefined) return;
  const [seconds, waited] = [(draft.now - calledAt) / 1_000, (calledAt - waitsSince) / 1_000];
  draft.setTimes(service, timesWith(draft.times.get(service), { ending, seconds, waited }));
}

export function signOnAt(draft: Draft, counter: string, how: 'by-call' | 'yes'): void {
  const wasOpen = isOpen(draft, counter, draft.now);
  if (draft.counters.get(counter)?.signedOn !== 'yes') draft.setCounter(counter, { signedOn: how });
  if (!wasOpen) draft.said.push({ kind: 'signed-on', counter });
}

/** Takes the next for a counter that serves nobody. */
export function callNextAt(draft: Draft, counter: string): HallCall | undefined {
  const next = nextFor(draft, counter);
  return next && callAt(draft, counter, next, passedBy(draft, counter, next));
}

/** Calls a ticket to a counter that serves nobody. */
export function callAt(draft: Draft, counter: string, ticket: StoredTicket, passed: number): HallCall {
  const { now } = draft;
  const { endedAt: _, ...rest } = ticket;
  const called = draft.setTicket({
    ...rest,
    state: 'called',
    counter,
    firstCalledAt: ticket.firstCalledAt ?? now,
    calledAt: now,
    recalls: 0,
  });
  draft.setCounter(counter, { ticket: called.id, lastCallAt: now });
  return tellCall(draft, called, counter, passed);
}

export function recallAt(draft: Draft, counter: string): HallCall | undefined {
  const ticket = ticketAt(draft, counter);
  if (!ticket) return undefined;
  const called = draft.setTicket({ ...ticket, recalls: ticket.recalls + 1 });
  draft.setCounter(counter, { lastCallAt: draft.now });
  return tellCall(draft, called, counter, 0);
}

function tellCall(draft: Draft, called: StoredTicket, counter: string, passed: number): HallCall {
  const call: HallCall = { ticket: ticketView(called), counter, recall: called.recalls, passed };
  draft.said.push({ kind: 'called', call });
  return call;
}
