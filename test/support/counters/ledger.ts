import type { Counts } from '../../../simulators/people-counter/doorway.js';

/** An interval as the gateway told it. */
export interface Interval {
  readonly in: number;
  readonly out: number;
  readonly totalIn: number;
  readonly totalOut: number;
  readonly quality: string;
  readonly why?: string;
  /** Of a closed day, which sums up intervals that were told before. */
  readonly day?: string;
}

/** What the story knows of a counter at one moment, whatever the gateway says. */
export interface Known {
  /** People it has counted since the beginning, whatever it has forgotten. */
  readonly counted: Counts;
  /** Its own totals as it would tell them. */
  readonly shows: Counts;
}

export interface LedgerOptions {
  /**
   * The first reading is a baseline, and a loss shows in the next; else everything counts from the beginning, and what was
   * lost before it was told is lost without a trace.
   */
  readonly keepsTotals: boolean;
  /** The first value its totals cannot hold. */
  readonly range: number;
  /** It tells since when it runs, so that no power cut is hidden. */
  readonly tellsUptime: boolean;
}

const none: Counts = { in: 0, out: 0 };
const minus = (a: Counts, b: Counts): Counts => ({ in: a.in - b.in, out: a.out - b.out });
const plus = (a: Counts, b: Counts): Counts => ({ in: a.in + b.in, out: a.out + b.out });
const equal = (a: Counts, b: Counts) => a.in === b.in && a.out === b.out;
const text = (counts: Counts) => `${counts.in}/${counts.out}`;

/**
 * Holds the gateway's totals against the truth of a counter. People it has counted are missing from the totals only where
 * it forgot them before it could tell them, and then exactly those; what is told as `good` is exact.
 */
export class Ledger {
  readonly findings: string[] = [];
  readonly tally = { checks: 0, losses: 0, hidden: 0, likeRollOver: 0, uncertain: 0 };
  readonly #options: LedgerOptions;
  readonly #told: readonly Record<string, unknown>[];
  /** People counted and by right not in the totals. */
  #missing: Counts | undefined;
  #read = 0;
  #total: Counts = none;
  /** Since the last check. */
  #lost: Counts | undefined;
  #lastRead: Counts = none;
  #powerCut = false;
  #disturbed = false;

  /** @param told everything the gateway has told durably, in order; it grows */
  constructor(told: readonly Record<string, unknown>[], options: LedgerOptions) {
    this.#told = told;
    this.#options = options;
    if (!options.keepsTotals) this.#missing = none;
  }

  /** The gateway's totals as they are durable now. */
  get total(): Counts {
    const last = this.#told.at(-1) as Interval | undefined;
    return last ? { in: last.totalIn, out: last.totalOut } : none;
  }

  /** The counter is about to forget: whom it has not told is lost by right. `known.shows` is what it told last. */
  forgets(known: Known, { powerCut }: { readonly powerCut: boolean }): void {
    if (!this.#missing) return;
    this.#powerCut ||= powerCut;
    this.#lost = minus(minus(known.counted, this.total), this.#missing);
    this.#lastRead = known.shows;
    this.#disturbed = true;
    if (this.#lost.in < 0 || this.#lost.out < 0) this.#find(`counted ${text(this.#lost)} too many before a loss`);
  }

  /** The counter is about to say something that is not so. */
  lies(): void {
    this.#disturbed = true;
  }

  /** The counter has been read without any disturbance: now everything it knows is in the totals. */
  check(where: string, { counted, shows }: Known): void {
    this.tally.checks += 1;
    const intervals = this.#newIntervals(where);
    const flagged = intervals.filter(({ quality }) => quality !== 'good');
    const missing = minus(counted, this.total);
    const before = this.#missing;
    if (!before) {
      if (flagged.some(({ quality }) => quality === 'first')) this.#missing = missing;
      return;
    }
    const expected = this.#lost ? plus(before, this.#lost) : before;
    const uncertain = flagged.some(({ quality, why }) => quality === 'uncertain' && why !== 'unit-clock');
    const strange = flagged.filter(
      ({ quality, why }) => quality !== 'first' && why !== 'unit-clock' && why !== 'part-of-day',
    );
    const isExact = equal(missing, expected);
    const rolledOver = isExact && strange.every(({ why }) => why === 'roll-over-or-restart');
    if (strange.length > 0 && !this.#disturbed && !rolledOver) {
      this.#find(`${where}: nothing happened, and told as ${strange.map(({ quality, why }) => why ?? quality).join()}`);
    }
    const isTold = strange.length > 0 || !this.#options.keepsTotals || equal(this.#lost ?? none, none);
    if (uncertain) this.tally.uncertain += 1;
    else if (!isExact || !isTold) {
      const unseen = strange.length === 0 ? this.#unseen(minus(missing, expected), shows) : undefined;
      if (unseen) this.tally[unseen] += 1;
      else if (!isExact) this.#find(`${where}: the totals are ${text(minus(missing, expected))} too low`);
      else this.#find(`${where}: ${text(expected)} were lost and no interval says that any may be missing`);
    }
    if (this.#lost) this.tally.losses += 1;
    this.#missing = missing;
    this.#lost = undefined;
    this.#powerCut = false;
    this.#disturbed = false;
  }

  /**
   * A restart that nobody can see from the totals: both have grown past the last reading, and their difference is counted;
   * or they were so near their end that a roll-over explains the same reading.
   */
  #unseen(apart: Counts, shows: Counts): 'hidden' | 'likeRollOver' | undefined {
    if (!this.#lost || (this.#powerCut && this.#options.tellsUptime)) return undefined;
    const { in: entered, out: left } = this.#lastRead;
    const { range } = this.#options;
    if (shows.in >= entered && shows.out >= left && equal(apart, this.#lastRead)) return 'hidden';
    const grown = (by: number, was: number, now: number) => (now >= was ? by === was : by === was - range);
    return grown(apart.in, entered, shows.in) && grown(apart.out, left, shows.out) ? 'likeRollOver' : undefined;
  }

  /** Totals go on from interval to interval. */
  #newIntervals(where: string): Interval[] {
    const fresh = this.#told.slice(this.#read) as unknown as Interval[];
    this.#read = this.#told.length;
    for (const interval of fresh) {
      const { day, totalIn, totalOut } = interval;
      const total = { in: totalIn, out: totalOut };
      const expected = day === undefined ? plus(this.#total, { in: interval.in, out: interval.out }) : this.#total;
      if (!equal(total, expected)) this.#find(`${where}: told ${text(total)} after ${text(this.#total)}`);
      this.#total = total;
    }
    return fresh.filter(({ day }) => day === undefined);
  }

  #find(finding: string): void {
    this.findings.push(finding);
  }
}
