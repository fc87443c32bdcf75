import type { Clock, Timer } from '../../drivers/index.js';
import type { AlarmRecord } from './record.js';

/** When an alarm flaps (terminal-health.md 6.3 rule 7). */
export interface FlapRule {
  /** Raises of one alarm within the window that make it a flapping one. */
  readonly raises: number;
  /** ms in which they are counted, and ms without a change of the condition until it is over. */
  readonly windowMs: number;
}

/** terminal-health.md 4.2. */
export const flapRule: FlapRule = { raises: 4, windowMs: 30 * 60_000 };

/** The newest raises of each alarm of a device; counts by the monotonic clock. */
export class RaiseHistory {
  readonly #clock: Clock;
  readonly #rule: FlapRule;
  /** Monotonic ms, oldest first. */
  readonly #raises = new Map<string, readonly number[]>();

  constructor(clock: Clock, rule: FlapRule) {
    this.#clock = clock;
    this.#rule = rule;
  }

  /**
   * Takes over what a record of an earlier start tells. Only its wall-clock times are left of that, so what lies in the
   * future, or before the window, is not counted.
   */
  seed(id: string, record: Pick<AlarmRecord, 'status-change'>): void {
    const [now, wall] = [this.#clock.monotonic(), this.#clock.now()];
    const ages = raiseTimes(record).map((time) => wall - time);
    const counted = ages.filter((age) => age >= 0 && age < this.#rule.windowMs).map((age) => now - age);
    if (counted.length > 0) this.#raises.set(id, counted.slice(-this.#rule.raises));
  }

  /** Counts a raise; true when there are so many now that the alarm flaps. */
  note(id: string): boolean {
    this.#forgetOld();
    const raises = [...(this.#raises.get(id) ?? []), this.#clock.monotonic()].slice(-this.#rule.raises);
    this.#raises.set(id, raises);
    return raises.length >= this.#rule.raises;
  }

  #forgetOld(): void {
    const from = this.#clock.monotonic() - this.#rule.windowMs;
    for (const [id, times] of this.#raises) {
      const counted = times.filter((time) => time > from);
      if (counted.length === 0) this.#raises.delete(id);
      else if (counted.length < times.length) this.#raises.set(id, counted);
    }
  }
}

/** Wall-clock ms of the raises in a record's ring: each status that follows a clear, or nothing. */
function raiseTimes({ 'status-change': changes }: Pick<AlarmRecord, 'status-change'>): number[] {
  return changes.flatMap((change, index) => {
    const before = changes[index - 1]?.['perceived-severity'] ?? 'cleared';
    const isRaise = before === 'cleared' && change['perceived-severity'] !== 'cleared';
    return isRaise ? [Date.parse(change.time)] : [];
  });
}

/** The time a flapping alarm has to be quiet. It stands still while nobody confirms the condition. */
export class QuietTime {
  readonly #options: { readonly clock: Clock; readonly ms: number; readonly onOver: () => void };
  #timer: Timer | undefined;

  constructor(options: { readonly clock: Clock; readonly ms: number; readonly onOver: () => void }) {
    this.#options = options;
  }

  /** The condition has changed: the time begins anew. */
  restart(): void {
    const { clock, ms, onOver } = this.#options;
    this.stop();
    this.#timer = clock.setTimeout(onOver, ms);
  }

  /** Somebody confirms the condition: the time runs. */
  run(): void {
    if (!this.#timer) this.restart();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
