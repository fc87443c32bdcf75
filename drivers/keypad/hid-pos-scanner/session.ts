import iconv from 'iconv-lite';
import type { Timer } from '../../clock.js';
import type { DeviceSession, Identity } from '../../driver.js';
import type { KeypadContext } from '../contract.js';
import { KeypadDesk } from '../desk.js';
import { pluggedIn } from '../plugged-in.js';
import type { HidPosScannerOptions } from './options.js';
import { PosReports, type PosResult } from './reports.js';

/** What scanners put behind a code so that a text field takes it. */
const suffix = /[\r\n\t\0]+$/;

/** A scanner at work. It speaks by itself: contact is that it is plugged in. */
export class HidPosScannerSession implements DeviceSession {
  readonly pollIntervalMs: number;
  readonly commands = {};
  readonly #context: KeypadContext<HidPosScannerOptions>;
  readonly #desk: KeypadDesk;
  readonly #reports: PosReports;
  #timer: Timer | undefined;

  constructor(context: KeypadContext<HidPosScannerOptions>) {
    this.pollIntervalMs = context.options.pollIntervalMs;
    this.#context = context;
    this.#desk = new KeypadDesk(context);
    this.#reports = new PosReports(context.options.layout);
    context.link.onReport((report) => this.#report(report));
  }

  async identify(): Promise<Identity> {
    await pluggedIn(this.#context);
    this.#context.state({ use: 'scan', ...this.#counter() });
    return { capabilities: ['scan'] };
  }

  /** Nothing to ask: the link itself says when the scanner is gone. */
  async poll(): Promise<void> {}

  async close(): Promise<void> {
    this.#timer?.cancel();
    await this.#desk.settled();
  }

  #report(report: Uint8Array): void {
    this.#timer?.cancel();
    this.#handle(this.#reports.push(report));
    const { clock, options } = this.#context;
    if (this.#reports.waits) {
      this.#timer = clock.setTimeout(() => this.#handle(this.#reports.abandon()), options.partGapMs);
    }
  }

  #handle(results: readonly PosResult[]): void {
    for (const result of results) {
      if ('lost' in result) this.#desk.refuse(result.lost, this.#context.options.counter);
      else this.#scanned(result);
    }
  }

  #scanned({ code: bytes, symbology }: Exclude<PosResult, { lost: unknown }>): void {
    const code = iconv.decode(Buffer.from(bytes), this.#context.options.encoding).replace(suffix, '');
    if (code === '') return;
    this.#desk.scan({ code, ...(symbology === undefined ? {} : { symbology }), ...this.#counter() });
  }

  #counter(): { counter?: string } {
    const { counter } = this.#context.options;
    return counter === undefined ? {} : { counter };
  }
}
