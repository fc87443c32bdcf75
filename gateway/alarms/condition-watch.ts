import type { Clock, Timer } from '../../drivers/index.js';

/**
 * normal → pending (on-delay) → raised → clearing (off-delay) → normal; `held` is past the on-delay, and something keeps it
 * from being raised (terminal-health.md 6.3 rules 2 and 9).
 */
export type Phase = 'normal' | 'pending' | 'held' | 'raised' | 'clearing';

export interface WatchOptions {
  readonly clock: Clock;
  readonly onDelayMs: number;
  readonly offDelayMs: number;
  /** True for an alarm that was raised before this start of the gateway. */
  readonly raised: boolean;
  /** Asked when the on-delay has passed, at each release, and at each report while it is held. */
  readonly isHeld: () => boolean;
  readonly onRaise: () => void;
  readonly onClear: () => void;
}

/** Turns what a device says at every poll into raises and clears of one alarm. Delays ignore the wall clock. */
export class ConditionWatch {
  readonly #options: WatchOptions;
  #phase: Phase;
  #timer: Timer | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#phase = options.raised ? 'raised' : 'normal';
  }

  get phase(): Phase {
    return this.#phase;
  }

  report(active: boolean): void {
    const { onDelayMs, offDelayMs } = this.#options;
    if (active && this.#phase === 'normal') this.#after('pending', onDelayMs, () => this.#lasted());
    else if (active && this.#phase === 'clearing') this.#enter('raised');
    else if (active && this.#phase === 'held') this.#lasted();
    else if (!active && this.#phase === 'raised') this.#after('clearing', offDelayMs, () => this.#ended());
    else if (!active && (this.#phase === 'pending' || this.#phase === 'held')) this.#enter('normal');
  }

  /** Nobody confirms the condition any more: a delay that runs ends without effect. */
  unconfirmed(): void {
    if (this.#phase === 'pending' || this.#phase === 'held') this.#enter('normal');
    else if (this.#phase === 'clearing') this.#enter('raised');
  }

  /** What held it may be over. */
  release(): void {
    if (this.#phase === 'held') this.#lasted();
  }

  /** Whatever was, is no more, and nobody is told. */
  end(): void {
    this.#enter('normal');
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #lasted(): void {
    const held = this.#options.isHeld();
    this.#enter(held ? 'held' : 'raised');
    if (!held) this.#options.onRaise();
  }

  #ended(): void {
    this.#enter('normal');
    this.#options.onClear();
  }

  #after(phase: Phase, delayMs: number, then: () => void): void {
    this.#enter(phase);
    if (delayMs === 0) then();
    else this.#timer = this.#options.clock.setTimeout(then, delayMs);
  }

  #enter(phase: Phase): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#phase = phase;
  }
}
