import type { Turn } from './panel.js';

/** A write that learns late what came of it may find that a newer one is done already. */
export interface WriteTurn extends Turn {
  /** Says that the write is done in a zone; false when what it wrote there is history. */
  readonly counts: (zone: string) => boolean;
}

/**
 * The order of writes. Orders and repetitions of one zone are numbered: a repetition that waits on the line while an
 * order overtakes it is not sent any more, and nothing is sent a second time after something newer. So no old text can
 * come after a newer one.
 */
export class Writes {
  readonly #underWay = new Map<Promise<unknown>, readonly string[]>();
  /** Number of the newest write that touches a zone. */
  readonly #newest = new Map<string, number>();
  /** Number of the newest write of a zone that is done. */
  readonly #done = new Map<string, number>();
  #count = 0;

  /** Calls `work` in this tick. */
  run<T>(zones: readonly string[], priority: Turn['priority'], work: (turn: WriteTurn) => Promise<T>): Promise<T> {
    const number = this.#number(zones);
    const newest = () => zones.every((zone) => this.#newest.get(zone) === number);
    const wanted = priority === 'poll' ? newest : () => true;
    const writing = work({ priority, newest, wanted, counts: (zone) => this.#counts(zone, number) });
    this.#underWay.set(writing, zones);
    return writing.finally(() => this.#underWay.delete(writing));
  }

  /** From now on nothing that is under way counts any more; gives the zones in which something is. */
  overtake(zones: readonly string[]): readonly string[] {
    const number = this.#number(zones);
    for (const zone of zones) this.#done.set(zone, number);
    return [...this.#underWay.values()].flat();
  }

  /** Resolves when no write is under way. */
  async quiet(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay.keys());
  }

  /** Tells later which zones have been left alone since now; none while a write of before is not done yet. */
  since(): (zone: string) => boolean {
    const isQuiet = this.#underWay.size === 0;
    const isNewest = this.newest();
    return (zone) => isQuiet && this.#underWay.size === 0 && isNewest(zone);
  }

  /** Tells later in which zones nothing has been begun since now. */
  newest(): (zone: string) => boolean {
    const count = this.#count;
    return (zone) => (this.#newest.get(zone) ?? 0) <= count;
  }

  #number(zones: readonly string[]): number {
    const number = ++this.#count;
    for (const zone of zones) this.#newest.set(zone, number);
    return number;
  }

  #counts(zone: string, number: number): boolean {
    if ((this.#done.get(zone) ?? 0) > number) return false;
    this.#done.set(zone, number);
    return true;
  }
}
