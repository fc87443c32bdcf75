import { type Clock, GatewayError } from '../../../drivers/index.js';
import type { Chain, OutboxReport } from './outbox.js';
import type { Pending } from './queue.js';

/** A chain that has been refused nothing for so long does not count as refused once another one is written, ms. */
const forgottenAfterMs = 60_000;

/** Says no to appends, and keeps account of it: the first no of a series and its end are reported. */
export class Refusals {
  readonly #clock: Clock;
  readonly #report: (report: OutboxReport) => void;
  /** Chains whose last write was refused, and when (of the monotonic clock). */
  readonly #since = new Map<Chain, number>();
  #count = 0;

  constructor(clock: Clock, report: (report: OutboxReport) => void) {
    this.#clock = clock;
    this.#report = report;
  }

  /** Appends refused since the start. */
  get count(): number {
    return this.#count;
  }

  /** One that cannot ever be taken; it says nothing of the disk. */
  unfit(): void {
    this.#count += 1;
  }

  refuse(chain: Chain, appends: readonly Pending[], error: GatewayError): void {
    this.#count += appends.length;
    if (this.#since.size === 0) this.#report({ kind: 'refusing', error });
    this.#since.set(chain, this.#clock.monotonic());
    for (const { reject } of appends) reject(error);
  }

  /** A write of this chain has succeeded. */
  accepted(chain: Chain): void {
    if (this.#since.size === 0) return;
    this.#since.delete(chain);
    const now = this.#clock.monotonic();
    // One that nobody uses any more must not hold the alarm up.
    for (const [other, since] of this.#since) if (now - since >= forgottenAfterMs) this.#since.delete(other);
    if (this.#since.size === 0) this.#report({ kind: 'accepting' });
  }
}

export function closed(): GatewayError {
  return new GatewayError('OUTBOX_CLOSED', 'the gateway stops and takes no more messages for the centre');
}

export function full(chain: Chain, limitBytes: number): GatewayError {
  const message = `no room for ${chain} messages: the outbox may have ${limitBytes} bytes and nothing less important is left to drop`;
  return new GatewayError('OUTBOX_FULL', message);
}

export function asWriteFailure(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new GatewayError('OUTBOX_WRITE_FAILED', `the outbox cannot be written: ${why}`, { cause: error });
}
