import type { Clock } from '../clock.js';
import { Line } from './line.js';
import type { ByteLink, LineFormat } from './link.js';
import type { BusMember } from './transaction.js';

export interface BusLogger {
  info(message: string, details?: Record<string, unknown>): void;
  warn(message: string, details?: Record<string, unknown>): void;
}

export interface BusOptions {
  readonly name: string;
  /**
   * Makes a new link with this format (undefined when the bus has none), or rejects as an OpenByteLink does; the signal
   * is aborted when the bus closes.
   */
  readonly open: (signal: AbortSignal, format: LineFormat | undefined) => Promise<ByteLink>;
  /**
   * What a serial line is set to, tried in turn until somebody answers; gap and time-outs count from the last byte on
   * the wire at its speed. None = a network or USB.
   */
  readonly formats?: readonly LineFormat[] | undefined;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly logger?: BusLogger | undefined;
  /**
   * ms of quiet between the last byte, seen or sent, and the next request; 0 or more, default 20 or 3.5 characters at
   * the line's speed, whichever is longer.
   */
  readonly interFrameGapMs?: number | undefined;
  /** The adapter gives our own bytes back; default false. */
  readonly discardEcho?: boolean | undefined;
}

/** Counts since the bus was made. */
export interface BusStats {
  /** What a serial line is set to now, e.g. `9600 7E1`; the one found, once somebody has answered. */
  readonly format: string | undefined;
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
