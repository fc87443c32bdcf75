import type { Clock, Timer } from '../../drivers/index.js';
import { type AlarmKey, keyText } from './key.js';
import type { AlarmRecord } from './record.js';

/** How far retained records of a flood are thinned out. */
export interface RetainedLimits {
  /** ms between two publications of one record. Default 5000. */
  readonly windowMs?: number | undefined;
  /** Publications of all records together per second, 10 or more. Default 100. */
  readonly perSecond?: number | undefined;
}

export interface RetainedLaneOptions extends RetainedLimits {
  readonly clock: Clock;
  /** undefined empties the topic. Never throws. */
  readonly publish: (key: AlarmKey, record: AlarmRecord | undefined) => void;
}

interface Waiting {
  readonly key: AlarmKey;
  readonly record: AlarmRecord | undefined;
}

/** Turns come this often, ms. */
const turnMs = 100;

/**
 * The way of retained records to the bus. In a flood a record that is kept from people goes by turns: the first version
 * at once while there is room, so that the picture is true early, the newest one when the record's window has passed, so
 * that it is true at last. In the first t seconds at most `perSecond` × (t + 0.1) go by turns, and of one record at most
 * 1 + t / window. What waits is one version per record, and none is forgotten.
 */
export class RetainedLane {
  readonly #options: RetainedLaneOptions;
  readonly #windowMs: number;
  readonly #perTurn: number;
  readonly #waiting = new Map<string, Waiting>();
  /** When a record was last said by turn, monotonic ms. */
  readonly #saidAt = new Map<string, number>();
  #room: number;
  #timer: Timer | undefined;
  #drained: (() => void)[] = [];

  constructor(options: RetainedLaneOptions) {
    this.#options = options;
    this.#windowMs = options.windowMs ?? 5_000;
    this.#perTurn = Math.max(1, Math.floor(((options.perSecond ?? 100) * turnMs) / 1_000));
    this.#room = this.#perTurn;
  }

  /** Not by turns; an older version that waits is not said any more. */
  now(key: AlarmKey, record: AlarmRecord | undefined): void {
    this.#waiting.delete(keyText(key));
    this.#options.publish(key, record);
    this.#tellWhenDrained();
  }

  byTurn(key: AlarmKey, record: AlarmRecord | undefined): void {
    const text = keyText(key);
    this.#waiting.set(text, { key, record });
    this.#timer ??= this.#options.clock.setTimeout(() => this.#turn(), turnMs);
    if (this.#room > 0 && this.#isDue(text)) this.#say(text);
  }

  /** Resolves when nothing waits. */
  drained(): Promise<void> {
    if (this.#waiting.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  /** Says everything that waits and leaves no timer behind. */
  flush(): void {
    for (const text of [...this.#waiting.keys()]) this.#say(text);
    this.#saidAt.clear();
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #turn(): void {
    this.#timer = undefined;
    this.#room = this.#perTurn;
    for (const text of [...this.#waiting.keys()]) {
      if (this.#room === 0) break;
      if (this.#isDue(text)) this.#say(text);
    }
    for (const text of [...this.#saidAt.keys()]) if (this.#isDue(text)) this.#saidAt.delete(text);
    const isIdle = this.#waiting.size === 0 && this.#saidAt.size === 0;
    if (!isIdle) this.#timer = this.#options.clock.setTimeout(() => this.#turn(), turnMs);
  }

  #isDue(text: string): boolean {
    const saidAt = this.#saidAt.get(text);
    return saidAt === undefined || this.#options.clock.monotonic() - saidAt >= this.#windowMs;
  }

  #say(text: string): void {
    const waiting = this.#waiting.get(text);
    if (!waiting) return;
    this.#waiting.delete(text);
    this.#saidAt.set(text, this.#options.clock.monotonic());
    this.#room -= 1;
    this.#options.publish(waiting.key, waiting.record);
    this.#tellWhenDrained();
  }

  #tellWhenDrained(): void {
    if (this.#waiting.size > 0) return;
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}
