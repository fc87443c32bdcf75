import type { DriverContext, Told } from '../../driver.js';
import { asGatewayError, GatewayError } from '../../error.js';
import { sentence } from './diagnosis.js';
import { judge, type Verdict } from './evidence.js';
import type { Monitor } from './monitor.js';
import type { EscposOptions } from './options.js';
import type { Sheet } from './sheet.js';
import type { RememberedTicket, TicketMemory } from './ticket-memory.js';
import type { Turns } from './turns.js';
import type { PrinterWire } from './wire.js';

/** One piece of paper to print. */
export interface PrintJob {
  readonly ticketId: string;
  readonly number: string;
  readonly sheet: Sheet;
  /** A customer's ticket, remembered by its id; not a test page. */
  readonly isTicket: boolean;
}

export type PrintResult = {
  readonly ticketId: string;
  readonly evidence: 'B' | 'D';
  readonly copyIndex: 0;
  /** What the printer cannot do and the paper therefore lacks; absent when it lacks nothing. */
  readonly omitted?: readonly string[];
};

type TicketEvent = NonNullable<Told['event']>;

export interface PrintDeskOptions {
  readonly context: DriverContext<EscposOptions, 'stream'>;
  readonly wire: PrinterWire;
  readonly turns: Turns;
  readonly monitor: Monitor;
  readonly memory: TicketMemory;
}

/** Prints one ticket at a time and says how sure it is that it came out. It never prints a second time by itself. */
export class PrintDesk {
  readonly #options: PrintDeskOptions;
  /** Tickets under way by id: the same one again waits for the same outcome. */
  readonly #underWayById = new Map<string, Promise<PrintResult>>();
  #queue: Promise<unknown> = Promise.resolve();
  #underWay = 0;

  constructor(options: PrintDeskOptions) {
    this.#options = options;
  }

  /** A ticket is being printed or waits for it. */
  get busy(): boolean {
    return this.#underWay > 0;
  }

  /** Resolves when no ticket is under way any more. */
  async idle(): Promise<void> {
    await this.#queue;
  }

  /** Says of tickets that an earlier session sent, and whose fate it never learned, that nobody can tell. */
  async recover(): Promise<void> {
    for (const ticket of this.#options.memory.interrupted()) {
      const reason = 'the gateway lost the printer, or stopped, before it confirmed the ticket';
      await this.#settle({ ...ticket, state: 'unknown' }, unknownEvent(ticket.ticketId, reason));
    }
  }

  /** Writes down what the disk refused before; when it still does, the next call tries again. */
  async catchUp(): Promise<void> {
    if (!this.busy) await this.#options.memory.catchUp().catch(() => undefined);
  }

  /**
   * Throws DEVICE_NOT_READY, STORAGE_WRITE_FAILED, COMMAND_INTERRUPTED or a transport error while nothing has left,
   * DEVICE_OUTCOME_UNKNOWN afterwards. A ticketId that printed, or may have, is never printed again: it is answered
   * with its first outcome, also after a restart.
   */
  async print(job: PrintJob, signal: AbortSignal): Promise<PrintResult> {
    const { ticketId, number } = job;
    const underWay = this.#underWayById.get(ticketId);
    if (underWay) return underWay;
    const known = this.#options.memory.get(ticketId);
    if (known?.state === 'printed') return { ticketId, evidence: known.evidence ?? 'D', copyIndex: 0 };
    if (known) throw this.#unknown(number, 'it was sent before and may be on paper already');
    this.#underWay += 1;
    const outcome = this.#queue
      .then(() => this.#run(job, signal))
      .finally(() => {
        this.#underWay -= 1;
        this.#underWayById.delete(ticketId);
      });
    this.#underWayById.set(ticketId, outcome);
    this.#queue = outcome.catch(() => undefined);
    return outcome;
  }

  async #run(job: PrintJob, signal: AbortSignal): Promise<PrintResult> {
    const { context } = this.#options;
    const { ticketId, number, sheet, isTicket } = job;
    const verdict = await this.#attempt(job, signal);
    if ('unknown' in verdict) {
      const event = unknownEvent(ticketId, verdict.unknown);
      await (isTicket ? this.#settle({ ticketId, number, state: 'unknown' }, event) : this.#tell(event));
      throw this.#unknown(number, verdict.unknown);
    }
    const { evidence } = verdict;
    const result = { ticketId, evidence, copyIndex: 0 } as const;
    const event = { name: 'ticket-printed', data: result };
    await (isTicket ? this.#settle({ ticketId, number, state: 'printed', evidence }, event) : this.#tell(event));
    context.state({ lastTicket: { ticketId, number, evidence } });
    return sheet.omitted.length > 0 ? { ...result, omitted: sheet.omitted } : result;
  }

  #unknown(number: string, reason: string): GatewayError {
    const message = `nobody can tell whether ticket ${number} came out whole: ${reason}; look at the outlet`;
    return new GatewayError('DEVICE_OUTCOME_UNKNOWN', message, { deviceId: this.#options.context.deviceId });
  }

  /**
   * The outcome and the event that tells it survive together. The ticket's fate is the truth to answer with, even when
   * the disk refuses both: the intent is there already, so it counts as unknown after a restart, never as new.
   */
  async #settle(ticket: RememberedTicket, event: TicketEvent): Promise<void> {
    const { memory, context } = this.#options;
    try {
      await memory.settle(ticket, { event });
    } catch (error) {
      context.logger.warn('what became of a ticket was not stored', { ...ticket, error: String(error) });
      await this.#tell(event);
    }
  }

  async #attempt(job: PrintJob, signal: AbortSignal): Promise<Verdict> {
    const { wire, turns, monitor } = this.#options;
    // Wrapped, so that the turn ends when the bytes are out and not when the answer is in: polls go on meanwhile.
    const sent = await turns.run('print', async () => ({ fenced: await this.#send(job, signal) }));
    if ('broken' in sent.fenced) return { unknown: sent.fenced.broken };
    const fenced = await sent.fenced.answer;
    const stopped = signal.aborted ? 'the gateway stopped before the printer confirmed it' : undefined;
    const cutShort = fenced ? undefined : (wire.ended ?? stopped);
    const after =
      cutShort === undefined ? await turns.run('print', () => monitor.read()).catch(() => undefined) : undefined;
    const interruption = cutShort ?? (after === undefined ? wire.ended : undefined);
    const verdict = judge({ fenced, faults: monitor.faults, after, interruption });
    if (!fenced && 'evidence' in verdict) wire.dropLostFences();
    return verdict;
  }

  /** Status, then the whole job in one write, then the fence. Throws only while nothing has left. */
  async #send(
    { ticketId, number, sheet, isTicket }: PrintJob,
    signal: AbortSignal,
  ): Promise<{ readonly answer: Promise<boolean> } | { readonly broken: string }> {
    const { context, wire, monitor, memory } = this.#options;
    const { deviceId, options } = context;
    const { causes } = await monitor.read();
    if (causes.length > 0) {
      const message = `ticket ${number} was not printed: ${sentence(causes)}`;
      throw new GatewayError('DEVICE_NOT_READY', message, { deviceId });
    }
    if (isTicket) await memory.intend(ticketId, number);
    try {
      if (signal.aborted) {
        const message = `the gateway stopped before ticket ${number} was sent`;
        throw new GatewayError('COMMAND_INTERRUPTED', message, { deviceId });
      }
      wire.assertUp();
    } catch (error) {
      if (isTicket) await memory.withdraw(ticketId).catch(() => undefined);
      throw error;
    }
    monitor.watch();
    try {
      await wire.send(sheet.bytes);
    } catch (error) {
      return {
        broken: `the link broke while it was being sent (${asGatewayError(error, 'TRANSPORT_CLOSED').message})`,
      };
    }
    return { answer: wire.fence(options.confirmTimeoutMs, signal).catch(() => false) };
  }

  /** Says it without a record of its own, stored or not. */
  async #tell({ name, data }: TicketEvent): Promise<void> {
    const { context } = this.#options;
    await context.event(name, data).catch((error: unknown) => {
      context.logger.warn(`event ${name} was not stored`, { ...data, error: String(error) });
    });
  }
}

function unknownEvent(ticketId: string, reason: string): TicketEvent {
  return { name: 'ticket-unknown', data: { ticketId, reason } };
}
