import { type Chain, chains, type Gap } from '../../../../gateway/uplink/outbox/outbox.js';
import { perChain } from '../../../../gateway/uplink/outbox/per-chain.js';

/** What those who use an outbox did and were told. */
export type Note =
  | { readonly kind: 'handed in'; readonly chain: Chain; readonly n: number }
  | { readonly kind: 'kept'; readonly chain: Chain; readonly seq: number; readonly n: number }
  | { readonly kind: 'refused'; readonly n: number }
  | { readonly kind: 'taken'; readonly chain: Chain; readonly seq: number; readonly text: string }
  | { readonly kind: 'acknowledged'; readonly chain: Chain; readonly seq: number }
  | { readonly kind: 'given up'; readonly chain: Chain; readonly seq: number }
  | { readonly kind: 'buried'; readonly chain: Chain; readonly seq: number };

/** A record as an outbox hands it out. */
export interface Found {
  readonly seq: number;
  readonly text: string;
}

/** Message number `n`: up to 700 bytes that follow from it, so that nobody can make one up. */
export function textOf(n: number): string {
  return JSON.stringify({ n, pad: String(n % 10).repeat((n * 7_919) % 680) });
}

export function gapMessage(gap: Gap): { topic: string; payload: Buffer } {
  return { topic: 'gap', payload: Buffer.from(JSON.stringify({ gap })) };
}

interface ChainPromises {
  /** Seq → number of the message. */
  readonly kept: Map<number, number>;
  readonly acknowledged: Set<number>;
  /** Seq → text, of everything that was handed out: the centre may have it. */
  readonly taken: Map<number, string>;
  readonly givenUp: Set<number>;
}

/** Everything an outbox has promised up to a moment, to be held against what is found on the disk of that moment. */
export class Promises {
  readonly #chains = perChain<ChainPromises>(() => ({
    kept: new Map(),
    acknowledged: new Set(),
    taken: new Map(),
    givenUp: new Set(),
  }));
  readonly #handedIn = new Map<number, Chain>();
  readonly #refused = new Set<number>();
  #lettersSince = 0;
  #buried: { readonly chain: Chain; readonly seq: number } | undefined;

  get kept(): number {
    return chains.reduce((sum, chain) => sum + this.#chains[chain].kept.size, 0);
  }

  /** The dead letter that was told last, unless so many were written since, for nobody, that its file may be gone. */
  get buried(): { readonly chain: Chain; readonly seq: number } | undefined {
    return this.#lettersSince <= 1 ? this.#buried : undefined;
  }

  /** The newest seq of the chain that somebody may know. */
  newest(chain: Chain): number {
    const { kept, taken } = this.#chains[chain];
    return Math.max(0, ...kept.keys(), ...taken.keys());
  }

  add(note: Note): void {
    if (note.kind === 'handed in') this.#handedIn.set(note.n, note.chain);
    else if (note.kind === 'refused') this.#refused.add(note.n);
    else if (note.kind === 'kept') this.#chains[note.chain].kept.set(note.seq, note.n);
    else if (note.kind === 'taken') this.#chains[note.chain].taken.set(note.seq, note.text);
    else if (note.kind === 'acknowledged') this.#chains[note.chain].acknowledged.add(note.seq);
    else if (note.kind === 'given up') {
      this.#chains[note.chain].givenUp.add(note.seq);
      this.#lettersSince += 1;
    } else {
      this.#buried = note;
      this.#lettersSince = 0;
    }
  }

  /** What is wrong with what was found, in sentences. */
  judge(found: Readonly<Record<Chain, readonly Found[]>>): string[] {
    const { taken, acknowledged } = this.#chains.critical;
    const known = [...taken].flatMap(([seq, text]) => (acknowledged.has(seq) ? [{ seq, text }] : []));
    const told = new Map([...known, ...found.critical].map(({ seq, text }) => [seq, text]));
    const gaps = [...told.values()].flatMap((text) => (JSON.parse(text) as { gap?: Gap }).gap ?? []);
    return chains.flatMap((chain) => [
      ...this.#judgeFound(chain, found[chain]),
      ...this.#judgeMissing(
        chain,
        found[chain],
        gaps.filter((gap) => gap.chain === chain),
      ),
    ]);
  }

  #judgeFound(chain: Chain, found: readonly Found[]): string[] {
    const { kept, taken } = this.#chains[chain];
    const problems: string[] = [];
    let last = { seq: 0, n: 0 };
    for (const { seq, text } of found) {
      const say = (what: string) => problems.push(`${chain} ${seq} ${what}`);
      const { n, gap } = JSON.parse(text) as { n?: number; gap?: Gap };
      if (seq <= last.seq) say(`comes behind ${last.seq}`);
      if (taken.has(seq) && taken.get(seq) !== text) say('was handed out with another content');
      if (kept.has(seq) && kept.get(seq) !== n) say(`is not message ${kept.get(seq)}`);
      last = { seq, n: Math.max(last.n, n ?? 0) };
      if (gap) continue;
      if (n === undefined || text !== textOf(n) || this.#handedIn.get(n) !== chain) say('was never handed in');
      else if (this.#refused.has(n)) say('was refused');
      else if (n < last.n) say(`is message ${n} behind ${last.n}`);
    }
    return problems;
  }

  #judgeMissing(chain: Chain, found: readonly Found[], gaps: readonly Gap[]): string[] {
    const { kept, taken, acknowledged, givenUp } = this.#chains[chain];
    const problems: string[] = [];
    const there = new Set(found.map(({ seq }) => seq));
    for (let seq = 1; seq <= Math.max(this.newest(chain), ...there); seq++) {
      const say = (what: string) => problems.push(`${chain} ${seq} ${what}`);
      const naming = gaps.filter(({ first, last }) => first <= seq && seq <= last);
      const dropped = naming.filter(({ reason }) => reason === 'space' || reason === 'age');
      if (there.has(seq) && naming.length > 0 && !givenUp.has(seq)) say(`is here and in a gap (${naming[0]?.reason})`);
      if (dropped.length > 1) say('is in two gaps');
      if (there.has(seq) || acknowledged.has(seq) || dropped.length > 0) continue;
      if (givenUp.has(seq) && naming.some(({ reason }) => reason === 'refused')) continue;
      // Seen by a start that could not sync it, and promised to nobody: it may go, and be told as damaged or be sent.
      if (!kept.has(seq) && (naming.length > 0 || taken.has(seq))) continue;
      const why = naming.length > 0 ? ` (in a gap: ${naming[0]?.reason})` : '';
      say(kept.has(seq) ? `is missing though it was promised${why}` : `is a hole${why}`);
    }
    return problems;
  }
}
