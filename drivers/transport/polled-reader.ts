import type { Clock } from '../clock.js';
import type { PrinterFile } from './usb-printer-file.js';

/** Answers come soon after what asked for them: the pause between two looks grows with the quiet, up to the longest. */
const SHORTEST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 20;
/** After this many ms of quiet nobody waits any more; a cover that is opened may be heard a little later. */
const IDLE_AFTER_MS = 10_000;
const IDLE_PAUSE_MS = 100;

export interface PolledReaderOptions {
  readonly file: PrinterFile;
  readonly clock: Clock;
  readonly onBytes: (bytes: Uint8Array) => void;
  /** Called once; nothing is read after it. */
  readonly onError: (error: unknown) => void;
}

/** Looks for what the printer says: often while an answer may come, seldom else. */
export class PolledReader {
  readonly #options: PolledReaderOptions;
  #stopped = false;
  #stirredAt: number;
  #wake: () => void = () => {};

  constructor(options: PolledReaderOptions) {
    this.#options = options;
    this.#stirredAt = options.clock.monotonic();
    this.#run().catch((error: unknown) => {
      if (!this.#stopped) options.onError(error);
    });
  }

  /** Something was asked: look often again. */
  stir(): void {
    this.#stirredAt = this.#options.clock.monotonic();
    this.#wake();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  async #run(): Promise<void> {
    const { file, clock, onBytes } = this.#options;
    while (!this.#stopped) {
      const bytes = await file.read();
      if (this.#stopped) return;
      if (bytes) {
        this.#stirredAt = clock.monotonic();
        onBytes(bytes);
      } else await this.#pause(pauseMs(clock.monotonic() - this.#stirredAt));
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.clock.setTimeout(resolve, ms);
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
    });
  }
}

function pauseMs(quietMs: number): number {
  if (quietMs >= IDLE_AFTER_MS) return IDLE_PAUSE_MS;
  return Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, quietMs / 10));
}
