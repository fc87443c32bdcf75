import type { Turn } from './panel.js';

/**
 * The order of writes. Orders and repetitions of one zone are numbered: a repetition that waits on the line while an
 * order overtakes it is not sent any more, and nothing is sent a second time after something newer. So no old text can
 * come after a newer one.
 */
export class Writes {
  readonly #underWay = new Set<Promise<unknown>>();
  /** Number of the newest write that touches a zone. */
  readonly #newest = new Map<string, number>();
  #count = 0;

  /** Calls `work` in this tick. */
  run<T>(zones: readonly string[], priority: Turn['priority'], work: (turn: Turn) => Promise<T>): Promise<T> {
    const number = ++this.#count;
    for (const zone of zones) this.#newest.set(zone, number);
    const newest = () => zones.every((zone) => this.#newest.get(zone) === number);
    const writing = work({ priority, newest, wanted: priority === 'poll' ? newest : () => true });
    this.#underWay.add(writing);
    return writing.finally(() => this.#underWay.delete(writing));
  }

  /** Resolves when no write is under way. */
  async quiet(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  /** Tells later which zones have been left alone since now. */
  since(): (zone: string) => boolean {
    const count = this.#count;
    return (zone) => this.#underWay.size === 0 && (this.#newest.get(zone) ?? 0) <= count;
  }
}
