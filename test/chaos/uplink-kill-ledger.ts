import { type Chain, chains, type Gap } from '../../gateway/uplink/outbox/outbox.js';
import { contentOf } from './uplink-kill-order.js';

/** What an outbox promised and what came of it, over all its lives. */
export class Ledger {
  /** What is wrong so far; sentences. */
  readonly problems: string[] = [];
  readonly gaps: Gap[] = [];
  duplicates = 0;
  refused = 0;
  /** Seq → number of the message, of every append that resolved. */
  readonly #kept: Readonly<Record<Chain, Map<number, number>>> = perChain(() => new Map());
  /** Seq → payload, in the order of first arrival. */
  readonly #arrived: Readonly<Record<Chain, Map<number, string>>> = perChain(() => new Map());
  readonly #newest: Record<Chain, number> = perChain(() => 0);
  readonly #newestNumber: Record<Chain, number> = perChain(() => 0);
  readonly #refusedNumbers = new Set<number>();
  readonly #arrivedNumbers = new Set<number>();

  /** Appends that resolved. */
  get kept(): number {
    return chains.reduce((sum, chain) => sum + this.#kept[chain].size, 0);
  }

  keep(chain: Chain, seq: number, n: number): void {
    if (this.#kept[chain].has(seq)) this.problems.push(`${chain} ${seq} was given away twice`);
    this.#kept[chain].set(seq, n);
  }

  refuse(n: number): void {
    this.refused += 1;
    this.#refusedNumbers.add(n);
  }

  arrive(chain: Chain, seq: number, payload: string): void {
    const before = this.#arrived[chain].get(seq);
    if (before !== undefined) {
      this.duplicates += 1;
      if (before !== payload) this.problems.push(`${chain} ${seq} came with two contents`);
      return;
    }
    this.#arrived[chain].set(seq, payload);
    if (seq < this.#newest[chain]) this.problems.push(`${chain} ${seq} came behind ${this.#newest[chain]}`);
    this.#newest[chain] = Math.max(this.#newest[chain], seq);
    const { gap, n } = JSON.parse(payload) as { gap?: Gap; n?: number };
    if (gap) this.gaps.push(gap);
    else this.#number(chain, n ?? 0, payload);
  }

  /** Everything that is wrong, when the outbox is empty and its newest seqs are these. */
  judge(heads: Readonly<Record<Chain, number>>): string[] {
    for (const chain of chains) this.#judgeChain(chain, heads[chain]);
    for (const gap of this.gaps) this.#judgeGap(gap, heads[gap.chain]);
    return this.problems;
  }

  #number(chain: Chain, n: number, payload: string): void {
    const say = (what: string) => this.problems.push(`message ${n} of ${chain} ${what}`);
    if (payload !== contentOf(n)) say('was never handed in');
    if (this.#arrivedNumbers.has(n)) say('came on two seqs');
    if (this.#refusedNumbers.has(n)) say('was refused and came');
    if (n < this.#newestNumber[chain]) say('came behind a later one');
    this.#arrivedNumbers.add(n);
    this.#newestNumber[chain] = Math.max(n, this.#newestNumber[chain]);
  }

  #judgeChain(chain: Chain, head: number): void {
    const arrived = this.#arrived[chain];
    const gaps = this.gaps.filter((gap) => gap.chain === chain);
    for (let seq = 1; seq <= head; seq++) {
      if (arrived.has(seq) || gaps.some(({ first, last }) => first <= seq && seq <= last)) continue;
      this.problems.push(`${chain} ${seq} is missing${this.#kept[chain].has(seq) ? ' though it was promised' : ''}`);
    }
    for (const [seq, n] of this.#kept[chain]) {
      if (seq > head) this.problems.push(`${chain} ${seq} was promised, and the chain ends at ${head}`);
      const payload = arrived.get(seq);
      if (payload !== undefined && payload !== contentOf(n)) this.problems.push(`${chain} ${seq} is not message ${n}`);
    }
  }

  #judgeGap(gap: Gap, head: number): void {
    const { chain, first, last, count, reason } = gap;
    const say = (what: string) => this.problems.push(`the gap ${chain} ${first}–${last} ${what}`);
    if (reason !== 'space' || chain === 'critical') say(`is of ${chain} for ${reason}`);
    if (count !== last - first + 1) say(`counts ${count}`);
    const isAgain = (other: Gap) =>
      other !== gap && other.chain === chain && other.first <= last && first <= other.last;
    if (this.gaps.some(isAgain)) say('is told twice');
    if (last > head) say(`reaches behind the end of the chain, ${head}`);
  }
}

function perChain<T>(make: () => T): Record<Chain, T> {
  return { critical: make(), event: make(), telemetry: make() };
}
