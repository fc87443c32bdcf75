import { asGatewayError, GatewayError } from '../../drivers/index.js';
import { halted } from '../commands/turns.js';
import type { HallCall, HallQueue, HallTicket } from './hall-queue.js';
import type { HallTickets } from './tickets.js';

type Result = Promise<Record<string, unknown>>;
type OfCounter = { readonly counter: string };

/** What people ask of the hall by MQTT, CLI or keypad, with what it answers. Errors: HallQueue, HallTickets. */
export interface HallDesk {
  ticket(args: { readonly service: string; readonly paper: boolean }, info: { readonly expiresAt: number }): Result;
  call(args: OfCounter): Result;
  recall(args: OfCounter): Result;
  noShow(args: OfCounter): Result;
  finish(args: OfCounter): Result;
  transfer(args: OfCounter & { readonly service?: string | undefined; readonly to?: string | undefined }): Result;
  abandon(args: { readonly ticket: string }): Result;
  signOn(args: OfCounter): Result;
  signOff(args: OfCounter): Result;
  status(): Result;
}

export interface HallDeskOptions {
  readonly queue: HallQueue;
  readonly tickets: Pick<HallTickets, 'print'>;
  /** What the topic `hall` says. */
  readonly status: () => Record<string, unknown>;
}

export function createHallDesk({ queue, tickets, status }: HallDeskOptions): HallDesk {
  return {
    async ticket({ service, paper }, { expiresAt }) {
      const issued = await queue.issue(service);
      const { ticket, waitingAhead, expectedWaitMinutes } = issued;
      const result = {
        ...ticketFields(ticket),
        waitingAhead,
        ...(expectedWaitMinutes === undefined ? {} : { expectedWaitMinutes }),
      };
      if (!paper) return result;
      try {
        return { ...result, ...(await tickets.print(issued, expiresAt)) };
      } catch (cause) {
        if (cause === halted) throw cause;
        throw withoutPaper(asGatewayError(cause, 'COMMAND_FAILED'), result);
      }
    },
    call: async ({ counter }) => callResult(counter, await queue.callNext(counter)),
    recall: async ({ counter }) => callResult(counter, await queue.recall(counter)),
    noShow: async ({ counter }) => ({ counter, ticket: ticketFields(await queue.noShow(counter)) }),
    async finish({ counter }) {
      const ticket = await queue.finish(counter);
      return { counter, ticket: ticket ? ticketFields(ticket) : null };
    },
    async transfer({ counter, service, to }) {
      const ticket = await queue.transfer(counter, {
        ...(service === undefined ? {} : { service }),
        ...(to === undefined ? {} : { counter: to }),
      });
      return { counter, ticket: ticketFields(ticket) };
    },
    abandon: async ({ ticket }) => ({ ticket: ticketFields(await queue.abandon(ticket)) }),
    async signOn({ counter }) {
      await queue.signOn(counter);
      return { counter };
    },
    async signOff({ counter }) {
      await queue.signOff(counter);
      return { counter };
    },
    status: async () => status(),
  };
}

function ticketFields({ id, number, service, onlyCounter }: HallTicket) {
  return { ticketId: id, number, service, ...(onlyCounter === undefined ? {} : { onlyCounter }) };
}

/** `call` is null where nobody waits for the counter. */
function callResult(counter: string, call: HallCall | undefined) {
  if (!call) return { counter, call: null };
  const { ticket, recall, passed } = call;
  return { counter, call: { ...ticketFields(ticket), recall, passed } };
}

/** Where nobody can tell, the number is good and in the result; one that is proven not to be on paper was taken back. */
function withoutPaper(error: GatewayError, result: Readonly<Record<string, unknown>>): GatewayError {
  const isUnknown = error.code === 'DEVICE_OUTCOME_UNKNOWN' || error.code === 'COMMAND_INTERRUPTED';
  if (!isUnknown) {
    const message = `no ticket: ${error.message}; with paper: false a number is issued without`;
    return new GatewayError('DEVICE_NOT_READY', message, { cause: error });
  }
  return new GatewayError(
    'DEVICE_OUTCOME_UNKNOWN',
    `ticket ${result['number']} is issued, and nobody can tell whether it is on paper: ${error.message}`,
    { cause: error, result: { ...result } },
  );
}
