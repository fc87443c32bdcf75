import { z } from 'zod';
import type { DriverContext } from '../../driver.js';
import type { Beat } from './message.js';

/** The counter an agent may send of it: mm of paper printed in the printer's life. */
export const paperCounter = 'paper-mm';

const paperCodes: readonly (string | undefined)[] = ['paper-low', 'paper-out'];
const recordKey = 'paper';

const storedSchema = z.object({
  /** The counter when the roll was changed; absent = nobody has seen that. */
  base: z.number().optional(),
  /** The roll that is in runs out, or is out. */
  ends: z.boolean(),
});
type Stored = z.infer<typeof storedSchema>;

/** How much of the roll in the receipt printer is used (terminal-health.md 9.6); written down only when a roll is changed. */
export class PaperUsed {
  readonly #context: Pick<DriverContext, 'memory' | 'logger'>;
  #known: Stored;

  constructor(context: Pick<DriverContext, 'memory' | 'logger'>) {
    this.#context = context;
    const stored = storedSchema.safeParse(context.memory.records.load().get(recordKey));
    this.#known = stored.success ? stored.data : { ends: false };
  }

  /** @returns m printed since the roll was changed; undefined while no change was seen, or without a counter */
  seen({ modules, counters }: Pick<Beat, 'modules' | 'counters'>): number | undefined {
    const counter = counters[paperCounter];
    const { printer } = modules;
    const says = printer && printer.status !== 'unknown';
    const ends = says ? printer.status !== 'ok' && paperCodes.includes(printer.code) : this.#known.ends;
    const isChanged = this.#known.ends && !ends;
    let base = isChanged ? counter : this.#known.base;
    // Another printer, or a counter that began anew: what it has printed of this roll nobody knows.
    if (base !== undefined && counter !== undefined && counter < base) base = undefined;
    this.#keep({ ends, ...(base === undefined ? {} : { base }) });
    return base === undefined || counter === undefined ? undefined : Math.round((counter - base) / 100) / 10;
  }

  #keep(now: Stored): void {
    if (now.ends === this.#known.ends && now.base === this.#known.base) return;
    this.#known = now;
    this.#context.memory.records.put(recordKey, now).catch((error: unknown) => {
      this.#context.logger.warn('the change of a paper roll is not on disk', { reason: String(error) });
    });
  }
}
