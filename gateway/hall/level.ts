import type { Clock } from '../../drivers/index.js';

/** 0 normal, 1 to 3 the levels of congestion. */
export type HallLevel = 0 | 1 | 2 | 3;

export interface CongestionLevelOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Waiting customers per open counter from which on each level holds, rising. */
  readonly level1: number;
  readonly level2: number;
  readonly level3: number;
  /** How far the ratio must fall under a level before that ends. */
  readonly hysteresis: number;
  /** How long a ratio must last before the level follows it, s. */
  readonly holdSeconds: number;
  /** Where it begins: what it was when the gateway stopped. Default 0. */
  readonly level?: HallLevel;
}

/** One level: on from its threshold, off a hysteresis below, either once that has lasted. */
interface Step {
  readonly from: number;
  on: boolean;
  /** Since when the ratio asks for the other, ms of the monotonic clock; undefined while it does not. */
  since: number | undefined;
}

/** The level of congestion, which follows the ratio slowly enough not to flap. Between two looks the ratio is as it was. */
export class CongestionLevel {
  readonly #options: CongestionLevelOptions;
  readonly #steps: readonly Step[];

  constructor(options: CongestionLevelOptions) {
    this.#options = options;
    const { level1, level2, level3, level = 0 } = options;
    this.#steps = [level1, level2, level3].map((from, index) => ({ from, on: level > index, since: undefined }));
  }

  /** As of the last look. */
  get value(): HallLevel {
    return (this.#steps.findLastIndex(({ on }) => on) + 1) as HallLevel;
  }

  /** In how many ms the level changes if the ratio stays as it is; undefined when it does not. */
  get changesInMs(): number | undefined {
    const dues = this.#steps.flatMap(({ since }) => (since === undefined ? [] : [since + this.#holdMs]));
    return dues.length === 0 ? undefined : Math.max(0, Math.min(...dues) - this.#options.clock.monotonic());
  }

  /** @param ratio as `HallView.ratio`: undefined = nobody waits, Infinity = somebody does and no counter is open. */
  look(ratio: number | undefined): HallLevel {
    const now = this.#options.clock.monotonic();
    for (const step of this.#steps) {
      this.#follow(step, now);
      step.since = this.#asksForOther(step, ratio ?? 0) ? (step.since ?? now) : undefined;
      this.#follow(step, now);
    }
    return this.value;
  }

  get #holdMs(): number {
    return this.#options.holdSeconds * 1_000;
  }

  #asksForOther({ from, on }: Step, ratio: number): boolean {
    return on ? ratio < from - this.#options.hysteresis : ratio >= from;
  }

  #follow(step: Step, now: number): void {
    if (step.since === undefined || now - step.since < this.#holdMs) return;
    step.on = !step.on;
    step.since = undefined;
  }
}
