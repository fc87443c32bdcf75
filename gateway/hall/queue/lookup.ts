import { GatewayError } from '../../../drivers/index.js';
import type { HallService } from '../hall-queue.js';
import type { HallState } from './hall-state.js';
import type { StoredTicket } from './stored.js';

/** Throws COMMAND_ARGS_INVALID, which lists the services there are. */
export function declaredService({ rules }: HallState, id: string): HallService {
  const service = rules.services.find((each) => each.id === id);
  if (service) return service;
  throw unknown('service', id, rules.services);
}

/** Throws COMMAND_ARGS_INVALID, which lists the counters there are. */
export function declaredCounter({ rules }: HallState, id: string): void {
  if (!rules.counters.some((each) => each.id === id)) throw unknown('counter', id, rules.counters);
}

/** By id, or by number: of two of one number on a day the one drawn last. Throws COMMAND_ARGS_INVALID. */
export function ticketNamed({ tickets }: HallState, name: string): StoredTicket {
  const ticket = tickets.get(name) ?? [...tickets.values()].findLast(({ number }) => number === name);
  if (ticket) return ticket;
  const message = `args.ticket: found ${JSON.stringify(name)}, allowed: the number or id of a ticket drawn today`;
  throw new GatewayError('COMMAND_ARGS_INVALID', message, { field: 'args.ticket' });
}

function unknown(what: 'service' | 'counter', found: string, there: readonly { readonly id: string }[]): GatewayError {
  const allowed = there.map(({ id }) => id).join(', ') || 'none, for none is configured';
  const message = `args.${what}: found ${JSON.stringify(found)}, allowed: ${allowed}`;
  return new GatewayError('COMMAND_ARGS_INVALID', message, { field: `args.${what}` });
}
