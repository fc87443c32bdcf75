import { z } from 'zod';
import type { BoardContext } from './context.js';

const partsSchema = z.record(z.string(), z.unknown());

/** One durable value shared by the parts of a board, each with keys of its own. */
export class BoardMemory {
  readonly #context: BoardContext;
  #value: Record<string, unknown>;
  #saving: Promise<void> = Promise.resolve();

  constructor(context: BoardContext) {
    const stored = partsSchema.safeParse(context.memory.load());
    this.#context = context;
    this.#value = stored.success ? stored.data : {};
  }

  /** What was stored, unchecked. */
  load(): Readonly<Record<string, unknown>> {
    return this.#value;
  }

  /** Keeps these keys too. A disk that refuses is a warning: what stands on the glass does not depend on it. */
  save(part: Record<string, unknown>): void {
    const { memory, logger } = this.#context;
    this.#value = { ...this.#value, ...part };
    this.#saving = memory.save(this.#value).catch((error: unknown) => {
      logger.warn('what the board shows cannot be saved', { error: String(error) });
    });
  }

  /** Resolves when nothing is being saved any more. */
  settled(): Promise<void> {
    return this.#saving;
  }
}
