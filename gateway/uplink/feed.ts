import { asGatewayError, type Clock, GatewayError, type Timer } from '../../drivers/index.js';
import type { Chain, Outbox, OutboxMessage } from './outbox/outbox.js';
import { perChain } from './outbox/per-chain.js';

/** After this the disk is asked again whether it takes what it refused, ms. */
const retryMs = 2_000;
/** Messages that may wait for the disk; beyond it the oldest goes, and the store's copy is all there is of it. */
const mostWaiting = 2_000;

interface Waiting {
  readonly message: OutboxMessage;
  readonly stored: () => void;
}

export interface FeedOptions {
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** Once for each message that is given up. */
  readonly onDropped: (message: OutboxMessage, error: GatewayError) => void;
}

/** The gateway's own messages on their way into the outbox, in order; what the disk refuses is handed in again. */
export class Feed {
  readonly #options: FeedOptions;
  readonly #underway = new Set<Promise<void>>();
  readonly #undurable = perChain(() => 0);
  #refused: Waiting[] = [];
  #lastError = new GatewayError('OUTBOX_WRITE_FAILED', 'the outbox takes nothing');
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** `stored` is called when the message is durable. */
  add(message: OutboxMessage, stored: () => void = () => undefined): void {
    this.#undurable[message.chain] += 1;
    if (this.#refused.length > 0) this.#keep({ message, stored });
    else this.#append({ message, stored });
  }

  /** Messages of the chain that are not durable yet. */
  waiting(chain: Chain): number {
    return this.#undurable[chain];
  }

  /** Resolves when everything handed in so far is durable or refused; nothing is tried again after it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await Promise.all(this.#underway);
  }

  #append(waiting: Waiting): void {
    const { message } = waiting;
    const stored = () => {
      this.#undurable[message.chain] -= 1;
      waiting.stored();
    };
    const appended: Promise<void> = this.#options.outbox.append(message).then(stored, (cause) => {
      const error = asGatewayError(cause, 'OUTBOX_WRITE_FAILED');
      if (error.code === 'OUTBOX_TOO_LARGE') this.#drop(waiting, error);
      else this.#keep(waiting, error);
    });
    this.#underway.add(appended);
    appended.finally(() => this.#underway.delete(appended));
  }

  #keep(waiting: Waiting, error = this.#lastError): void {
    this.#lastError = error;
    this.#refused.push(waiting);
    if (this.#refused.length > mostWaiting) {
      const [oldest] = this.#refused.splice(0, 1);
      if (oldest) this.#drop(oldest, error);
    }
    if (this.#stopped) return;
    this.#timer ??= this.#options.clock.setTimeout(() => this.#tryAgain(), retryMs);
  }

  #drop({ message }: Waiting, error: GatewayError): void {
    this.#undurable[message.chain] -= 1;
    this.#options.onDropped(message, error);
  }

  #tryAgain(): void {
    this.#timer = undefined;
    const refused = this.#refused;
    this.#refused = [];
    for (const waiting of refused) this.#append(waiting);
  }
}
