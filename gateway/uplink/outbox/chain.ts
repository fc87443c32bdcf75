import type { Progress } from './cursor.js';
import type { Chain, ChainStats } from './outbox.js';

/** One file of a chain; only durable records and bytes are counted. */
export interface Segment {
  readonly path: string;
  /** Seq of its first record. */
  readonly first: number;
  /** ms since 1970 when it was made; 0 when that cannot be read any more. */
  readonly time: number;
  readonly count: number;
  readonly bytes: number;
}

/** `critical-0000000000000001.seg` */
export function segmentName(chain: Chain, first: number): string {
  return `${chain}-${String(first).padStart(16, '0')}.seg`;
}

export function parseSegmentName(name: string): { chain: string; first: number } | undefined {
  const [, chain, first] = /^([a-z]+)-(\d{16})\.seg$/.exec(name) ?? [];
  return chain === undefined ? undefined : { chain, first: Number(first) };
}

export function lastOf({ first, count }: Segment): number {
  return first + count - 1;
}

/** Which records of a chain there are, which were handed out, and which the centre has. In memory only. */
export class ChainState {
  readonly chain: Chain;
  /** Oldest first; records are appended to the last one. */
  readonly #segments: Segment[];
  /** Acknowledged records beyond `acked`. */
  readonly #ahead = new Set<number>();
  #next: number;
  #bytes: number;
  #acked: number;
  #evicted: number;
  /** Newest record ever handed out to be sent. */
  sent: number;
  /** ms since 1970 of the newest record. */
  newestTime: number;

  constructor(chain: Chain, segments: readonly Segment[], progress: Progress, newestTime: number) {
    const newest = segments.at(-1);
    this.chain = chain;
    this.#segments = [...segments];
    // What was handed out or acknowledged has been durable: its numbers are never given away again.
    this.#next = Math.max(newest ? lastOf(newest) : 0, progress.acked, progress.sent) + 1;
    // Numbers that were given away and of which there is no file are nothing to wait for.
    this.#acked = Math.max(progress.acked, (segments[0]?.first ?? this.#next) - 1);
    this.#bytes = segments.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#evicted = progress.evicted;
    this.sent = progress.sent;
    this.newestTime = newestTime;
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** Seq of the next record. */
  get next(): number {
    return this.#next;
  }

  /** Bytes of all its files. */
  get bytes(): number {
    return this.#bytes;
  }

  /** ms since 1970 when everything up to `seq` had been made. */
  madeBy(seq: number): number {
    return this.#segments.find(({ first, time }) => first > seq && time > 0)?.time ?? this.newestTime;
  }

  /** Everything up to here is acknowledged or gone. */
  get acked(): number {
    return this.#acked;
  }

  get progress(): Progress {
    return { acked: this.#acked, sent: this.sent, evicted: this.#evicted };
  }

  has(seq: number): boolean {
    return seq > this.#acked && seq < this.#next && !this.#ahead.has(seq);
  }

  isOpen(seq: number): boolean {
    return seq > this.#acked && !this.#ahead.has(seq);
  }

  isAnyOpen(first: number, last: number): boolean {
    for (let seq = first; seq <= last; seq++) if (this.isOpen(seq)) return true;
    return false;
  }

  /** A new file, or the newest one with more in it. */
  grown(segment: Segment): void {
    const newest = this.#segments.at(-1);
    if (newest?.first === segment.first) {
      this.#bytes -= newest.bytes;
      this.#segments.pop();
    }
    this.#segments.push(segment);
    this.#bytes += segment.bytes;
    this.#next = Math.max(this.#next, lastOf(segment) + 1);
  }

  /** Everything from `first` to `last` is with the centre or given up. Numbers it does not have are ignored. */
  settle(first: number, last = first): void {
    const end = Math.min(last, this.#next - 1);
    if (first <= this.#acked + 1) this.#acked = Math.max(this.#acked, end);
    else for (let seq = first; seq <= end; seq++) this.#ahead.add(seq);
    while (this.#ahead.delete(this.#acked + 1)) this.#acked += 1;
    if (last <= this.#acked && this.#ahead.size > 0) {
      for (const seq of this.#ahead) if (seq <= this.#acked) this.#ahead.delete(seq);
    }
  }

  /** The oldest file leaves, with whatever of it the centre has not got. */
  evict(): void {
    const oldest = this.#segments.shift();
    if (!oldest) return;
    this.#bytes -= oldest.bytes;
    const last = lastOf(oldest);
    if (last <= this.#acked) return;
    this.#evicted += last - this.#acked;
    this.settle(this.#acked + 1, last);
  }

  /** The oldest file when nothing in it waits any more and nothing is appended to it. */
  get spent(): Segment | undefined {
    const [oldest] = this.#segments;
    return oldest && this.#segments.length > 1 && lastOf(oldest) <= this.#acked ? oldest : undefined;
  }

  stats(): ChainStats {
    const depth = this.#next - 1 - this.#acked - this.#ahead.size;
    const oldest = this.#segments.find((segment) => lastOf(segment) > this.#acked);
    return { depth, bytes: this.#bytes, oldestTime: depth > 0 ? oldest?.time : undefined, evicted: this.#evicted };
  }
}
