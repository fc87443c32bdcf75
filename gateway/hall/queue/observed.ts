import type { Draft } from './draft.js';
import { ticketAt } from './hall-state.js';
import { freeId, nextPlace } from './numbers.js';
import { abandonTicket, callAt, endAt, endForNext, measure, recallAt, signOnAt } from './steps.js';
import { type StoredTicket, ticketView } from './stored.js';

/** A customer who is called needs longer than this to come and be served: who is replaced sooner did not come, ms. */
const shortestVisitMs = 20_000;
/** So many of his service that drew later are called before somebody counts as gone: his own call was not heard. */
const mostPassed = 3;

interface SeenTicket {
  readonly ticketId: string;
  readonly number: string;
  readonly service: string;
}

/** What the queue system of a branch was heard to do. The number of a ticket is its identity for the day. */
export function observeTicket(draft: Draft, { ticketId, number, service }: SeenTicket): void {
  const known = numbered(draft, number);
  const printedAgain = known && (known.id === ticketId || known.state === 'waiting' || known.state === 'called');
  if (printedAgain) return;
  const id = draft.tickets.has(ticketId) ? freeId(draft, number) : ticketId;
  const ticket = draft.setTicket(newTicket(draft, { ticketId: id, number, service }));
  draft.said.push({ kind: 'issued', ticket: ticketView(ticket) });
}

export function observeCall(
  draft: Draft,
  { number, counter }: { readonly number: string; readonly counter: string },
): void {
  const served = ticketAt(draft, counter);
  if (served?.number === number) {
    recallAt(draft, counter);
    return;
  }
  if (draft.now - (served?.calledAt ?? 0) < shortestVisitMs) endAt(draft, counter, 'no-show');
  else endForNext(draft, counter);
  signOnAt(draft, counter, 'by-call');
  const ticket = numbered(draft, number) ?? undrawn(draft, number);
  leaveOther(draft, ticket);
  callAt(draft, counter, ticket, 0);
  if (!ticket.undrawn) passOver(draft, ticket);
}

/** Called from one counter to another. */
function leaveOther(draft: Draft, ticket: StoredTicket): void {
  if (ticket.state !== 'called' || ticket.counter === undefined) return;
  measure(draft, ticket, 'served');
  draft.setCounter(ticket.counter, { ticket: null });
}

function passOver(draft: Draft, called: StoredTicket): void {
  for (const ticket of [...draft.tickets.values()]) {
    const passed = ticket.state === 'waiting' && ticket.service === called.service && ticket.place < called.place;
    if (!passed) continue;
    const passedOver = (ticket.passedOver ?? 0) + 1;
    if (passedOver < mostPassed) draft.setTicket({ ...ticket, passedOver });
    else abandonTicket(draft, ticket);
  }
}

/** A number that was drawn before anybody listened. */
function undrawn(draft: Draft, number: string): StoredTicket {
  const prefix = /^\D*/.exec(number)?.[0] ?? '';
  const alike = [...draft.tickets.values()].find((ticket) => /^\D*/.exec(ticket.number)?.[0] === prefix);
  const service = draft.rules.services.find((each) => each.prefix === prefix)?.id ?? alike?.service ?? prefix;
  return { ...newTicket(draft, { ticketId: freeId(draft, number), number, service }), undrawn: true };
}

function newTicket(draft: Draft, { ticketId, number, service }: SeenTicket): StoredTicket {
  const { day, now: issuedAt, rules } = draft;
  const priority = rules.services.find((each) => each.id === service)?.priority ?? 0;
  return {
    ...{ id: ticketId, number, day, place: nextPlace(draft), service, drawnFor: service, priority },
    ...{ state: 'waiting', issuedAt, waitsSince: issuedAt, recalls: 0 },
  };
}

function numbered({ tickets }: Draft, number: string): StoredTicket | undefined {
  return [...tickets.values()].findLast((ticket) => ticket.number === number);
}
