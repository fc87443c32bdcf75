import { backoffMs, type Clock } from '../clock.js';
import { asGatewayError, GatewayError } from '../error.js';
import type { ByteLink } from './link.js';

/** A call may try to open inside the back-off, but not more often than this (ms). */
const CALL_RETRY_MS = 1_000;

/** A link that held for this many ms proves the opening good, as an answer does. */
const STABLE_MS = 60_000;

export interface BusLinkOptions {
  readonly name: string;
  readonly open: (signal: AbortSignal) => Promise<ByteLink>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onBytes: (bytes: Uint8Array) => void;
  readonly onLost: (error: GatewayError) => void;
}

/** The link of a bus: opened when needed, and after a loss or a failure with full-jitter back-off, 1 s to 60 s. */
export class BusLink {
  readonly #options: BusLinkOptions;
  readonly #closing = new AbortController();
  #current: ByteLink | undefined;
  /** Failures and losses in a row. */
  #failures = 0;
  #lastError: GatewayError | undefined;
  #retryAt = 0;
  #triedAt = 0;
  #openedAt = 0;
  #opens = 0;
  /** The link before this one; a port that is not released yet cannot be opened. */
  #releasing: Promise<void> = Promise.resolve();

  constructor(options: BusLinkOptions) {
    this.#options = options;
  }

  get current(): ByteLink | undefined {
    return this.#current;
  }

  get opens(): number {
    return this.#opens;
  }

  /** Why opening is not tried now, or undefined. */
  refusal(priority: 'call' | 'poll'): GatewayError | undefined {
    if (!this.#lastError) return undefined;
    const now = this.#options.clock.monotonic();
    const leftMs =
      priority === 'poll' ? this.#retryAt - now : Math.min(this.#retryAt, this.#triedAt + CALL_RETRY_MS) - now;
    if (leftMs <= 0) return undefined;
    // In the words of the attempt: the time left would be a new detail of the alarm at every poll, to disk and to everybody.
    return new GatewayError(this.#lastError.code, this.#lastError.message, { cause: this.#lastError });
  }

  /** Resolves when there is a link, or a `refusal` that says why not. */
  async open(): Promise<void> {
    const { open, clock, onBytes } = this.#options;
    try {
      await this.#releasing;
      const link = await open(this.#closing.signal);
      if (this.#closing.signal.aborted) return await link.close();
      this.#triedAt = this.#openedAt = clock.monotonic();
      this.#current = link;
      this.#opens++;
      link.onData(onBytes);
      link.closed.then((reason) => this.#lost(link, `${this.#options.name}: ${reason.detail}`));
    } catch (error) {
      this.#triedAt = clock.monotonic();
      this.#backOff(asGatewayError(error, 'TRANSPORT_OPEN_FAILED'));
    }
  }

  /** A write on the current link failed: it is given up before the system has reported its end. */
  abandon(why: string): void {
    if (this.#current) this.#lost(this.#current, why);
  }

  /** Closes the link, so that the next request opens another one at once. */
  renew(): void {
    if (this.#current) this.#releasing = this.#current.close();
    this.#current = undefined;
    this.#lastError = undefined;
  }

  /** Somebody answered: the next loss starts from the shortest back-off. */
  answered(): void {
    this.#failures = 0;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.renew();
    await this.#releasing;
  }

  #lost(link: ByteLink, why: string): void {
    if (this.#current !== link) return;
    this.#current = undefined;
    this.#releasing = link.close();
    if (this.#options.clock.monotonic() - this.#openedAt >= STABLE_MS) this.#failures = 0;
    const error = new GatewayError('TRANSPORT_CLOSED', why);
    this.#backOff(error);
    this.#options.onLost(error);
  }

  #backOff(error: GatewayError): void {
    this.#lastError = error;
    this.#retryAt = this.#options.clock.monotonic() + backoffMs(this.#failures++, this.#options.random);
  }
}
