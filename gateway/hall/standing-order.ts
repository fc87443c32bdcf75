import { asGatewayError, type Clock, type GatewayError, type Timer } from '../../drivers/index.js';
import { halted } from '../commands/turns.js';

export interface StandingOrderOptions<Order> {
  readonly clock: Clock;
  readonly carryOut: (order: Order) => Promise<unknown>;
  /** How it stands with the newest order: done, or why not yet. */
  readonly onOutcome?: (order: Order, error: GatewayError | undefined) => void;
}

/** ms between two attempts: doubled from the first to the last. */
const pauses = { first: 1_000, last: 30_000 };

/**
 * Sees to it that the newest order is carried out: again and again while it fails, at once where a newer one has taken its
 * place. Of an order that a newer one has overtaken nothing is told, and it is not tried again.
 */
export class StandingOrder<Order> {
  readonly #options: StandingOrderOptions<Order>;
  #number = 0;
  #timer: Timer | undefined;
  /** Set while it waits for the next attempt. */
  #again: (() => void) | undefined;

  constructor(options: StandingOrderOptions<Order>) {
    this.#options = options;
  }

  /** Begins to carry it out in this tick. */
  give(order: Order): void {
    this.withdraw();
    this.#attempt(order, this.#number, pauses.first);
  }

  /** Tries now what waits for its next attempt: something has changed for the better. */
  tryNow(): void {
    this.#timer?.cancel();
    this.#again?.();
  }

  /** Nothing is wanted any more. */
  withdraw(): void {
    this.#number += 1;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#again = undefined;
  }

  #attempt(order: Order, number: number, pauseMs: number): void {
    const { clock, carryOut, onOutcome } = this.#options;
    this.#again = undefined;
    const isNewest = () => number === this.#number;
    carryOut(order).then(
      () => isNewest() && onOutcome?.(order, undefined),
      (cause: unknown) => {
        if (!isNewest() || cause === halted) return;
        onOutcome?.(order, asGatewayError(cause, 'COMMAND_FAILED'));
        this.#again = () => this.#attempt(order, number, pauses.first);
        const longer = Math.min(2 * pauseMs, pauses.last);
        this.#timer = clock.setTimeout(() => this.#attempt(order, number, longer), pauseMs);
      },
    );
  }
}
