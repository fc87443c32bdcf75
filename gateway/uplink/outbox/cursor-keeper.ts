import { type Clock, sleep } from '../../../drivers/index.js';
import type { Cursor, CursorFile } from './cursor.js';

/** Least time between two writes, ms: what a kill during a drain costs in duplicates. */
const intervalMs = 5;

export interface CursorKeeperOptions {
  readonly file: CursorFile;
  readonly clock: Clock;
  /** The place of this moment. */
  readonly current: () => Cursor;
  /** True while the cursor must survive a power cut and not only a kill. */
  readonly isDurable: () => boolean;
  /** The place found at the start is to be written anew before the next record. */
  readonly isDoubtful: boolean;
}

/** Writes the cursor behind what happens, one write at a time. */
export class CursorKeeper {
  readonly #options: CursorKeeperOptions;
  readonly #stop = new AbortController();
  #loop: Promise<void> | undefined;
  #changes = 0;
  #saved = 0;
  /** True while the disk may hold a place that did not come true. */
  #isDoubtful: boolean;

  constructor(options: CursorKeeperOptions) {
    this.#options = options;
    this.#isDoubtful = options.isDoubtful;
  }

  /** Changes a kill would undo at this moment. */
  get unsaved(): number {
    return this.#changes - this.#saved;
  }

  changed(): void {
    this.#changes += 1;
    this.#loop ??= this.#run().finally(() => {
      this.#loop = undefined;
    });
  }

  /** Resolves when the place of this moment survives a power cut. Rejects with the file system's error. */
  async write(): Promise<void> {
    this.#isDoubtful = true;
    await this.#options.file.write(this.#options.current(), true);
    this.#isDoubtful = false;
  }

  /** Writes over a place that could not be written for sure: the next records would seem to tell its gaps. */
  async restore(): Promise<void> {
    if (this.#isDoubtful) await this.write();
  }

  /** Writes the last place; never rejects. */
  async close(): Promise<void> {
    const { file } = this.#options;
    this.#stop.abort();
    await this.#loop;
    await this.write().catch(() => undefined);
    await file.close();
  }

  async #run(): Promise<void> {
    const { file, clock, current, isDurable } = this.#options;
    while (this.unsaved > 0 && !this.#stop.signal.aborted) {
      const changes = this.#changes;
      // What cannot be written now is written with the next change; until then it costs duplicates.
      await file.write(current(), isDurable()).catch(() => undefined);
      this.#saved = changes;
      await sleep(clock, intervalMs, this.#stop.signal);
    }
  }
}
