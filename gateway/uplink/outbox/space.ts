import type { Files } from '../../storage/files.js';
import type { ChainState } from './chain.js';
import { cursorBytes } from './cursor.js';
import type { GapBook } from './gap-book.js';
import { gapOfEviction } from './gaps.js';
import { type Chain, chains, type Gap, type GapReason, type OutboxOptions } from './outbox.js';
import { type PerChain, perChain } from './per-chain.js';
import type { ChainReader } from './reader.js';
import { segmentHeaderBytes } from './record.js';
import { type Eviction, planEviction } from './room.js';

export interface SpaceOptions {
  readonly outbox: OutboxOptions;
  readonly files: Files;
  readonly epoch: string;
  readonly states: PerChain<ChainState>;
  readonly gaps: GapBook;
  /** Bytes of the dead letters. */
  readonly deadLetterBytes: () => number;
  readonly readers: PerChain<Pick<ChainReader, 'hold' | 'release' | 'leave'>>;
  /** Resolves when the cursor, with what is under way in it, survives a power cut. */
  readonly decide: () => Promise<void>;
}

/** Keeps the files of the outbox inside its bound, its age limit and the disk's floor. */
export class Space {
  readonly #options: SpaceOptions;
  /** Files that are given up and could not be removed yet, with their bytes. */
  readonly #leftovers = new Map<string, number>();
  readonly #gapBytes: number;
  #limitBytes: number;
  #underway: readonly Gap[] = [];
  /** True while the cursor on disk may tell of an eviction that does not take place, or give a gap another number. */
  #misleading: boolean;

  constructor(options: SpaceOptions) {
    this.#options = options;
    this.#limitBytes = options.outbox.maxBytes;
    // What was in front of these in the critical chain may have been known to the earlier start alone.
    this.#misleading = options.gaps.open.length > 0;
    this.#gapBytes = options.gaps.bytesOfAny(options.epoch) + segmentHeaderBytes;
  }

  get limitBytes(): number {
    return this.#limitBytes;
  }

  get bytes(): number {
    return chains.reduce((bytes, chain) => bytes + this.#options.states[chain].bytes, this.#otherBytes);
  }

  /** Evictions decided and not carried out yet: whatever the cursor says meanwhile says that they are. */
  get underway(): readonly Gap[] {
    return this.#underway;
  }

  /** Evicts until so many bytes fit; false when they cannot, and then nothing is evicted. Rejects when the disk fails. */
  async make(need: PerChain<number>): Promise<boolean> {
    if (this.#misleading) await this.#options.decide();
    this.#misleading = false;
    const eviction = this.#plan(need);
    if (eviction) await this.#evict(eviction, this.#limitBytes < this.#options.outbox.maxBytes ? 'disk' : 'space');
    return eviction !== undefined;
  }

  /** Removes files all of whose records are settled. */
  async removeSpent(): Promise<void> {
    const { states, readers } = this.#options;
    for (const chain of chains) {
      for (let spent = states[chain].spent; spent; spent = states[chain].spent) {
        readers[chain].leave(spent);
        states[chain].evict();
        this.#leftovers.set(spent.path, spent.bytes);
      }
    }
    await this.#removeLeftovers();
  }

  /** Looks at the disk's free bytes and at the age of what there is. Rejects when the disk fails. */
  async upkeep(): Promise<void> {
    const { diskFloorBytes = 0, freeBytes, maxBytes } = this.#options.outbox;
    if (diskFloorBytes > 0 && freeBytes) {
      const room = this.bytes + (await freeBytes()) - diskFloorBytes;
      this.#limitBytes = Math.max(cursorBytes, Math.min(maxBytes, room));
    }
    const nothing = { critical: 0, event: 0, telemetry: 0 };
    if (!(await this.make(nothing))) {
      const { event, telemetry } = this.#options.states;
      await this.#evict({ event: event.segments.length, telemetry: telemetry.segments.length }, 'disk');
    }
    await this.#evict({ event: this.#aged('event'), telemetry: this.#aged('telemetry') }, 'age');
  }

  get #otherBytes(): number {
    let bytes = cursorBytes + this.#options.deadLetterBytes();
    for (const leftover of this.#leftovers.values()) bytes += leftover;
    return bytes;
  }

  #plan(need: PerChain<number>): Eviction | undefined {
    const { states, outbox } = this.#options;
    return planEviction({
      occupancy: {
        segments: perChain((chain) => states[chain].segments.map(({ bytes }) => bytes)),
        otherBytes: this.#otherBytes,
      },
      need,
      limitBytes: this.#limitBytes,
      reservedBytes: Math.floor(outbox.reservedBytes * (this.#limitBytes / outbox.maxBytes)),
      gapBytes: this.#gapBytes,
    });
  }

  /** The decision is durable before a file goes, so that a crash in between neither forgets nor doubles the gap. */
  async #evict(eviction: Eviction, reason: GapReason): Promise<void> {
    const { states, epoch, gaps: book, files, readers, decide, outbox } = this.#options;
    const victims = (['telemetry', 'event'] as const).filter((chain) => eviction[chain] > 0);
    if (victims.length === 0) return;
    // Until it is decided for good, what stands behind them must not overtake them, nor any of them leave unmentioned.
    for (const chain of victims) readers[chain].hold();
    const gaps = victims.flatMap((chain) => {
      const source = { epoch, state: states[chain], reason, now: outbox.clock.now() };
      return gapOfEviction(source, eviction[chain]) ?? [];
    });
    const before = book.open;
    try {
      for (const gap of gaps) book.addEvicted(gap);
      this.#underway = gaps;
      this.#misleading = true;
      await decide();
      this.#misleading = false;
    } catch (error) {
      book.takeBack(before);
      this.#underway = [];
      for (const chain of victims) readers[chain].release();
      throw error;
    }
    for (const chain of victims) {
      for (const segment of states[chain].segments.slice(0, eviction[chain])) {
        readers[chain].leave(segment);
        states[chain].evict();
        this.#leftovers.set(segment.path, segment.bytes);
      }
      readers[chain].release();
    }
    this.#underway = [];
    for (const gap of gaps) outbox.onReport?.({ kind: 'evicted', gap });
    await this.#removeLeftovers();
    await files.syncDirectory(outbox.directory);
  }

  async #removeLeftovers(): Promise<void> {
    for (const path of [...this.#leftovers.keys()]) {
      const isGone = await this.#options.files.remove(path).then(
        () => true,
        () => false,
      );
      if (isGone) this.#leftovers.delete(path);
    }
  }

  /** How many of the oldest files hold nothing younger than the age limit. */
  #aged(chain: Chain): number {
    const { maxAgeMs, clock, clockSynced = () => true } = this.#options.outbox;
    if (maxAgeMs === undefined || !clockSynced()) return 0;
    const { segments, newestTime } = this.#options.states[chain];
    const limit = clock.now() - maxAgeMs;
    const young = segments.findIndex((_, index) => (segments[index + 1]?.time ?? newestTime) >= limit);
    return young < 0 ? segments.length : young;
  }
}
