import { z } from 'zod';
import type { DriverContext } from '../../driver.js';

/** ms a key may be down: longer is something that lies on it, or a key that sticks. */
const heldMs = 10_000;

const memorySchema = z.object({ held: z.array(z.int().min(0).max(255)) });

type HeldContext = Pick<DriverContext, 'clock' | 'memory' | 'logger'>;

/**
 * Keys that are down for too long. They are remembered: after a plug-in or a restart of the gateway a key that sticks is in
 * the first report like one that has just been pressed, and must call nobody.
 */
export class HeldKeys {
  readonly #context: HeldContext;
  /** Monotonic ms, by code. */
  readonly #since = new Map<number, number>();
  #kept: readonly number[];
  #saving: Promise<void> = Promise.resolve();

  constructor(context: HeldContext) {
    this.#context = context;
    const known = memorySchema.safeParse(context.memory.load());
    this.#kept = known.success ? known.data.held : [];
  }

  /** Those that were held when it was last seen. */
  get remembered(): readonly number[] {
    return this.#kept;
  }

  /** These are down now. */
  down(codes: ReadonlySet<number>): void {
    for (const code of this.#since.keys()) if (!codes.has(code)) this.#since.delete(code);
    const at = this.#context.clock.monotonic();
    for (const code of codes) if (!this.#since.has(code)) this.#since.set(code, at);
    // The first report since the plug-in shows how those stand that were remembered.
    this.#keep(this.#kept.filter((code) => codes.has(code)));
  }

  /** Those that are down for too long. */
  held(): readonly number[] {
    const at = this.#context.clock.monotonic();
    const held = [...this.#since].filter(([, since]) => at - since > heldMs).map(([code]) => code);
    this.#keep([...new Set([...this.#kept, ...held])]);
    return held;
  }

  /** Resolves when what is remembered is on disk, or was refused there. */
  async settled(): Promise<void> {
    await this.#saving;
  }

  #keep(held: readonly number[]): void {
    if (held.length === this.#kept.length && held.every((code) => this.#kept.includes(code))) return;
    this.#kept = held;
    const { memory, logger } = this.#context;
    this.#saving = memory.save({ held }).catch((error: unknown) => {
      logger.warn('the keys that are held cannot be saved', { error: String(error) });
    });
  }
}
