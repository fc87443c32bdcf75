import type { Clock } from '../clock.js';
import { Line } from './line.js';
import type { ByteLink } from './link.js';
import type { BusMember } from './transaction.js';

export interface BusLogger {
  info(message: string, details?: Record<string, unknown>): void;
  warn(message: string, details?: Record<string, unknown>): void;
}

export interface BusOptions {
  readonly name: string;
  /** Makes a new link, or rejects as an OpenByteLink does; the signal is aborted when the bus closes. */
  readonly open: (signal: AbortSignal) => Promise<ByteLink>;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly logger?: BusLogger | undefined;
  /** ms of quiet between the last byte, seen or sent, and the next request; 0 or more, default 20. */
  readonly interFrameGapMs?: number | undefined;
  /** The adapter gives our own bytes back; default false. */
  readonly discardEcho?: boolean | undefined;
  /** ms one byte takes on the wire (`byteTimeMs`), so that gap and time-outs count from the last byte; default 0. */
  readonly byteTimeMs?: number | undefined;
}

/** Counts since the bus was made. */
export interface BusStats {
  readonly open: boolean;
  readonly opens: number;
  readonly losses: number;
  /** Waiting now. */
  readonly queued: number;
  readonly sent: number;
  readonly answered: number;
  readonly timeouts: number;
  /** Refused because the member was silent or the link down. */
  readonly refused: number;
  /** Not sent because nobody wanted them any more when their turn came. */
  readonly withdrawn: number;
  readonly echoes: number;
  /** Bytes that came while nobody waited for any. */
  readonly strayBytes: number;
}

/** A request/reply line and its queue; a device with a line of its own is a bus with one member. */
export interface Bus {
  readonly name: string;
  /** A new place on the line; `id` is for messages. */
  member(id: string): BusMember;
  /** Rejects all that waits with TRANSPORT_CLOSED and resolves when the link is closed. Idempotent. */
  close(): Promise<void>;
  stats(): BusStats;
}

export function createBus(options: BusOptions): Bus {
  return new Line(options);
}
