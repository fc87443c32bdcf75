import type { CommandRequest, Told } from '../../driver.js';
import { GatewayError } from '../../error.js';
import type { Evidence, PrintArgs, ReprintArgs, ResolveArgs } from '../contract.js';
import { type Aftermath, investigate } from './aftermath.js';
import { noLength } from './control.js';
import { Delivery, type DeskParts, type Strip } from './delivery.js';
import { sentence } from './diagnosis.js';
import type { Verdict } from './evidence.js';
import { toCutterMm } from './job.js';
import type { Sheet } from './sheet.js';
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

/** Papers torn in a row until nobody tries again by itself: a failing power supply would print strips for ever. */
const mostTorn = 3;
/** Tickets told in the state. */
const mostListed = 10;

/**
 * Prints one ticket at a time and says how sure it is that it came out (ticket-printing.md section 8). By itself it
 * prints a second time only what is proven torn, and then with a mark, as every second paper.
 */
export class PrintDesk {
  readonly #options: PrintDeskOptions;
  readonly #delivery: Delivery;
  /** Tickets under way by id: the same one again waits for the same outcome. */
  readonly #underWayById = new Map<string, Promise<PrintResult>>();
  readonly #openedAt: number;
  #queue: Promise<unknown> = Promise.resolve();
  #underWay = 0;
  #powerTold = false;
  /** Wall-clock ms when the printer's side ended the link. */
  #lostAt: number | undefined;

  constructor(options: PrintDeskOptions) {
    this.#options = options;
    this.#delivery = new Delivery(options);
    const { clock, link } = options.context;
    this.#openedAt = clock.now();
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
    this.#powerTold = true;
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
  async recover(): Promise<void> {
    const { journal, monitor } = this.#options;
    if (journal.open().length === 0) return this.#tellState();
    const { causes } = await monitor.read();
    if (causes.length > 0) {
      // What is asked in sequence is not answered now, and what pads a command out would fill the buffer.
      await this.#delivery.holdRest();
      const harm = causes.some(({ fault, passing }) => fault && !passing) ? { harm: sentence(causes) } : {};
      for (const record of journal.open()) {
        if (this.#stands(record)) await this.#note({ ...record, ...harm });
      }
      return this.giveUp(`the printer cannot be asked: ${sentence(causes)}`);
    }
    for (const record of journal.open()) {
      const aftermath: Aftermath = { powerTold: this.#powerTold, openedAt: this.#openedAt };
      const verdict = await investigate(record, aftermath, this.#options, this.#delivery);
      // Somebody who looked has said it meanwhile.
      if (!this.#stands(record)) continue;
      const { open: _, lostAt: __, ...closed } = record;
      // Told before and still unknown: nothing new to say.
      if ('unknown' in verdict && record.state === 'unknown') await this.#note({ ...closed, reason: verdict.unknown });
      else await this.#settle(closed, verdict);
    }
    this.#tellState();
  }

  /** Nobody can tell for now what became of what an earlier session sent. */
  async giveUp(why = 'the printer does not answer'): Promise<void> {
    const reason = `the gateway stopped before the printer confirmed it, and ${why}`;
    for (const record of this.#options.journal.inState('sending')) {
      if (!this.#underWayById.has(record.ticketId)) await this.#settle({ ...record, open: true }, { unknown: reason });
    }
    this.#tellState();
  }

  /**
   * To be called after each poll: writes down what the disk refused before, prints what waits to be printed again, and
   * says what waits for people.
   */
  async catchUp(): Promise<void> {
    const { journal, trust, monitor, context, turns } = this.#options;
    trust.report();
    this.#tellState();
    if (this.busy) return;
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
    const { open: _, lostAt: __, ...closed } = known;
    const data = { ticketId, number: known.number, outcome, by: 'person', copyIndex: known.copyIndex };
    // The person's word counts when it is on disk, or not at all: after a restart nobody would remember it.
    await journal.settle({ ...closed, state: 'resolved', outcome }, { event: { name: 'ticket-resolved', data } });
    this.#tellState();
    return { ticketId, outcome };
  }

  /** Prints a page that nobody has to remember, and says how far its process IDs can be believed (section 4). */
  async test(sheet: Sheet, ticketId: string, { signal }: Pick<CommandRequest, 'signal'>) {
    const { trust, journal } = this.#options;
    const number = 'TEST';
    return this.#enqueue(async () => {
      await this.#closeOthers();
      const { verdict, linesMs } = await this.#delivery.deliver(
        {
          number,
          sheet,
          isProbe: true,
          strip: stripBehind(journal.last),
          intend: async () => undefined,
          withdraw: async () => undefined,
          onLines: () => undefined,
          onHarm: () => undefined,
          onLate: () => undefined,
        },
        signal,
      );
      const reason = 'unknown' in verdict ? verdict.unknown : 'torn' in verdict ? verdict.torn : undefined;
      if (reason !== undefined) {
        await this.#tell({ name: 'ticket-unknown', data: { ticketId, reason } });
        throw this.#unknown(number, reason);
      }
      const { evidence, uncut } = verdict as Extract<Verdict, { evidence: unknown }>;
      const found = trust.mayProbe ? await trust.probed(linesMs, sheet.heightMm - toCutterMm) : undefined;
      // An ID that came too early vouches for nothing, on this page neither.
      const graded = found?.processId === 'parse-time' ? 'D' : evidence;
      const result = { ticketId, evidence: graded, copyIndex: 0, ...(uncut ? { uncut } : {}) } as const;
      await this.#tell({ name: 'ticket-printed', data: result });
      return { ...result, ...found, ...omittedOf(sheet) };
    });
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
    const settled = await this.#settle(
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

  /** What becomes of a record by a verdict, on disk together with what tells it. */
  async #settle(record: TicketRecord, verdict: Verdict): Promise<TicketRecord> {
    const { context } = this.#options;
    const { ticketId, number, copyIndex } = record;
    const { open, lostAt, ...closed } = record;
    if ('evidence' in verdict) {
      const { evidence, uncut } = verdict;
      const settled: TicketRecord = { ...closed, state: 'printed', evidence, ...(uncut ? { uncut } : {}) };
      const data = { ticketId, evidence, copyIndex, ...(uncut ? { uncut } : {}) };
      await this.#keep(settled, { name: 'ticket-printed', data });
      context.state({ lastTicket: { ticketId, number, evidence } });
      context.alarm({ type: 'printer-confirm-timeout', active: !uncut && this.#isLate(evidence) });
      if (evidence !== 'D') context.alarm({ type: 'printer-power-cycled', active: false });
      return settled;
    }
    if ('unknown' in verdict) {
      const reason = verdict.unknown;
      const settled: TicketRecord = {
        ...closed,
        state: 'unknown',
        reason,
        ...(open ? { open } : {}),
        ...(lostAt === undefined ? {} : { lostAt }),
      };
      await this.#keep(settled, { name: 'ticket-unknown', data: { ticketId, number, reason, copyIndex } });
      return settled;
    }
    return this.#settleTorn(closed, verdict);
  }

  /** The confirmation that this printer gives did not come in time, and weaker evidence had to do. */
  #isLate(evidence: Evidence): boolean {
    const { trust, profile } = this.#options;
    return (trust.ids && evidence === 'B') || ((trust.ids || profile.queuedStatus) && evidence === 'D');
  }

  /** W5, W6, W7: a marked paper follows, unless the branch does not want that or it keeps being torn. */
  async #settleTorn(record: TicketRecord, verdict: Extract<Verdict, { torn: unknown }>): Promise<TicketRecord> {
    const { ticketId, number, copyIndex, args } = record;
    const reason = verdict.torn;
    const torn = (record.torn ?? 0) + 1;
    if (this.#options.context.options.reprintTornTickets && args && torn < mostTorn) {
      const due: TicketRecord = { ...record, state: 'reprint-due', reason, torn };
      await this.#note(due);
      this.#tellState();
      return due;
    }
    if (!verdict.proven) return this.#settle(record, { unknown: reason });
    const settled: TicketRecord = { ...record, state: 'not-printed', reason };
    await this.#keep(settled, { name: 'ticket-not-printed', data: { ticketId, number, reason, copyIndex } });
    return settled;
  }

  /** Whatever is sent now may move the cutter: from here on its counter tells nothing of an earlier paper. */
  async #closeOthers(): Promise<void> {
    for (const record of this.#options.journal.open()) {
      const { open: _, ...closed } = record;
      if (record.state === 'unknown' && this.#stands(record)) await this.#note(closed);
    }
  }

  /** Nothing newer is known of the ticket than this record, which was read some time ago. */
  #stands(record: TicketRecord): boolean {
    return this.#options.journal.get(record.ticketId) === record;
  }

  /** P was heard: a restart from here on knows that the paper exists. Nothing waits for the disk. */
  async #linesDone(ticketId: string): Promise<void> {
    const record = this.#options.journal.get(ticketId);
    if (record?.state !== 'sending' || !record.send) return;
    await this.#note({ ...record, send: { ...record.send, lines: true } });
  }

  /** A restart from here on knows that what comes out may be split, whatever the printer looks like then. */
  async #harmed(ticketId: string, harm: string): Promise<void> {
    const record = this.#options.journal.get(ticketId);
    if (record?.state === 'sending') await this.#note({ ...record, harm });
  }

  /** The printer vouches for a ticket that was told unknown. */
  async #late(ticketId: string, copyIndex: number, evidence: 'A' | 'A2'): Promise<void> {
    const record = this.#options.journal.get(ticketId);
    if (record?.state !== 'unknown' || record.copyIndex !== copyIndex || this.#underWayById.has(ticketId)) return;
    await this.#settle(record, { evidence });
    this.#tellState();
  }

  /** A record without anything to tell. */
  async #note(record: TicketRecord): Promise<void> {
    await this.#options.journal.settle(record).catch((error: unknown) => {
      this.#options.context.logger.warn('what became of a ticket was not stored', {
        ticketId: record.ticketId,
        state: record.state,
        error: String(error),
      });
    });
  }

  /**
   * The outcome and the event that tells it survive together. The ticket's fate is the truth to answer with, even when
   * the disk refuses both: the intent is there already, so it counts as unknown after a restart, never as new.
   */
  async #keep(record: TicketRecord, event: TicketEvent): Promise<void> {
    const { journal, context } = this.#options;
    try {
      await journal.settle(record, { event });
    } catch (error) {
      const { ticketId, state } = record;
      context.logger.warn('what became of a ticket was not stored', { ticketId, state, error: String(error) });
      await this.#tell(event);
    }
    this.#tellState();
  }

  /** Says it without a record of its own, stored or not. */
  async #tell({ name, data }: TicketEvent): Promise<void> {
    const { context } = this.#options;
    await context.event(name, data).catch((error: unknown) => {
      context.logger.warn(`event ${name} was not stored`, { ...data, error: String(error) });
    });
  }

  /** What waits for people, and what waits for the printer. */
  #tellState(): void {
    const { context, journal } = this.#options;
    const unknown = journal.inState('unknown');
    const due = journal.inState('reprint-due');
    const listed = (records: readonly TicketRecord[]) =>
      records.length === 0
        ? undefined
        : records.slice(0, mostListed).map(({ ticketId, number, reason = '' }) => ({ ticketId, number, reason }));
    context.state({ unknownTickets: listed(unknown), reprintsDue: listed(due) });
    const detail = unknown.map(({ number }) => number).slice(0, mostListed);
    context.alarm({
      type: 'printer-ticket-unknown',
      active: unknown.length > 0,
      ...(unknown.length > 0 ? { detail: `${unknown.length} in doubt: ${detail.join(', ')}` } : {}),
    });
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

type TicketEvent = NonNullable<Told['event']>;

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
