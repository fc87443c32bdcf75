import type { Told } from '../../driver.js';
import type { Evidence } from '../contract.js';
import type { DeskParts } from './desk-parts.js';
import type { Verdict } from './evidence.js';
import type { TicketJournal, TicketRecord } from './ticket-journal.js';

export interface SettlementParts extends Pick<DeskParts, 'context' | 'profile' | 'trust'> {
  readonly journal: TicketJournal;
}

export type TicketEvent = NonNullable<Told['event']>;

/** Papers torn in a row until nobody tries again by itself: a failing power supply would print strips for ever. */
const mostTorn = 3;
/** Tickets told in the state. */
export const mostListed = 10;

/** What becomes of a ticket by a verdict: on disk, told as an event, and in the state of the printer. */
export class Settlement {
  readonly #parts: SettlementParts;

  constructor(parts: SettlementParts) {
    this.#parts = parts;
  }

  /** What becomes of a record by a verdict, on disk together with what tells it. */
  async settle(record: TicketRecord, verdict: Verdict): Promise<TicketRecord> {
    const { context } = this.#parts;
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

  /** A person's word counts when it is on disk, or not at all: after a restart nobody would remember it. */
  async resolve(record: TicketRecord, outcome: 'printed' | 'not-printed'): Promise<void> {
    const { open: _, lostAt: __, ...closed } = record;
    const { ticketId, number, copyIndex } = record;
    const data = { ticketId, number, outcome, by: 'person', copyIndex };
    const event = { name: 'ticket-resolved', data };
    await this.#parts.journal.settle({ ...closed, state: 'resolved', outcome }, { event });
    this.tellState();
  }

  /** Nothing newer is known of the ticket than this record, which was read some time ago. */
  stands(record: TicketRecord): boolean {
    return this.#parts.journal.get(record.ticketId) === record;
  }

  /** A record without anything to tell. */
  async note(record: TicketRecord): Promise<void> {
    await this.#parts.journal.settle(record).catch((error: unknown) => this.#notStored(record, error));
  }

  /** Says it without a record of its own, stored or not. */
  async tell({ name, data }: TicketEvent): Promise<void> {
    const { context } = this.#parts;
    await context.event(name, data).catch((error: unknown) => {
      context.logger.warn(`event ${name} was not stored`, { ...data, error: String(error) });
    });
  }

  /** What waits for people, and what waits for the printer. */
  tellState(): void {
    const { context, journal } = this.#parts;
    const unknown = journal.inState('unknown');
    context.state({ unknownTickets: listed(unknown), reprintsDue: listed(journal.inState('reprint-due')) });
    const detail = unknown.map(({ number }) => number).slice(0, mostListed);
    context.alarm({
      type: 'printer-ticket-unknown',
      active: unknown.length > 0,
      ...(unknown.length > 0 ? { detail: `${unknown.length} in doubt: ${detail.join(', ')}` } : {}),
    });
  }

  /** W5, W6, W7: a marked paper follows, unless the branch does not want that or it keeps being torn. */
  async #settleTorn(record: TicketRecord, verdict: Extract<Verdict, { torn: unknown }>): Promise<TicketRecord> {
    const { ticketId, number, copyIndex, args } = record;
    const reason = verdict.torn;
    const torn = (record.torn ?? 0) + 1;
    if (this.#parts.context.options.reprintTornTickets && args && torn < mostTorn) {
      const due: TicketRecord = { ...record, state: 'reprint-due', reason, torn };
      await this.note(due);
      this.tellState();
      return due;
    }
    if (!verdict.proven) return this.settle(record, { unknown: reason });
    const settled: TicketRecord = { ...record, state: 'not-printed', reason };
    await this.#keep(settled, { name: 'ticket-not-printed', data: { ticketId, number, reason, copyIndex } });
    return settled;
  }

  /** The confirmation that this printer gives did not come in time, and weaker evidence had to do. */
  #isLate(evidence: Evidence): boolean {
    const { trust, profile } = this.#parts;
    return (trust.ids && evidence === 'B') || ((trust.ids || profile.queuedStatus) && evidence === 'D');
  }

  /**
   * The outcome and the event that tells it survive together. The ticket's fate is the truth to answer with, even when
   * the disk refuses both: the intent is there already, so it counts as unknown after a restart, never as new.
   */
  async #keep(record: TicketRecord, event: TicketEvent): Promise<void> {
    try {
      await this.#parts.journal.settle(record, { event });
    } catch (error) {
      this.#notStored(record, error);
      await this.tell(event);
    }
    this.tellState();
  }

  #notStored({ ticketId, state }: TicketRecord, error: unknown): void {
    const { logger } = this.#parts.context;
    logger.warn('what became of a ticket was not stored', { ticketId, state, error: String(error) });
  }
}

const listed = (records: readonly TicketRecord[]) =>
  records.length === 0
    ? undefined
    : records.slice(0, mostListed).map(({ ticketId, number, reason = '' }) => ({ ticketId, number, reason }));
