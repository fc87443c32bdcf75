import { type Aftermath, investigate } from './aftermath.js';
import type { Delivery } from './delivery.js';
import type { DeskParts } from './desk-parts.js';
import { sentence } from './diagnosis.js';
import type { Settlement } from './settlement.js';
import type { TicketJournal, TicketRecord } from './ticket-journal.js';

export interface RecoveryParts extends DeskParts {
  readonly journal: TicketJournal;
  readonly delivery: Delivery;
  readonly settlement: Settlement;
  /** A ticket of this session; what an earlier one left is nobody's. */
  readonly isUnderWay: (ticketId: string) => boolean;
}

/** What becomes of tickets that an earlier session sent, and whose fate it never learned (W2 to W5, W12). */
export class Recovery {
  readonly #parts: RecoveryParts;
  readonly #openedAt: number;
  #powerTold = false;

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
    this.#openedAt = parts.context.clock.now();
  }

  /** The printer says that it was switched on: what it had not printed is gone. */
  powerLost(): void {
    this.#powerTold = true;
  }

  /** In a turn with a printer that answers; what cannot be found out is told as unknown. */
  async run(): Promise<void> {
    const { journal, monitor, delivery, settlement } = this.#parts;
    if (journal.open().length === 0) return settlement.tellState();
    const { causes } = await monitor.read();
    if (causes.length > 0) {
      // What is asked in sequence is not answered now, and what pads a command out would fill the buffer.
      await delivery.line.holdRest();
      const harm = causes.some(({ fault, passing }) => fault && !passing) ? { harm: sentence(causes) } : {};
      for (const record of journal.open()) {
        if (settlement.stands(record)) await settlement.note({ ...record, ...harm });
      }
      return this.giveUp(`the printer cannot be asked: ${sentence(causes)}`);
    }
    for (const record of journal.open()) await this.#findOut(record);
    settlement.tellState();
  }

  /** Nobody can tell for now what became of what an earlier session sent. */
  async giveUp(why = 'the printer does not answer'): Promise<void> {
    const { journal, settlement, isUnderWay } = this.#parts;
    const reason = `the gateway stopped before the printer confirmed it, and ${why}`;
    for (const record of journal.inState('sending')) {
      if (!isUnderWay(record.ticketId)) await settlement.settle({ ...record, open: true }, { unknown: reason });
    }
    settlement.tellState();
  }

  async #findOut(record: TicketRecord): Promise<void> {
    const { delivery, settlement } = this.#parts;
    const aftermath: Aftermath = { powerTold: this.#powerTold, openedAt: this.#openedAt };
    const verdict = await investigate(record, aftermath, this.#parts, delivery);
    // Somebody who looked has said it meanwhile.
    if (!settlement.stands(record)) return;
    const { open: _, lostAt: __, ...closed } = record;
    // Told before and still unknown: nothing new to say.
    if ('unknown' in verdict && record.state === 'unknown')
      await settlement.note({ ...closed, reason: verdict.unknown });
    else await settlement.settle(closed, verdict);
  }
}
