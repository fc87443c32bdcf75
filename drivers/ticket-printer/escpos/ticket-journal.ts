import { z } from 'zod';
import type { DriverContext, Told } from '../../driver.js';
import { asGatewayError, GatewayError } from '../../error.js';
import { evidenceSchema, printArgsSchema } from '../contract.js';

/** Tickets remembered; the oldest settled ones go first. A branch prints some hundred a day. */
const limit = 200;

/** What was known at the moment before the first byte (ticket-printing.md 8, SEND_INTENT). */
const sendSchema = z.object({
  /** New with each session and each return of the printer's power: an ID of another epoch proves nothing. */
  epoch: z.string(),
  /** Process IDs behind the last line and behind the cut. */
  p: z.int().optional(),
  c: z.int().optional(),
  bytes: z.int(),
  /** First 16 hex digits of the SHA-256 of the bytes, for whoever compares with a dump of the line. */
  digest: z.string(),
  /** The printer's cut counter before. */
  cuts: z.int().optional(),
  /** Wall-clock ms. */
  at: z.number(),
  /** ms after which it is on paper at half the rated speed, if it ever is. */
  takesMs: z.number(),
  /** P was heard: all lines are on paper. */
  lines: z.literal(true).optional(),
});

const recordSchema = z.object({
  ticketId: z.string(),
  number: z.string(),
  /** What a reprint needs; absent in records of the first version. */
  args: printArgsSchema.optional(),
  /** Wall-clock ms of the original. */
  printedAt: z.number().optional(),
  /**
   * sending: bytes may have left. printed: it came out, as sure as `evidence`. unknown: nobody can tell. reprint-due: a
   * torn paper came out and a marked one follows. not-printed: nothing whole came out, proven. resolved: a person said.
   */
  state: z.enum(['sending', 'printed', 'unknown', 'reprint-due', 'not-printed', 'resolved']),
  /** Of the paper sent last: 0 the original, 1 and up a marked one. */
  copyIndex: z.int(),
  evidence: evidenceSchema.optional(),
  /** All lines came out, the cut was not confirmed. */
  uncut: z.literal(true).optional(),
  /** Why nobody can tell, for people. */
  reason: z.string().optional(),
  /** Faults that showed under it, for people: what came out may be split. */
  harm: z.string().optional(),
  /** The printer may still tell when it is in contact again. */
  open: z.literal(true).optional(),
  /** Wall-clock ms when the printer's side of the link went away under the ticket. */
  lostAt: z.number().optional(),
  /** Papers torn in a row. */
  torn: z.int().optional(),
  outcome: z.enum(['printed', 'not-printed']).optional(),
  send: sendSchema.optional(),
  /** Counts up with each paper sent. */
  order: z.int(),
});

export type TicketRecord = z.infer<typeof recordSchema>;
export type SendIntent = z.infer<typeof sendSchema>;

const firstVersionSchema = z.object({
  tickets: z.array(
    z.object({
      ticketId: z.string(),
      number: z.string(),
      state: z.enum(['sent', 'printed', 'unknown']),
      evidence: evidenceSchema.optional(),
    }),
  ),
});

/** Before each ticket's key, so that no ticketId meets a record of another kind. */
const prefix = 'ticket:';

/**
 * What became of the last tickets, over sessions and restarts (DESIGN.md section 8; ticket-printing.md section 8).
 *
 * Of the states there, those are written that change what a restart may conclude: SEND_INTENT (from then on bytes may
 * be out), PRINTED (it exists, no automatic reprint) and every outcome. RECEIVED is the gateway's command journal;
 * PREFLIGHT_OK concludes nothing that RECEIVED does not; after SENT the same evidence is asked for as before it.
 */
export class TicketJournal {
  readonly #memory: DriverContext['memory'];
  readonly #tickets = new Map<string, TicketRecord>();
  /** Keys the disk has refused. */
  readonly #behind = new Set<string>();
  #hasFirstVersion = false;
  #order = 0;

  constructor(memory: DriverContext['memory']) {
    this.#memory = memory;
    const records = [...memory.records.load()]
      .filter(([key]) => key.startsWith(prefix))
      .map(([, value]) => recordSchema.safeParse(value))
      .flatMap(({ data }) => (data ? [data] : []));
    for (const record of [...this.#firstVersion(), ...records.sort((a, b) => a.order - b.order)]) {
      this.#tickets.delete(record.ticketId);
      this.#tickets.set(record.ticketId, record);
      this.#order = Math.max(this.#order, record.order);
    }
  }

  get(ticketId: string): TicketRecord | undefined {
    return this.#tickets.get(ticketId);
  }

  /** The oldest first. */
  inState(...states: readonly TicketRecord['state'][]): TicketRecord[] {
    return [...this.#tickets.values()].filter(({ state }) => states.includes(state));
  }

  /** Tickets of an earlier session of which the printer may still tell. */
  open(): TicketRecord[] {
    return this.inState('sending', 'unknown').filter(({ state, open }) => state === 'sending' || open);
  }

  /** The paper sent last. */
  get last(): TicketRecord | undefined {
    return [...this.#tickets.values()].reduce<TicketRecord | undefined>(
      (last, record) => (last && last.order > record.order ? last : record),
      undefined,
    );
  }

  /** The highest process ID used so far. */
  get lastId(): number {
    return Math.max(0, ...[...this.#tickets.values()].map(({ send }) => send?.c ?? 0));
  }

  /** Resolves when the intent is on disk; throws STORAGE_WRITE_FAILED when it cannot be, and then nothing may be sent. */
  async intend(ticket: Omit<TicketRecord, 'state' | 'order'>): Promise<TicketRecord> {
    const { ticketId, number } = ticket;
    const before = this.#tickets.get(ticketId);
    this.#order += 1;
    const record: TicketRecord = { ...ticket, state: 'sending', order: this.#order };
    this.#tickets.delete(ticketId);
    try {
      await this.#put(record);
    } catch (cause) {
      this.#takeBack(ticketId, before);
      const { message } = asGatewayError(cause, 'STORAGE_WRITE_FAILED');
      const refused = `ticket ${number} was not printed: it cannot be recorded (${message})`;
      throw new GatewayError('STORAGE_WRITE_FAILED', refused, { cause });
    }
    this.#evict();
    return record;
  }

  /** Takes an intent back: it is proven that nothing left. */
  async withdraw(ticketId: string, before: TicketRecord | undefined): Promise<void> {
    this.#takeBack(ticketId, before);
    this.#behind.add(ticketId);
    await this.#write(ticketId);
  }

  /** What became of a ticket, with what tells it. */
  async settle(record: TicketRecord, told?: Told): Promise<void> {
    await this.#put(record, told);
  }

  /** Writes what the disk refused before, and takes over what the first version kept. */
  async catchUp(): Promise<void> {
    for (const ticketId of [...this.#behind]) await this.#write(ticketId);
    if (!this.#hasFirstVersion) return;
    for (const ticketId of this.#tickets.keys()) await this.#write(ticketId);
    await this.#memory.save(undefined);
    this.#hasFirstVersion = false;
  }

  #firstVersion(): TicketRecord[] {
    const stored = this.#memory.load();
    this.#hasFirstVersion = stored !== undefined && stored !== null;
    const parsed = firstVersionSchema.safeParse(stored);
    if (!parsed.success) return [];
    return parsed.data.tickets.map(({ state, ...ticket }) => ({
      ...ticket,
      state: state === 'sent' ? 'sending' : state,
      copyIndex: 0,
      order: 0,
    }));
  }

  #takeBack(ticketId: string, before: TicketRecord | undefined): void {
    if (before) this.#tickets.set(ticketId, before);
    else this.#tickets.delete(ticketId);
  }

  /** The settled ones go first: a ticket that waits for somebody is forgotten last. */
  #evict(): void {
    if (this.#tickets.size <= limit) return;
    const [oldest] = [...this.inState('printed', 'resolved', 'not-printed'), ...this.#tickets.values()];
    if (oldest === undefined) return;
    this.#tickets.delete(oldest.ticketId);
    this.#behind.add(oldest.ticketId);
    // Nothing hangs on it: what the disk refuses goes with the next catch-up.
    this.#write(oldest.ticketId).catch(() => undefined);
  }

  async #put(record: TicketRecord, told?: Told): Promise<void> {
    this.#tickets.set(record.ticketId, record);
    this.#behind.add(record.ticketId);
    await this.#write(record.ticketId, told);
  }

  async #write(ticketId: string, told?: Told): Promise<void> {
    const record = this.#tickets.get(ticketId);
    await this.#memory.records.put(prefix + ticketId, record, told);
    if (this.#tickets.get(ticketId) === record) this.#behind.delete(ticketId);
  }
}
