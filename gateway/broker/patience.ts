import type { Clock, Timer } from '../../drivers/index.js';

type Done = (error?: Error) => void;

interface Wait {
  done: Done | undefined;
}

/** A publisher waits at most two of these for its subscribers, ms. */
const patienceMs = 50;
/** The same once somebody was found not to read: the others are still paced, and hardly feel it. */
const shortPatienceMs = 5;
/** How long one is remembered who did not read, ms. */
const memoryMs = 1_000;

/**
 * Limits how long a publisher waits for those who read it. Waiting is what paces a flood to the speed of its readers,
 * but one that does not read at all must hold up nobody.
 */
export class Patience {
  readonly #clock: Clock;
  #young: Wait[] = [];
  #old: Wait[] = [];
  #timer: Timer | undefined;
  #shortUntil = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What to call instead of `done`: it is called once, by that or when the patience is at its end. */
  limit(done: Done): Done {
    const wait: Wait = { done };
    this.#young.push(wait);
    if (!this.#timer) this.#arm();
    return (error) => finish(wait, error);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #arm(): void {
    const ms = this.#clock.monotonic() < this.#shortUntil ? shortPatienceMs : patienceMs;
    this.#timer = this.#clock.setTimeout(() => this.#tick(), ms);
  }

  #tick(): void {
    this.#timer = undefined;
    const late = this.#old.filter((wait) => wait.done);
    if (late.length > 0) this.#shortUntil = this.#clock.monotonic() + memoryMs;
    this.#old = this.#young;
    this.#young = [];
    for (const wait of late) finish(wait);
    if (this.#old.length > 0 && !this.#timer) this.#arm();
  }
}

function finish(wait: Wait, error?: Error): void {
  const { done } = wait;
  wait.done = undefined;
  done?.(error);
}
