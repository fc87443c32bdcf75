import { GatewayError } from '../../../drivers/index.js';
import type { HallCall, HallTicket } from '../hall-queue.js';
import type { Draft } from './draft.js';
import { ticketAt } from './hall-state.js';
import { declaredCounter, declaredService, ticketNamed } from './lookup.js';
import { nextNumber } from './numbers.js';
import { timesWithAbandoned } from './service-times.js';
import { abandonTicket, callNextAt, endAt, endForNext, measure, recallAt, signOnAt } from './steps.js';
import { type StoredTicket, ticketView } from './stored.js';

/** What may be asked of a hall that keeps its own queue: each works on a draft, or throws and leaves it to be forgotten. */

export function issue(draft: Draft, serviceId: string): StoredTicket {
  const service = declaredService(draft, serviceId);
  const { now: issuedAt, day } = draft;
  const ticket = draft.setTicket({
    ...nextNumber(draft, service),
    ...{ day, service: serviceId, drawnFor: serviceId, priority: service.priority },
    ...{ state: 'waiting', issuedAt, waitsSince: issuedAt, recalls: 0 },
  });
  draft.said.push({ kind: 'issued', ticket: ticketView(ticket) });
  return ticket;
}

export function callNext(draft: Draft, counter: string): HallCall | undefined {
  declaredCounter(draft, counter);
  endForNext(draft, counter);
  signOnAt(draft, counter, 'by-call');
  return callNextAt(draft, counter);
}

export function recall(draft: Draft, counter: string): HallCall | undefined {
  declaredCounter(draft, counter);
  return recallAt(draft, counter);
}

export function noShow(draft: Draft, counter: string): HallTicket {
  declaredCounter(draft, counter);
  const ended = endAt(draft, counter, 'no-show');
  if (!ended) throw servesNobody(counter);
  return ticketView(ended);
}

export function finish(draft: Draft, counter: string): HallTicket | undefined {
  declaredCounter(draft, counter);
  const ended = endAt(draft, counter, 'served');
  return ended && ticketView(ended);
}

export function transfer(
  draft: Draft,
  counter: string,
  to: { readonly service?: string; readonly counter?: string },
): HallTicket {
  declaredCounter(draft, counter);
  if (to.service === undefined && to.counter === undefined) {
    const message = 'args: found neither service nor to, allowed: a service, a counter, or both';
    throw new GatewayError('COMMAND_ARGS_INVALID', message, { field: 'args' });
  }
  if (to.service !== undefined) declaredService(draft, to.service);
  if (to.counter !== undefined) declaredCounter(draft, to.counter);
  const ticket = ticketAt(draft, counter);
  if (!ticket) throw servesNobody(counter);
  measure(draft, ticket, 'served');
  const { counter: _, calledAt: __, onlyCounter: ___, ...rest } = ticket;
  const waiting = draft.setTicket({
    ...rest,
    state: 'waiting',
    service: to.service ?? ticket.service,
    waitsSince: draft.now,
    recalls: 0,
    ...(to.counter === undefined ? {} : { onlyCounter: to.counter }),
  });
  draft.setCounter(counter, { ticket: null });
  draft.said.push({ kind: 'transferred', ticket: ticketView(waiting) });
  return ticketView(waiting);
}

export function abandon(draft: Draft, name: string): HallTicket {
  const ticket = ticketNamed(draft, name);
  if (ticket.state !== 'waiting') {
    const message = `${ticket.number} does not wait any more: it is ${ticket.state}`;
    throw new GatewayError('HALL_STATE', message);
  }
  const waited = (draft.now - ticket.waitsSince) / 1_000;
  draft.setTimes(ticket.service, timesWithAbandoned(draft.times.get(ticket.service), waited));
  return ticketView(abandonTicket(draft, ticket));
}

export function withdraw(draft: Draft, id: string): boolean {
  const ticket = draft.tickets.get(id);
  if (ticket?.state !== 'waiting') return false;
  abandonTicket(draft, { ...ticket, undrawn: true });
  return true;
}

export function signOn(draft: Draft, counter: string): void {
  declaredCounter(draft, counter);
  signOnAt(draft, counter, 'yes');
}

export function signOff(draft: Draft, counter: string): void {
  declaredCounter(draft, counter);
  closeCounter(draft, counter);
}

/** Closes the counters, and frees the tickets that only they may take, that the configuration no longer has. */
export function forgetRemoved(draft: Draft): void {
  const isRemoved = (counter: string) => !draft.rules.counters.some(({ id }) => id === counter);
  for (const { id, signedOn } of draft.counters.values())
    if (signedOn === 'yes' && isRemoved(id)) closeCounter(draft, id);
  for (const { onlyCounter } of draft.tickets.values()) {
    if (onlyCounter !== undefined && isRemoved(onlyCounter)) releaseWaitingFor(draft, onlyCounter);
  }
}

function closeCounter(draft: Draft, counter: string): void {
  endAt(draft, counter, 'served');
  if ((draft.counters.get(counter)?.signedOn ?? 'no') === 'no') return;
  draft.setCounter(counter, { signedOn: 'no' });
  draft.said.push({ kind: 'signed-off', counter });
  releaseWaitingFor(draft, counter);
}

/** Who was sent to a counter at which nobody works any more is taken by every counter of his service. */
function releaseWaitingFor(draft: Draft, counter: string): void {
  for (const ticket of [...draft.tickets.values()]) {
    if (ticket.state !== 'waiting' || ticket.onlyCounter !== counter) continue;
    const { onlyCounter: _, ...free } = ticket;
    draft.setTicket(free);
    draft.said.push({ kind: 'transferred', ticket: ticketView(free) });
  }
}

function servesNobody(counter: string): GatewayError {
  return new GatewayError('HALL_STATE', `counter ${counter} serves nobody`);
}
