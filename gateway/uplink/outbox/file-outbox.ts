import type { GatewayError, Timer } from '../../../drivers/index.js';
import type { Files } from '../../storage/files.js';
import type { ChainState } from './chain.js';
import type { Cursor, CursorFile } from './cursor.js';
import { CursorKeeper } from './cursor-keeper.js';
import { type DeadLetters, deadLetterLine } from './dead-letters.js';
import { EarliestTimer } from './earliest-timer.js';
import { GapBook } from './gap-book.js';
import { gapOf, type OpenGap } from './gaps.js';
import {
  type Chain,
  chains,
  type Gap,
  type GapReason,
  type Outbox,
  type OutboxMessage,
  type OutboxOptions,
  type OutboxRecord,
  type OutboxStats,
} from './outbox.js';
import { type PerChain, perChain } from './per-chain.js';
import { assertFits, CommitQueue, type Pending } from './queue.js';
import { ChainReader } from './reader.js';
import { recordBytes, segmentHeaderBytes, writeRecord } from './record.js';
import { asWriteFailure, closed, full, Refusals } from './refusals.js';
import { Space } from './space.js';
import { ChainTail } from './tail.js';

/** When a commit that failed is tried again without anybody asking, ms. */
const retryMs = 1_000;
/** How often age and free space are looked at, ms. */
const upkeepMs = 10_000;

/** What opening has found. */
export interface Parts {
  readonly files: Files;
  readonly epoch: string;
  readonly states: PerChain<ChainState>;
  /** Chains whose next file an earlier start has begun without a whole record in it. */
  readonly begun: ReadonlySet<Chain>;
  /**
   * Makes what the start found survive a power cut, once; rejects with the file system's error. Before that nothing is
   * built on it and nothing removed.
   */
  readonly settle: () => Promise<void>;
  readonly cursor: CursorFile;
  readonly deadLetters: DeadLetters;
  /** Gaps of evictions that an earlier start decided and did not tell. */
  readonly untold: readonly Gap[];
  readonly segmentBytes: number;
}

interface Burial {
  readonly record: OutboxRecord;
  readonly line: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: GatewayError) => void;
}

/** Everything that changes segments runs in one loop, one job after the other. */
export class FileOutbox implements Outbox {
  readonly epoch: string;
  readonly #options: OutboxOptions;
  readonly #parts: Parts;
  readonly #queues: PerChain<CommitQueue>;
  readonly #tails: PerChain<ChainTail>;
  readonly #readers: PerChain<ChainReader>;
  readonly #gaps: GapBook;
  readonly #space: Space;
  readonly #cursor: CursorKeeper;
  #burials: Burial[] = [];
  #upkeepDue = true;
  #upkeepTimer: Timer | undefined;
  readonly #linger: EarliestTimer;
  #lingerOver = false;
  #working: Promise<void> | undefined;
  readonly #refusals: Refusals;
  #closing: Promise<void> | undefined;

  constructor(options: OutboxOptions, parts: Parts) {
    const { files, epoch, states, begun, segmentBytes } = parts;
    const { clock, directory } = options;
    this.epoch = epoch;
    this.#options = options;
    this.#parts = parts;
    this.#queues = perChain((chain) => new CommitQueue(chain));
    this.#linger = new EarliestTimer(clock, () => this.#endLinger());
    this.#refusals = new Refusals(clock, (report) => options.onReport?.(report));
    this.#tails = perChain(
      (chain) =>
        new ChainTail({ files, directory, epoch, state: states[chain], isBegun: begun.has(chain), segmentBytes }),
    );
    this.#readers = perChain(
      (chain) =>
        new ChainReader({
          files,
          clock,
          state: states[chain],
          onReadable: () => options.onReadable(chain),
          onDamaged: (first, last) => this.#giveUp(chain, first, last, 'damaged'),
        }),
    );
    this.#gaps = new GapBook(options.gapMessage, parts.untold);
    this.#cursor = new CursorKeeper({
      file: parts.cursor,
      clock,
      current: () => this.#place(),
      // While an eviction is untold the cursor is what remembers it.
      isDurable: () => this.#gaps.open.some(({ evicted }) => evicted),
      // What was in front of these in the critical chain may have been known to the earlier start alone: their numbers change.
      isDoubtful: parts.untold.length > 0,
    });
    this.#space = new Space({
      outbox: options,
      files,
      epoch,
      states,
      gaps: this.#gaps,
      otherBytes: () => chains.reduce((bytes, chain) => bytes + this.#tails[chain].looseBytes, parts.deadLetters.bytes),
      readers: this.#readers,
      decide: async () => {
        // After a kill, what a failed write left there would pass for the record that tells of the eviction.
        await this.#tails.critical.repair();
        await this.#cursor.write();
      },
    });
    this.#planUpkeep();
    this.#kick();
  }

  append(message: OutboxMessage): Promise<number> {
    if (this.#closing) return Promise.reject(closed());
    try {
      assertFits(message);
    } catch (error) {
      this.#refusals.unfit();
      return Promise.reject(error);
    }
    const appended = this.#queues[message.chain].add(message);
    const lingerMs = this.#lingerMs(message.chain);
    // Also when it is due: what is under way may end without it.
    if (lingerMs > 0) this.#linger.ask(lingerMs);
    if (this.#isDue()) this.#kick();
    return appended;
  }

  take(chain: Chain): OutboxRecord | undefined {
    const record = this.#readers[chain].take();
    if (record) this.#cursor.changed();
    return record;
  }

  rewind(): void {
    for (const chain of chains) this.#readers[chain].rewind();
  }

  acknowledge(chain: Chain, seq: number): void {
    const state = this.#parts.states[chain];
    if (!state.has(seq)) return;
    state.settle(seq);
    this.#cursor.changed();
    if (state.spent) this.#kick();
  }

  deadLetter(record: OutboxRecord, reason: string): Promise<void> {
    if (this.#closing) return Promise.reject(closed());
    const line = deadLetterLine(record, reason, this.#options.clock.now());
    return new Promise((resolve, reject) => {
      this.#burials.push({ record, line, resolve, reject });
      this.#kick();
    });
  }

  head(chain: Chain): number {
    return this.#parts.states[chain].next - 1;
  }

  stats(): OutboxStats {
    return {
      chains: perChain((chain) => this.#parts.states[chain].stats()),
      bytes: this.#space.bytes,
      limitBytes: this.#space.limitBytes,
      deadLetters: this.#parts.deadLetters.count,
      refused: this.#refusals.count,
      unsavedChanges: this.#cursor.unsaved,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#upkeepTimer?.cancel();
    this.#endLinger();
    await this.#working;
    this.#linger.cancel();
    for (const chain of chains) for (const { reject } of this.#queues[chain].takeAll()) reject(closed());
    for (const { reject } of this.#burials.splice(0)) reject(closed());
    await this.#cursor.close();
    await this.#parts.deadLetters.close();
    for (const chain of chains) {
      await this.#tails[chain].close();
      await this.#readers[chain].close();
    }
  }

  #lingerMs(chain: Chain): number {
    return chain === 'critical' ? 0 : (this.#options.lingerMs?.[chain] ?? 0);
  }

  #isDue(): boolean {
    if (this.#lingerOver || this.#gaps.open.length > 0) return true;
    return chains.some((chain) => {
      const { length, bytes } = this.#queues[chain];
      return length > 0 && (this.#lingerMs(chain) === 0 || bytes >= this.#parts.segmentBytes);
    });
  }

  #endLinger(): void {
    this.#linger.cancel();
    this.#lingerOver = this.#gaps.open.length > 0 || chains.some((chain) => this.#queues[chain].length > 0);
    this.#kick();
  }

  #planUpkeep(): void {
    this.#upkeepTimer = this.#options.clock.setTimeout(() => {
      this.#upkeepDue = true;
      this.#kick();
      this.#planUpkeep();
    }, upkeepMs);
  }

  #kick(): void {
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    const { settle } = this.#parts;
    // What the same run of code appends shares one sync.
    await Promise.resolve();
    for (;;) {
      if (this.#upkeepDue) {
        this.#upkeepDue = false;
        // What fails now is tried again in the next round; a disk that takes nothing is told by the appends.
        await settle()
          .then(() => this.#space.upkeep())
          .catch(() => undefined);
      }
      await settle()
        .then(() => this.#space.removeSpent())
        .catch(() => undefined);
      await this.#bury();
      if (!this.#isDue()) break;
      if (await this.#commit()) continue;
      this.#linger.ask(retryMs);
      break;
    }
    this.#working = undefined;
  }

  /** False when the critical chain could not be written. */
  async #commit(): Promise<boolean> {
    this.#linger.cancel();
    const batches = perChain((chain) => this.#queues[chain].take(this.#parts.segmentBytes));
    this.#lingerOver = chains.some((chain) => this.#queues[chain].length > 0);
    let isRoomForGaps = true;
    // What still cannot be given back counts as bytes of the outbox.
    await Promise.all(chains.map((chain) => this.#tails[chain].repair().catch(() => undefined)));
    try {
      await this.#parts.settle();
      await this.#cursor.restore();
      isRoomForGaps = await this.#makeRoom(batches);
    } catch (error) {
      for (const chain of chains) this.#refuse(chain, batches[chain].splice(0), asWriteFailure(error));
      return false;
    }
    const gaps = isRoomForGaps ? this.#gaps.open : [];
    const [critical = false] = await Promise.all(
      chains.map((chain) => this.#write(chain, batches[chain], chain === 'critical' ? gaps : [])),
    );
    return critical && isRoomForGaps;
  }

  /**
   * Evicts what must go for these batches; refuses and empties those that do not fit even so. False when there is no room
   * even for the gaps.
   */
  async #makeRoom(batches: PerChain<Pending[]>): Promise<boolean> {
    const needOf = (chain: Chain): number => {
      const gapBytes = chain === 'critical' ? this.#gaps.bytes : 0;
      const bytes = batches[chain].reduce((sum, pending) => sum + pending.bytes, gapBytes);
      return bytes === 0 ? 0 : bytes + segmentHeaderBytes;
    };
    for (const chain of ['telemetry', 'event', 'critical'] as const) {
      if (await this.#space.make(perChain(needOf))) return true;
      this.#refuse(chain, batches[chain].splice(0), full(chain, this.#space.limitBytes));
    }
    return this.#space.make(perChain(needOf));
  }

  /**
   * Appends the gaps and then the batch. Resolves with true when all of it is durable or there was nothing; those who wait
   * are answered either way.
   */
  async #write(chain: Chain, batch: readonly Pending[], gaps: readonly OpenGap[]): Promise<boolean> {
    if (batch.length + gaps.length === 0) return true;
    const state = this.#parts.states[chain];
    const time = Math.max(0, Math.trunc(this.#options.clock.now()));
    const from = state.next;
    const gapBytes = gaps.reduce((sum, { message }) => sum + recordBytes(message), 0);
    const records = Buffer.allocUnsafe(batch.reduce((sum, pending) => sum + pending.bytes, gapBytes));
    let at = 0;
    let index = 0;
    const put = (message: OutboxMessage) => {
      at = writeRecord(records, at, message, { seq: from + index, time, index });
      index += 1;
    };
    for (const { message } of gaps) put(message);
    for (const { message } of batch) put(message);
    try {
      const { segment, offset } = await this.#tails[chain].append(records, index, time);
      state.grown(segment);
      state.newestTime = time;
      this.#told(gaps);
      this.#readers[chain].offer(records, offset);
    } catch (error) {
      this.#refuse(chain, batch, asWriteFailure(error));
      await this.#tails[chain].repair().catch(() => undefined);
      return false;
    }
    this.#refusals.accepted(chain);
    let seq = from + gaps.length;
    for (const { resolve } of batch) resolve(seq++);
    this.#options.onReadable(chain);
    return true;
  }

  /** Those that came meanwhile fail too: a message must not overtake one that is handed in again. */
  #refuse(chain: Chain, batch: readonly Pending[], error: GatewayError): void {
    if (batch.length === 0) return;
    this.#refusals.refuse(chain, [...batch, ...this.#queues[chain].takeAll()], error);
  }

  /** Records that will never arrive although nobody evicted them: told first, then forgotten. */
  #giveUp(chain: Chain, first: number, last: number, reason: GapReason): void {
    const state = this.#parts.states[chain];
    const gap = gapOf({ epoch: this.epoch, state, reason, now: this.#options.clock.now() }, first, last);
    if (gap && this.#gaps.addLost(gap)) this.#kick();
  }

  /** In one step with the growth of the chain: the cursor names an untold gap by the seq that it will have. */
  #told(gaps: readonly OpenGap[]): void {
    if (gaps.length === 0) return;
    this.#gaps.told(gaps);
    for (const { gap, evicted } of gaps) if (!evicted) this.#parts.states[gap.chain].settle(gap.first, gap.last);
    this.#cursor.changed();
  }

  async #bury(): Promise<void> {
    for (const { record, line, resolve, reject } of this.#burials.splice(0)) {
      try {
        await this.#parts.settle();
        const fits = await this.#space.make({ critical: 0, event: 0, telemetry: line.length });
        if (!fits) throw full(record.chain, this.#space.limitBytes);
        await this.#parts.deadLetters.append(line);
        this.#giveUp(record.chain, record.seq, record.seq, 'refused');
        resolve();
      } catch (error) {
        reject(asWriteFailure(error));
      }
    }
  }

  #place(): Cursor {
    const { states } = this.#parts;
    const progressOf = (chain: Chain) => {
      const { progress } = states[chain];
      const gap = this.#space.underway.find((each) => each.chain === chain);
      const evicting = Math.max(0, (gap?.last ?? 0) - progress.acked);
      return { ...progress, acked: progress.acked + evicting, evicted: progress.evicted + evicting };
    };
    // Untold gaps are the next records of the critical chain, in this order.
    const gaps = this.#gaps.open.flatMap(({ gap, evicted }, index) =>
      evicted ? [{ seq: states.critical.next + index, gap }] : [],
    );
    return { epoch: this.epoch, chains: perChain(progressOf), gaps };
  }
}
