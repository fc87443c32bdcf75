import type { PrinterFile } from '../../../drivers/transport/usb-printer-file.js';

const transfer = 8_192;

/** The kernel's usblp driver under O_NONBLOCK, after its source: one transfer of 8 KiB under way, counted as written. */
export class Usblp implements PrinterFile {
  /** What the printer has in hand. */
  readonly printed: number[] = [];
  readonly answers: Uint8Array[] = [];
  reads = 0;
  closes = 0;
  /** What every call answers from now on. */
  failure: Error | undefined;
  #underWay: number[] | undefined;

  async write(bytes: Uint8Array): Promise<number> {
    if (this.failure) throw this.failure;
    if (this.#underWay) return 0;
    this.#underWay = [...bytes.subarray(0, transfer)];
    return this.#underWay.length;
  }

  async drained(): Promise<boolean> {
    if (this.failure) throw this.failure;
    return this.#underWay === undefined;
  }

  async read(): Promise<Uint8Array | undefined> {
    this.reads++;
    if (this.failure) throw this.failure;
    return this.answers.shift();
  }

  async close(): Promise<void> {
    this.closes++;
    this.#underWay = undefined;
  }

  /** The printer takes what is under way. */
  takes(): void {
    this.printed.push(...(this.#underWay ?? []));
    this.#underWay = undefined;
  }
}
