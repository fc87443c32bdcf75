import { z } from 'zod';
import type { DriverContext, Told } from '../../driver.js';
import { asGatewayError, GatewayError } from '../../error.js';

/** Tickets remembered; the oldest go first. A branch prints some hundred a day. */
const limit = 200;

const rememberedSchema = z.object({
  ticketId: z.string(),
  number: z.string(),
  /** sent: bytes may have left and nothing is known yet; printed; unknown: nobody can tell. */
  state: z.enum(['sent', 'printed', 'unknown']),
  evidence: z.enum(['B', 'D']).optional(),
});
const memorySchema = z.object({ tickets: z.array(rememberedSchema) });

export type RememberedTicket = z.infer<typeof rememberedSchema>;

/**
 * What became of the last tickets, over sessions and restarts, so that no ticketId comes out on two papers unasked.
 * The intent is on disk before the first byte leaves (DESIGN.md section 8; ticket-printing.md section 8, W2 and W11).
 */
export class TicketMemory {
  readonly #tickets: Map<string, RememberedTicket>;
  readonly #save: DriverContext['memory']['save'];
  /** The disk has refused what is remembered here. */
  #isBehind = false;

  constructor({ load, save }: DriverContext['memory']) {
    const stored = memorySchema.safeParse(load());
    const tickets = stored.success ? stored.data.tickets : [];
    this.#tickets = new Map(tickets.map((ticket) => [ticket.ticketId, ticket]));
    this.#save = save;
  }

  get(ticketId: string): RememberedTicket | undefined {
    return this.#tickets.get(ticketId);
  }

  /** Tickets that an earlier session sent and whose fate it never learned. */
  interrupted(): RememberedTicket[] {
    return [...this.#tickets.values()].filter(({ state }) => state === 'sent');
  }

  /** Resolves when the intent is on disk; throws STORAGE_WRITE_FAILED when it cannot be, and then nothing may be sent. */
  async intend(ticketId: string, number: string): Promise<void> {
    try {
      await this.#put({ ticketId, number, state: 'sent' });
    } catch (cause) {
      this.#tickets.delete(ticketId);
      const { message } = asGatewayError(cause, 'STORAGE_WRITE_FAILED');
      const refused = `ticket ${number} was not printed: it cannot be recorded (${message})`;
      throw new GatewayError('STORAGE_WRITE_FAILED', refused, { cause });
    }
  }

  /** Takes an intent back: it is proven that nothing left. */
  async withdraw(ticketId: string): Promise<void> {
    if (this.#tickets.delete(ticketId)) await this.#write();
  }

  /** What became of a ticket, with what tells it. */
  async settle(ticket: RememberedTicket, told: Told): Promise<void> {
    await this.#put(ticket, told);
  }

  /** Writes what the disk refused before. */
  async catchUp(): Promise<void> {
    if (this.#isBehind) await this.#write();
  }

  async #put(ticket: RememberedTicket, told?: Told): Promise<void> {
    this.#tickets.delete(ticket.ticketId);
    this.#tickets.set(ticket.ticketId, ticket);
    const [oldest] = this.#tickets.keys();
    if (this.#tickets.size > limit && oldest !== undefined) this.#tickets.delete(oldest);
    await this.#write(told);
  }

  async #write(told?: Told): Promise<void> {
    this.#isBehind = true;
    await this.#save({ tickets: [...this.#tickets.values()] }, told);
    this.#isBehind = false;
  }
}
