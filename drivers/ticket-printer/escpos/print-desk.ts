import type { CommandRequest } from '../../driver.js';
import { GatewayError } from '../../error.js';
import type { Evidence, PrintArgs, ReprintArgs, ResolveArgs } from '../contract.js';
import { noLength } from './control.js';
import { type Delivered, Delivery } from './delivery.js';
import type { DeskParts } from './desk-parts.js';
import type { Verdict } from './evidence.js';
import type { Paper, Strip } from './paper.js';
import { Recovery } from './recovery.js';
import { mostListed, Settlement } from './settlement.js';
import { type Sheet, toCutterMm } from './sheet.js';
import type { TicketJournal, TicketRecord } from './ticket-journal.js';

export type PrintResult = {
  readonly ticketId: string;
  readonly evidence: Evidence;
  readonly copyIndex: number;
  /** All lines came out, the cut was not confirmed: it may have to be torn off by hand. */
  readonly uncut?: true;
  /** What the printer cannot do and the paper therefore lacks; absent when it lacks nothing. */
  readonly omitted?: readonly string[];
};

export interface PrintDeskOptions extends DeskParts {
  readonly journal: TicketJournal;
  /** The paper of a ticket: the original at copyIndex 0, above that one marked as a reprint. Throws a GatewayError. */
  readonly compose: (args: PrintArgs, style: { readonly printedAt: number; readonly copyIndex: number }) => Sheet;
}

/**
 * Prints one ticket at a time and says how sure it is that it came out (ticket-printing.md section 8). By itself it
 * prints a second time only what is proven torn, and then with a mark, as every second paper.
 */
export class PrintDesk {
  readonly #options: PrintDeskOptions;
  readonly #delivery: Delivery;
  readonly #settlement: Settlement;
  readonly #recovery: Recovery;
  /** Tickets under way by id: the same one again waits for the same outcome. */
  readonly #underWayById = new Map<string, Promise<PrintResult>>();
  #queue: Promise<unknown> = Promise.resolve();
  #underWay = 0;
  /** Wall-clock ms when the printer's side ended the link. */
  #lostAt: number | undefined;

  constructor(options: PrintDeskOptions) {
    this.#options = options;
    this.#delivery = new Delivery(options);
    this.#settlement = new Settlement(options);
    this.#recovery = new Recovery({
      ...options,
      delivery: this.#delivery,
      settlement: this.#settlement,
      isUnderWay: (ticketId) => this.#underWayById.has(ticketId),
    });
    const { clock, link } = options.context;
    void link.closed.then(({ kind }) => {
      if (kind === 'lost') this.#lostAt = clock.now();
    });
  }

  /** A ticket is being printed or waits for it. */
  get busy(): boolean {
    return this.#underWay > 0;
  }

  /** Resolves when no ticket is under way any more. */
  async idle(): Promise<void> {
    await this.#queue;
  }

  /** The printer says that it was switched on. */
  powerLost(): void {
    const { context } = this.#options;
    this.#recovery.powerLost();
    this.#delivery.powerLost();
    context.alarm({ type: 'printer-power-cycled', active: true, detail: 'it said so (3B 31)' });
  }

  /** The printer has forgotten its settings, most likely because it was off for a while. */
  powerDoubtful(): void {
    const { context } = this.#options;
    this.#delivery.powerDoubtful();
    context.alarm({ type: 'printer-power-cycled', active: true, detail: 'it stopped reporting by itself' });
  }

  /** The printer's condition was reported. */
  look(): void {
    this.#delivery.look();
  }

  /** To be called before anything is asked of the printer: an earlier session may have broken off inside a command. */
  async begin(): Promise<void> {
    const { journal, wire, profile } = this.#options;
    if (journal.open().length > 0) await wire.send(noLength(profile.cutCounter));
  }

  /**
   * Finds out about tickets that an earlier session sent, and whose fate it never learned. To be called in a turn with a
   * printer that answers; what cannot be found out is told as unknown.
   */
  recover(): Promise<void> {
    return this.#recovery.run();
  }

  /** Nobody can tell for now what became of what an earlier session sent. */
  giveUp(): Promise<void> {
    return this.#recovery.giveUp();
  }

  /**
   * To be called after each poll: writes down what the disk refused before, prints what waits to be printed again, and
   * says what waits for people.
   */
  async catchUp(): Promise<void> {
    const { journal, trust, monitor, context, turns } = this.#options;
    trust.report();
    this.#settlement.tellState();
    if (this.busy) return;
    this.#delivery.rest();
    await journal.catchUp().catch(() => undefined);
    const isReady = monitor.last?.causes.length === 0;
    const ask = () => turns.run('poll', () => this.recover());
    // It could not be asked when it came into contact.
    if (isReady && journal.open().length > 0) void this.#enqueue(ask).catch(() => undefined);
    if (isReady && journal.inState('reprint-due').length > 0)
      void this.#enqueue(() => this.#reprintDue(context.signal));
  }

  /**
   * Throws DEVICE_NOT_READY, STORAGE_WRITE_FAILED, COMMAND_INTERRUPTED or a transport error while nothing has left,
   * DEVICE_OUTCOME_UNKNOWN afterwards. A ticketId that printed, or may have, is never printed again: it is answered
   * with its first outcome, also after a restart.
   */
  async print(args: PrintArgs, { signal }: Pick<CommandRequest, 'signal'>): Promise<PrintResult> {
    const { journal, context } = this.#options;
    const { ticketId, number } = args;
    const underWay = this.#underWayById.get(ticketId);
    if (underWay) return underWay;
    const known = journal.get(ticketId);
    const isOver = known && (known.state === 'printed' || (known.state === 'resolved' && known.outcome === 'printed'));
    if (isOver) return resultOf(known);
    if (known?.state === 'reprint-due') throw this.#due(known);
    if (known?.state === 'unknown' || known?.state === 'sending') {
      throw this.#unknown(number, 'it was sent before and may be on paper already');
    }
    const copyIndex = known ? known.copyIndex + 1 : 0;
    const printedAt = known?.printedAt ?? context.clock.now();
    return this.#order({ ticketId, number, args, printedAt, copyIndex }, signal);
  }

  /** Errors as `print`; COMMAND_ARGS_INVALID for a ticket not known, PROTOCOL_BUSY for one that is under way. */
  async reprint({ ticketId, reason }: ReprintArgs, { signal }: Pick<CommandRequest, 'signal'>): Promise<PrintResult> {
    const { journal, context } = this.#options;
    const known = journal.get(ticketId);
    if (!known?.args || known.printedAt === undefined) {
      const message = `ticket ${ticketId} is not known here; allowed: one of the last tickets of this printer`;
      throw new GatewayError('COMMAND_ARGS_INVALID', message, { deviceId: context.deviceId, field: 'args.ticketId' });
    }
    const { number, args, printedAt } = known;
    if (this.#underWayById.has(ticketId) || known.state === 'reprint-due' || known.state === 'sending') {
      const message = `ticket ${number} is under way already; wait for what becomes of it`;
      throw new GatewayError('PROTOCOL_BUSY', message, { deviceId: context.deviceId });
    }
    context.logger.info('a ticket is printed again', { ticketId, reason });
    return this.#order({ ticketId, number, args, printedAt, copyIndex: known.copyIndex + 1 }, signal);
  }

  /** What a person saw. Throws COMMAND_ARGS_INVALID for a ticket about which there is no doubt. */
  async resolve({ ticketId, outcome }: ResolveArgs): Promise<{ ticketId: string; outcome: string }> {
    const { journal, context } = this.#options;
    const known = journal.get(ticketId);
    if (known?.state !== 'unknown' || this.#underWayById.has(ticketId)) {
      const waiting = journal.inState('unknown').map((record) => record.ticketId);
      const state = known ? `is ${known.state}, not in doubt` : 'is not known here';
      const allowed = waiting.length > 0 ? waiting.slice(0, mostListed).join(', ') : 'none, no ticket is in doubt';
      throw new GatewayError('COMMAND_ARGS_INVALID', `ticket ${ticketId} ${state}; allowed: ${allowed}`, {
        deviceId: context.deviceId,
        field: 'args.ticketId',
      });
    }
    await this.#settlement.resolve(known, outcome);
    return { ticketId, outcome };
  }

  /** Prints a page that nobody has to remember, and says how far its process IDs can be believed (section 4). */
  async test(sheet: Sheet, ticketId: string, { signal }: Pick<CommandRequest, 'signal'>) {
    const { trust } = this.#options;
    const number = 'TEST';
    return this.#enqueue(async () => {
      const { verdict, linesMs } = await this.#page({ number, sheet, isProbe: true }, signal);
      const reason = doubtOf(verdict);
      if (reason !== undefined) {
        await this.#settlement.tell({ name: 'ticket-unknown', data: { ticketId, reason } });
        throw this.#unknown(number, reason);
      }
      const { evidence, uncut } = verdict as Extract<Verdict, { evidence: unknown }>;
      const found = trust.mayProbe ? await trust.probed(linesMs, sheet.heightMm - toCutterMm) : undefined;
      // An ID that came too early vouches for nothing, on this page neither.
      const graded = found?.processId === 'parse-time' ? 'D' : evidence;
      const result = { ticketId, evidence: graded, copyIndex: 0, ...(uncut ? { uncut } : {}) } as const;
      await this.#settlement.tell({ name: 'ticket-printed', data: result });
      return { ...result, ...found, ...omittedOf(sheet) };
    });
  }

  /** Prints a page for the staff when no ticket waits any more: customers come first. Errors as `print`. */
  async report(sheet: Sheet, { signal }: Pick<CommandRequest, 'signal'>) {
    while (this.busy) await this.#queue;
    return this.#enqueue(async () => {
      const { verdict } = await this.#page({ number: 'REPORT', sheet, isProbe: false }, signal);
      const reason = doubtOf(verdict);
      if (reason !== undefined) throw this.#unknown('REPORT', reason);
      const { evidence, uncut } = verdict as Extract<Verdict, { evidence: unknown }>;
      return { evidence, ...(uncut ? { uncut } : {}) };
    });
  }

  /** A paper of which no record is kept. */
  async #page(page: Pick<Paper, 'number' | 'sheet' | 'isProbe'>, signal: AbortSignal): Promise<Delivered> {
    await this.#closeOthers();
    const unrecorded = {
      intend: async () => undefined,
      withdraw: async () => undefined,
      onLines: () => undefined,
      onHarm: () => undefined,
      onLate: () => undefined,
    };
    return this.#delivery.deliver({ ...page, ...unrecorded, strip: stripBehind(this.#options.journal.last) }, signal);
  }

  /** One after the other. */
  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    const outcome = this.#queue.then(work).finally(() => {
      this.#underWay -= 1;
    });
    this.#queue = outcome.catch(() => undefined);
    return outcome;
  }

  /** Takes a paper into the queue, behind everything that is to be printed again. */
  #order(ticket: Ticket, signal: AbortSignal): Promise<PrintResult> {
    const { ticketId } = ticket;
    const sheet = this.#options.compose(ticket.args, ticket);
    const outcome = this.#enqueue(async () => {
      await this.#reprintDue(signal);
      return this.#run(ticket, sheet, signal);
    }).finally(() => this.#underWayById.delete(ticketId));
    this.#underWayById.set(ticketId, outcome);
    return outcome;
  }

  /** Prints again what came out torn, now that the printer may be well; what is refused stays due. */
  async #reprintDue(signal: AbortSignal): Promise<void> {
    const { journal, compose, context } = this.#options;
    for (const { ticketId, number, args, printedAt, copyIndex, torn } of journal.inState('reprint-due')) {
      if (!args || printedAt === undefined) continue;
      const ticket: Ticket = { ticketId, number, args, printedAt, copyIndex: copyIndex + 1, ...(torn ? { torn } : {}) };
      const paper = this.#run(ticket, compose(args, ticket), signal).finally(() => this.#underWayById.delete(ticketId));
      // Who asks for it meanwhile waits for this paper; while it is refused, it stays due.
      const answer = paper.catch((error: unknown) => {
        const record = journal.get(ticketId);
        throw record?.state === 'reprint-due' ? this.#due(record) : error;
      });
      answer.catch(() => undefined);
      this.#underWayById.set(ticketId, answer);
      try {
        await paper;
      } catch (error) {
        context.logger.info('a torn ticket was not printed again', { ticketId, error: String(error) });
        return;
      }
    }
  }

  async #run(ticket: Ticket, sheet: Sheet, signal: AbortSignal): Promise<PrintResult> {
    const { journal, context } = this.#options;
    const { ticketId, number } = ticket;
    const before = journal.get(ticketId);
    await this.#closeOthers();
    let record: TicketRecord | undefined;
    const { verdict, open, faults } = await this.#delivery.deliver(
      {
        number,
        sheet,
        isProbe: false,
        strip: stripBehind(journal.last),
        intend: async (send) => {
          record = await journal.intend({ ...ticket, send });
        },
        withdraw: () => journal.withdraw(ticketId, before),
        onLines: () => void this.#linesDone(ticketId),
        onHarm: (harm) => void this.#harmed(ticketId, harm),
        onLate: (evidence) => void this.#late(ticketId, ticket.copyIndex, evidence),
      },
      signal,
    );
    if (!record) throw new Error('a ticket was sent without a record');
    const lostAt = this.#lostAt;
    const settled = await this.#settlement.settle(
      {
        ...(journal.get(ticketId) ?? record),
        ...(open ? { open } : {}),
        ...(faults.length > 0 ? { harm: faults.join('; ') } : {}),
        ...(lostAt === undefined ? {} : { lostAt }),
      },
      verdict,
    );
    if (settled.state === 'unknown') throw this.#unknown(number, settled.reason ?? '');
    if (settled.state === 'reprint-due') throw this.#due(settled);
    if (settled.state === 'not-printed') {
      const message = `ticket ${number} did not come out whole: ${settled.reason}; its paper is void`;
      throw new GatewayError('DEVICE_NOT_READY', message, { deviceId: context.deviceId });
    }
    return { ...resultOf(settled), ...omittedOf(sheet) };
  }

  /** Whatever is sent now may move the cutter: from here on its counter tells nothing of an earlier paper. */
  async #closeOthers(): Promise<void> {
    for (const record of this.#options.journal.open()) {
      const { open: _, ...closed } = record;
      if (record.state === 'unknown' && this.#settlement.stands(record)) await this.#settlement.note(closed);
    }
  }

  /** P was heard: a restart from here on knows that the paper exists. Nothing waits for the disk. */
  async #linesDone(ticketId: string): Promise<void> {
    const record = this.#options.journal.get(ticketId);
    if (record?.state !== 'sending' || !record.send) return;
    await this.#settlement.note({ ...record, send: { ...record.send, lines: true } });
  }

  /** A restart from here on knows that what comes out may be split, whatever the printer looks like then. */
  async #harmed(ticketId: string, harm: string): Promise<void> {
    const record = this.#options.journal.get(ticketId);
    if (record?.state === 'sending') await this.#settlement.note({ ...record, harm });
  }

  /** The printer vouches for a ticket that was told unknown. */
  async #late(ticketId: string, copyIndex: number, evidence: 'A' | 'A2'): Promise<void> {
    const record = this.#options.journal.get(ticketId);
    if (record?.state !== 'unknown' || record.copyIndex !== copyIndex || this.#underWayById.has(ticketId)) return;
    await this.#settlement.settle(record, { evidence });
  }

  #unknown(number: string, reason: string): GatewayError {
    const message = `nobody can tell whether ticket ${number} came out whole: ${reason}; look at the outlet`;
    return new GatewayError('DEVICE_OUTCOME_UNKNOWN', message, { deviceId: this.#options.context.deviceId });
  }

  #due({ number, reason, copyIndex }: TicketRecord): GatewayError {
    const message = `ticket ${number} did not come out whole: ${reason}; it is printed again, marked REPRINT ${copyIndex + 1}, when the printer is well`;
    return new GatewayError('DEVICE_OUTCOME_UNKNOWN', message, { deviceId: this.#options.context.deviceId });
  }
}

/**
 * What may hang out of the printer behind the paper sent last. One that a customer may still take is only cut off; one
 * that a marked paper replaces, or that is proven not to be whole, is also called void.
 */
function stripBehind(last: TicketRecord | undefined): Strip {
  if (last?.state === 'reprint-due' || last?.state === 'not-printed') return 'void';
  const mayHang = last?.uncut || last?.state === 'unknown' || last?.outcome === 'not-printed';
  return mayHang ? 'uncut' : 'none';
}

/** Why nobody can say that it came out whole; undefined where the printer can. */
function doubtOf(verdict: Verdict): string | undefined {
  return 'unknown' in verdict ? verdict.unknown : 'torn' in verdict ? verdict.torn : undefined;
}

/** What is to be on a paper. */
type Ticket = {
  readonly ticketId: string;
  readonly number: string;
  readonly args: PrintArgs;
  readonly printedAt: number;
  readonly copyIndex: number;
  readonly torn?: number;
};

/** A person's word has no grade of its own; "probably" is what may be said without the printer. */
function resultOf({ ticketId, evidence = 'D', copyIndex, uncut }: TicketRecord): PrintResult {
  return { ticketId, evidence, copyIndex, ...(uncut ? { uncut } : {}) };
}

function omittedOf({ omitted }: Sheet): { readonly omitted?: readonly string[] } {
  return omitted.length > 0 ? { omitted } : {};
}
