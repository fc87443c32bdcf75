import type { Draft } from './draft.js';
import { ticketAt } from './hall-state.js';
import { nextPlace } from './numbers.js';
import { callAt, endAt, recallAt, signOnAt } from './steps.js';
import { type StoredTicket, ticketView } from './stored.js';

/** What the queue system of a branch was heard to do. The number of a ticket is its identity for the day. */

export function observeTicket(
  draft: Draft,
  { ticketId, number, service }: { readonly ticketId: string; readonly number: string; readonly service: string },
): void {
  const known = numbered(draft, number);
  if (draft.tickets.has(ticketId) || known?.state === 'waiting' || known?.state === 'called') return;
  const ticket = draft.setTicket(newTicket(draft, { id: ticketId, number, service }));
  draft.said.push({ kind: 'issued', ticket: ticketView(ticket) });
}

export function observeCall(
  draft: Draft,
  { number, counter }: { readonly number: string; readonly counter: string },
): void {
  if (ticketAt(draft, counter)?.number === number) {
    recallAt(draft, counter);
    return;
  }
  endAt(draft, counter, 'served');
  signOnAt(draft, counter, 'by-call');
  callAt(draft, counter, numbered(draft, number) ?? unseen(draft, number), 0);
}

/** A number that was drawn before anybody listened. */
function unseen(draft: Draft, number: string): StoredTicket {
  const prefix = /^\D*/.exec(number)?.[0] ?? '';
  const alike = [...draft.tickets.values()].find((ticket) => ticket.number.startsWith(prefix));
  const service = draft.rules.services.find((each) => each.prefix === prefix)?.id ?? alike?.service ?? prefix;
  return { ...newTicket(draft, { id: `${draft.day}/${number}`, number, service }), undrawn: true };
}

function newTicket(
  draft: Draft,
  { id, number, service }: { readonly id: string; readonly number: string; readonly service: string },
): StoredTicket {
  const { day, now: issuedAt, rules } = draft;
  const priority = rules.services.find((each) => each.id === service)?.priority ?? 0;
  return {
    ...{ id, number, day, place: nextPlace(draft), service, drawnFor: service, priority },
    ...{ state: 'waiting', issuedAt, waitsSince: issuedAt, recalls: 0 },
  };
}

function numbered({ tickets }: Draft, number: string): StoredTicket | undefined {
  return [...tickets.values()].findLast((ticket) => ticket.number === number);
}
