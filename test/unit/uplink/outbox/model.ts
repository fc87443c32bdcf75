import {
  type Chain,
  chains,
  type Gap,
  type OutboxMessage,
  type OutboxRecord,
} from '../../../../gateway/uplink/outbox/outbox.js';
import { perChain } from '../../../../gateway/uplink/outbox/per-chain.js';
import { gapIn } from './support.js';

interface ModelChain {
  /** Seq → number of the message, of every append that resolved. */
  readonly kept: Map<number, number>;
  /** Seq → what was taken of it, in whichever life. */
  readonly taken: Map<number, OutboxRecord>;
  /** Taken in a life whose end has let it be written down. */
  readonly surelySent: Set<number>;
  sentInThisLife: Set<number>;
  readonly acked: Set<number>;
  ackedInThisLife: Set<number>;
  /** Handed to `deadLetter`. */
  readonly buried: Set<number>;
  /** Passed over though the centre did not have them: gaps must name them. */
  readonly skipped: Set<number>;
  /** Seq taken last since the place was last set back. */
  place: number;
}

/** What an outbox must be, as plain arrays; every method throws at the first broken promise. */
export class Model {
  readonly messages: OutboxMessage[] = [];
  /** As told by the critical chain. */
  readonly gaps: Gap[] = [];
  /** As reported; they may not be told yet. */
  readonly evicted: Gap[] = [];
  readonly chains: Record<Chain, ModelChain> = perChain(() => ({
    kept: new Map(),
    taken: new Map(),
    surelySent: new Set(),
    sentInThisLife: new Set(),
    acked: new Set(),
    ackedInThisLife: new Set(),
    buried: new Set(),
    skipped: new Set(),
    place: 0,
  }));
  /** Number → code of the refusal and the life it was in. */
  readonly #refused = new Map<number, { code: string; life: number }>();
  /** When each was handed in. */
  readonly #times: number[] = [];
  #life = 0;

  /** The number of a message that is handed in. */
  add(message: OutboxMessage, time: number): number {
    this.#times.push(time);
    return this.messages.push(message) - 1;
  }

  /** As reported; `limit`: when the youngest that is too old was made. */
  evict(gap: Gap, limit: number): void {
    this.evicted.push(gap);
    for (const [seq, n] of this.chains[gap.chain].kept) {
      const isYoung = gap.reason === 'age' && names(gap, gap.chain, seq) && this.#times[n]! > limit;
      assert(!isYoung, `${gap.chain} ${seq} was dropped for its age ${this.#times[n]! - limit} ms too early`);
    }
  }

  keep(n: number, seq: number): void {
    const { chain } = this.messages[n]!;
    const { kept } = this.chains[chain];
    assert(!kept.has(seq), `${chain} ${seq} was given away twice`);
    kept.set(seq, n);
  }

  refuse(n: number, code: string): void {
    this.#refused.set(n, { code, life: this.#life });
  }

  rewind(): void {
    for (const chain of chains) this.chains[chain].place = 0;
  }

  /** A new process; `cleanly` when the one before was closed and could write everything. */
  nextLife(cleanly: boolean): void {
    this.#life += 1;
    for (const chain of chains) {
      const state = this.chains[chain];
      if (cleanly) for (const seq of state.sentInThisLife) state.surelySent.add(seq);
      state.sentInThisLife = new Set();
      state.ackedInThisLife = new Set();
    }
    this.rewind();
  }

  acknowledge(chain: Chain, seq: number): void {
    this.chains[chain].acked.add(seq);
    this.chains[chain].ackedInThisLife.add(seq);
  }

  take(record: OutboxRecord): void {
    const { chain, seq } = record;
    const state = this.chains[chain];
    const say = (what: string) => `${chain} ${seq} ${what}`;
    assert(seq > state.place, say(`came behind ${state.place}`));
    for (let skipped = state.place + 1; skipped < seq; skipped++) {
      if (!state.acked.has(skipped)) state.skipped.add(skipped);
    }
    state.place = seq;
    assert(!state.ackedInThisLife.has(seq), say('came again though it was acknowledged'));
    assert(!this.gaps.some((gap) => isEviction(gap) && names(gap, chain, seq)), say('came though a gap names it'));
    const gap = gapIn(record);
    const before = state.taken.get(seq);
    if (before) assert(same(before, record), say('came with two contents'));
    else if (gap) this.#tell(gap);
    else this.#content(record);
    state.taken.set(seq, { ...record, payload: Buffer.from(record.payload) });
    state.sentInThisLife.add(seq);
  }

  #content(record: OutboxRecord): void {
    const { chain, seq } = record;
    const n = Number(record.topic.slice(1));
    const say = (what: string) => `${chain} ${seq}, message ${n}, ${what}`;
    const message = this.messages[n];
    assert(message && same(message, record), say('was not handed in so'));
    const kept = this.chains[chain].kept.get(seq);
    assert(kept === undefined || kept === n, say(`is message ${kept}`));
    const refused = this.#refused.get(n);
    const mayLieOnDisk = refused?.code === 'OUTBOX_WRITE_FAILED' && refused.life < this.#life;
    assert(!refused || mayLieOnDisk, say(`was refused: ${refused?.code}`));
    for (const [otherSeq, other] of this.chains[chain].taken) {
      if (gapIn(other)) continue;
      assert(
        otherSeq < seq === Number(other.topic.slice(1)) < n,
        say(`is out of order with ${otherSeq}, ${other.topic}`),
      );
    }
  }

  #tell(gap: Gap): void {
    const { chain, first, last, count, reason, sentThrough = 0 } = gap;
    const say = (what: string) => `the gap ${JSON.stringify(gap)} ${what}`;
    assert(count === last - first + 1 && first <= last && gap.from <= gap.to, say('does not fit together'));
    if (isEviction(gap)) {
      assert(chain !== 'critical', say('is of the critical chain'));
      const again = this.gaps.find((other) => isEviction(other) && overlap(other, gap));
      assert(!again, say(`was told already: ${JSON.stringify(again)}`));
    } else {
      assert(reason === 'refused' && first === last, say('is of something that never happened'));
      assert(this.chains[chain].buried.has(first), say('was not handed in as a dead letter'));
    }
    const { surelySent, sentInThisLife, acked } = this.chains[chain];
    for (let seq = Math.max(first, sentThrough + 1); seq <= last; seq++) {
      const isSent = surelySent.has(seq) || sentInThisLife.has(seq);
      assert(!isSent || acked.has(seq), say(`${seq} had been sent`));
    }
    assert(sentThrough === 0 || this.chains[chain].taken.has(sentThrough), say('says sent what was not'));
    this.gaps.push(gap);
  }

  /** At the end, when all came that will ever come, and the chains end at these seqs. */
  judge(heads: Readonly<Record<Chain, number>>): void {
    for (const chain of chains) {
      const { kept, acked, skipped } = this.chains[chain];
      const isTold = (seq: number) => this.gaps.some((gap) => names(gap, chain, seq));
      for (let seq = 1; seq <= heads[chain]; seq++) {
        assert(acked.has(seq) || isTold(seq), `${chain} ${seq} never came and no gap names it`);
      }
      for (const seq of skipped) assert(isTold(seq), `${chain} ${seq} was passed over and no gap names it`);
      for (const seq of kept.keys())
        assert(seq <= heads[chain], `${chain} ${seq} was promised, the end is ${heads[chain]}`);
    }
    for (const gap of this.gaps)
      assert(gap.last <= heads[gap.chain], `the gap ${JSON.stringify(gap)} goes over the end`);
    for (const gap of this.evicted) {
      for (let seq = gap.first; seq <= gap.last; seq++) {
        const count = this.gaps.filter((told) => isEviction(told) && names(told, gap.chain, seq)).length;
        assert(count === 1, `${gap.chain} ${seq} was evicted and is in ${count} gaps`);
      }
    }
  }
}

function assert(condition: unknown, problem: string): asserts condition {
  if (!condition) throw new Error(problem);
}

const isEviction = ({ reason }: Gap) => reason === 'space' || reason === 'age' || reason === 'disk';
const names = (gap: Gap, chain: Chain, seq: number) => gap.chain === chain && gap.first <= seq && seq <= gap.last;
const overlap = (one: Gap, other: Gap) =>
  one.chain === other.chain && one.first <= other.last && other.first <= one.last;

function same(one: OutboxMessage, other: OutboxMessage): boolean {
  return (
    one.topic === other.topic &&
    one.envelope === other.envelope &&
    (one.retain ?? false) === (other.retain ?? false) &&
    Buffer.from(one.payload).equals(Buffer.from(other.payload)) &&
    Buffer.from(one.correlation ?? []).equals(Buffer.from(other.correlation ?? []))
  );
}
