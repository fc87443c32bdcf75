import { type Clock, sleep } from '../clock.js';
import type { PrinterFile } from './usb-printer-file.js';

/** ms until a busy printer is tried again: the pause grows by half each time, from the first to the longest. */
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 20;

interface Job {
  readonly bytes: Uint8Array;
  readonly done: (error?: unknown) => void;
}

/** Feeds a printer what it takes, in order; a write is done when the printer has taken the last byte of it. */
export class PolledWriter {
  readonly #file: PrinterFile;
  readonly #clock: Clock;
  readonly #jobs: Job[] = [];
  readonly #stopping = new AbortController();
  #running = false;

  constructor(file: PrinterFile, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
  }

  /** `done` is not called after `stop`. */
  write(bytes: Uint8Array, done: (error?: unknown) => void): void {
    this.#jobs.push({ bytes, done });
    if (!this.#running) void this.#run();
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let job = this.#jobs.shift(); job; job = this.#jobs.shift()) {
      const { bytes, done } = job;
      const failure = await this.#put(bytes).then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      if (this.#stopping.signal.aborted) return;
      done(failure?.error);
    }
    this.#running = false;
  }

  /** Returns early after `stop`. */
  async #put(bytes: Uint8Array): Promise<void> {
    const { signal } = this.#stopping;
    let rest = bytes;
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      const taken = rest.length > 0 ? await this.#file.write(rest) : 0;
      rest = rest.subarray(taken);
      if (rest.length === 0 && (await this.#file.drained())) return;
      pauseMs = taken > 0 ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5);
      await sleep(this.#clock, pauseMs, signal);
    }
  }
}
