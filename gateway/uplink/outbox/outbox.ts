import type { Clock, GatewayError } from '../../../drivers/index.js';
import type { Files } from '../../storage/files.js';

/**
 * The chains, most important first (DESIGN.md section 7). `critical`: alarm changes, ticket events, command results,
 * audit; never evicted. `event`: interval counts and what local clients hand over; evicted after all telemetry.
 * `telemetry`: evicted first.
 */
export const chains = ['critical', 'event', 'telemetry'] as const;
export type Chain = (typeof chains)[number];

/** A message on its way to the centre. */
export interface OutboxMessage {
  readonly chain: Chain;
  /** 1 to 65,535 bytes of UTF-8. */
  readonly topic: string;
  /** 0 bytes to 1 MiB. */
  readonly payload: Uint8Array;
  /** True when the payload is an envelope of the gateway (JSON that starts with `{`), false for a client's own bytes. */
  readonly envelope: boolean;
  /** Kept by the centre for later subscribers. */
  readonly retain?: boolean | undefined;
  /** MQTT 5 correlation data of the request this answers, at most 255 bytes. */
  readonly correlation?: Uint8Array | undefined;
}

/** A message as it lies on disk. */
export interface OutboxRecord extends OutboxMessage {
  /** Counts up by one per record of the chain, from 1, for the life of the outbox (its `epoch`). */
  readonly seq: number;
  /** ms since 1970 when it was appended. */
  readonly time: number;
}

/**
 * `space`, `age`, `disk` (its floor of free bytes): evicted. `damaged`: unreadable on disk. `refused`: the centre will
 * never take it; it lies in the dead-letter file.
 */
export type GapReason = 'space' | 'age' | 'disk' | 'damaged' | 'refused';

/** Records that will never arrive, and why: everything from `first` to `last` that the centre has not got already. */
export interface Gap {
  readonly epoch: string;
  readonly chain: Chain;
  readonly first: number;
  readonly last: number;
  /** `last - first + 1`. */
  readonly count: number;
  /** Records of the gap up to this seq had been sent without an answer: some of them may have arrived. */
  readonly sentThrough?: number | undefined;
  /** Between which times they were made, ms since 1970. */
  readonly from: number;
  readonly to: number;
  readonly reason: GapReason;
}

export type OutboxReport =
  | { readonly kind: 'torn-tail'; readonly chain: Chain; readonly cutBytes: number }
  | { readonly kind: 'evicted'; readonly gap: Gap }
  /** The first failure of a series, and the first success after it. */
  | { readonly kind: 'refusing'; readonly error: GatewayError }
  | { readonly kind: 'accepting' };

export interface ChainStats {
  /** Records not yet acknowledged by the centre. */
  readonly depth: number;
  /** Bytes of the chain's files. */
  readonly bytes: number;
  /** ms since 1970 of the oldest record's segment; undefined when the chain is empty. */
  readonly oldestTime: number | undefined;
  /** Records evicted since the outbox was made. */
  readonly evicted: number;
}

export interface OutboxStats {
  readonly chains: Readonly<Record<Chain, ChainStats>>;
  /** Bytes of all files. */
  readonly bytes: number;
  /** What `bytes` may reach now: the configured bound, or less where the disk's floor is nearer. */
  readonly limitBytes: number;
  readonly deadLetters: number;
  /** Appends refused since the start. */
  readonly refused: number;
  /** Records taken and acknowledgements that the cursor on disk does not know of yet. */
  readonly unsavedChanges: number;
}

/**
 * Messages that must reach the centre, on disk, in order, inside a byte bound. Its promises (docs/outbox.md):
 * 1. A resolved `append` survives kill -9 and power cut until it is acknowledged or evicted.
 * 2. Each chain is taken in the order of its appends; `seq` has no hole but those of gaps.
 * 3. The bytes of all files never exceed `limitBytes`.
 * 4. `critical` is never evicted; when it alone fills the bound, appends to it are refused.
 * 5. For everything evicted a gap is in the critical chain, and for nothing else.
 * 6. Nothing is taken that was not appended.
 */
export interface Outbox {
  /** Random, 8 lower-case letters or digits, made when the directory was first used; a wiped directory has a new one. */
  readonly epoch: string;
  /**
   * Resolves with the record's seq when it survives a power cut. Rejects with OUTBOX_FULL, OUTBOX_WRITE_FAILED (disk
   * full, read-only or broken), OUTBOX_TOO_LARGE or OUTBOX_CLOSED; nothing was acknowledged then, and the record is
   * not sent by this process.
   */
  append(message: OutboxMessage): Promise<number>;
  /**
   * The next durable record of the chain to send, or undefined when there is none or none has been read from disk yet;
   * `onReadable` tells when there is one again. A taken record comes again only after `rewind`.
   */
  take(chain: Chain): OutboxRecord | undefined;
  /** Begins again at the oldest record that is not acknowledged, in every chain: a new connection starts. */
  rewind(): void;
  /** The centre has it. Any order; unknown and repeated numbers are ignored. */
  acknowledge(chain: Chain, seq: number): void;
  /** The centre will never take it: moves it to the dead-letter file. Resolves when it is there. */
  deadLetter(record: OutboxRecord, reason: string): Promise<void>;
  /** The newest durable seq of the chain; 0 when there has been none. */
  head(chain: Chain): number;
  stats(): OutboxStats;
  /** Resolves when everything appended is settled, the cursor is on disk and all files are closed. Never rejects. */
  close(): Promise<void>;
}

export interface OutboxOptions {
  /** A directory of its own; created when it is not there. */
  readonly directory: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly files?: Files;
  /** Bound over all files, bytes; at least 1 MiB. */
  readonly maxBytes: number;
  /** Part of `maxBytes` that only the critical chain may use, bytes. */
  readonly reservedBytes: number;
  /** Bytes of one segment file; default a 64th of `maxBytes`, 64 KiB to 4 MiB. */
  readonly segmentBytes?: number;
  /** How long an append may wait for others to share its sync, ms; `critical` never waits. Default 0. */
  readonly lingerMs?: Readonly<Partial<Record<Exclude<Chain, 'critical'>, number>>>;
  /** Records of `event` and `telemetry` older than this are evicted, ms; default never. */
  readonly maxAgeMs?: number;
  /** False while the clock cannot be trusted: no age is judged then. Default: trusted. */
  readonly clockSynced?: () => boolean;
  /** Free bytes the disk must keep; the outbox shrinks below its bound to leave them. Default 0 = not looked at. */
  readonly diskFloorBytes?: number;
  /** Free bytes on the outbox's disk; asked every 10 s where there is a floor. */
  readonly freeBytes?: () => Promise<number>;
  /** How a gap is told to the centre. */
  readonly gapMessage: (gap: Gap) => { readonly topic: string; readonly payload: Uint8Array };
  /** `take` has something for this chain again. */
  readonly onReadable: (chain: Chain) => void;
  readonly onReport?: (report: OutboxReport) => void;
}
