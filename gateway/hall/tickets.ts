import { type AlarmCondition, asGatewayError, type Clock, GatewayError, sleep } from '../../drivers/index.js';
import { halted } from '../commands/turns.js';
import { ticketAlarm } from './alarm-types.js';
import type { DeviceOrders } from './device-orders.js';
import type { HallTicket, IssuedTicket } from './hall-queue.js';
import type { PrintBook, PrintRecord } from './print-book.js';

/** A customer who has waited this long for paper has gone or has been told his number, ms. */
const customerStaysMs = 120_000;
/** How long a printer is given to come back after a start of the gateway, ms, and how often it is tried meanwhile. */
const comeBackMs = 30_000;
const tryEveryMs = 1_000;

/** What came of the paper, for the reply. */
export interface Printed {
  readonly printer: string;
  readonly [field: string]: unknown;
}

export interface HallTicketsOptions {
  readonly clock: Clock;
  /** In the order in which they are tried. */
  readonly printers: readonly string[];
  /** True of a printer that says it would print now. */
  readonly isReady: (printer: string) => boolean;
  readonly orders: DeviceOrders;
  readonly book: PrintBook;
  /** Name of a service as printed. */
  readonly serviceName: (service: string) => string;
  readonly condition: (condition: AlarmCondition) => void;
  /** Takes back a ticket of which it is proven that it is not on paper. */
  readonly withdraw: (ticketId: string) => Promise<unknown>;
}

/**
 * Brings issued tickets to paper: on the first printer that can, and never on a second one while the first may have printed
 * it. What a kill interrupts is taken up at the next start.
 */
export class HallTickets {
  readonly #options: HallTicketsOptions;
  readonly #stopping = new AbortController();

  constructor(options: HallTicketsOptions) {
    this.#options = options;
  }

  /**
   * Resolves with where it came out; undefined where the hall has no printer. Rejects with DEVICE_OUTCOME_UNKNOWN when
   * nobody can tell, and then its number is good; else with the last printer's reason when none could, and then the ticket
   * is taken back: a number that nobody holds would be called, and everybody behind it would wait.
   */
  async print({ ticket, ...ahead }: IssuedTicket, expiresAt: number): Promise<Printed | undefined> {
    if (this.#options.printers.length === 0) return undefined;
    const record = this.#begin(ticket, ahead);
    return this.#settle(ticket.id, record, () => this.#onAny(ticket.id, record, expiresAt));
  }

  /** Takes up what an earlier run of the gateway left; `waiting` the tickets that wait now. */
  resume(waiting: readonly HallTicket[]): void {
    const { book, printers, clock } = this.#options;
    if (printers.length === 0) return;
    const newest = book.newest() ?? clock.now() - customerStaysMs;
    const unseen = waiting.filter(({ id, issuedAt }) => !book.has(id) && issuedAt >= newest);
    const left = book.unsettled();
    for (const ticket of unseen) left.push([ticket.id, this.#begin(ticket, {})]);
    void this.#takeUp(left);
  }

  stop(): void {
    this.#stopping.abort();
  }

  #begin(ticket: HallTicket, ahead: Pick<Partial<IssuedTicket>, 'waitingAhead' | 'expectedWaitMinutes'>): PrintRecord {
    const record: PrintRecord = {
      number: ticket.number,
      service: this.#options.serviceName(ticket.service),
      ...(ahead.waitingAhead === undefined ? {} : { waitingAhead: Math.min(9_999, ahead.waitingAhead) }),
      ...(ahead.expectedWaitMinutes === undefined
        ? {}
        : { expectedWaitMinutes: Math.min(1_440, Math.round(ahead.expectedWaitMinutes)) }),
      issuedAt: ticket.issuedAt,
      settled: false,
    };
    this.#options.book.put(ticket.id, record);
    return record;
  }

  /** One after the other, in the order of their numbers. */
  async #takeUp(left: readonly [string, PrintRecord][]): Promise<void> {
    const { clock } = this.#options;
    const deadline = clock.monotonic() + comeBackMs;
    for (const [ticketId, record] of left) {
      const attempt = () => this.#whenBack(ticketId, record, deadline);
      await this.#settle(ticketId, record, attempt).catch(() => undefined);
    }
  }

  async #whenBack(ticketId: string, record: PrintRecord, deadline: number): Promise<Printed> {
    const { clock } = this.#options;
    const { signal } = this.#stopping;
    if (clock.now() - record.issuedAt > customerStaysMs) {
      throw new GatewayError('COMMAND_EXPIRED', 'the gateway was away too long to print it still');
    }
    for (;;) {
      if (signal.aborted) throw halted;
      try {
        return await (record.printer === undefined
          ? this.#onAny(ticketId, record)
          : this.#on(record.printer, ticketId, record));
      } catch (cause) {
        if (cause === halted || isUnknown(cause) || clock.monotonic() + tryEveryMs >= deadline) throw cause;
        await sleep(clock, tryEveryMs, signal);
      }
    }
  }

  /** Notes and tells how it ended. */
  async #settle(ticketId: string, record: PrintRecord, attempt: () => Promise<Printed>): Promise<Printed> {
    const { book, condition, withdraw } = this.#options;
    // Of one that was being printed at a kill only its printer can tell.
    const isProvable = record.printer === undefined;
    try {
      const printed = await attempt();
      book.put(ticketId, { ...record, settled: true });
      condition({ type: ticketAlarm, active: false });
      return printed;
    } catch (cause) {
      // Begun here, it is taken up at the next start.
      if (cause === halted) throw cause;
      const error = asGatewayError(cause, 'COMMAND_FAILED');
      book.put(ticketId, { ...record, settled: true });
      condition({
        type: ticketAlarm,
        active: true,
        detail: `${record.number} (${record.service})${isUnknown(error) ? ', nobody can tell' : ''}: ${error.message}`,
      });
      if (isProvable && !isUnknown(error)) await withdraw(ticketId);
      throw error;
    }
  }

  /** Those that say they can first, each group in its order. */
  async #onAny(ticketId: string, record: PrintRecord, expiresAt?: number): Promise<Printed> {
    const { printers, isReady } = this.#options;
    const inTurn = [...printers.filter(isReady), ...printers.filter((printer) => !isReady(printer))];
    const reasons: string[] = [];
    let last = new GatewayError('DEVICE_NOT_READY', 'there is no printer');
    for (const printer of inTurn) {
      try {
        return await this.#on(printer, ticketId, record, expiresAt);
      } catch (cause) {
        if (cause === halted || isUnknown(cause)) throw cause;
        last = asGatewayError(cause, 'COMMAND_FAILED');
        reasons.push(`${printer}: ${last.message}`);
      }
    }
    throw new GatewayError(last.code, reasons.join('; '), { cause: last });
  }

  async #on(printer: string, ticketId: string, record: PrintRecord, expiresAt?: number): Promise<Printed> {
    const { book, orders } = this.#options;
    const { number, service, waitingAhead, expectedWaitMinutes } = record;
    const args = {
      ...{ ticketId, number, service },
      ...(waitingAhead === undefined ? {} : { waitingAhead }),
      ...(expectedWaitMinutes === undefined ? {} : { expectedWaitMinutes }),
    };
    book.put(ticketId, { ...record, printer });
    return { printer, ...(await orders.order(printer, 'print', args, expiresAt)) };
  }
}

/** Paper may have come out, or come out yet. */
function isUnknown(cause: unknown): boolean {
  return (
    cause instanceof GatewayError && (cause.code === 'DEVICE_OUTCOME_UNKNOWN' || cause.code === 'COMMAND_INTERRUPTED')
  );
}
