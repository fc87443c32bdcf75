import type { Clock } from './simulator.js';

/** One direction of a serial wire: bytes go in whenever they like and come out at the speed of the wire, in order. */
export interface Wire {
  /** Bytes that have not come out. */
  readonly waiting: number;
  push(bytes: Uint8Array): void;
  /** Goes before everything that waits. */
  interject(byte: number): void;
  /** Stops after the byte that is under way; false goes on. */
  hold(on: boolean): void;
  /** Forgets what waits. */
  clear(): void;
}

/** A start bit, eight data bits, a stop bit. */
const bitsPerByte = 10;
/** ms; below the resolution of any timer. */
const sameTime = 1e-6;
/** Timers of programs are not finer; a faster wire hands over several bytes at once. */
const shortestWaitMs = 1;

/**
 * @param baud bits per second; 0 = bytes take no time.
 * @param pieceBytes the most that is handed over at once, so that the receiver can hold the wire in time.
 */
export function createWire(options: {
  readonly clock: Clock;
  readonly baud: number;
  readonly pieceBytes?: number;
  readonly deliver: (bytes: Uint8Array) => void;
}): Wire {
  const { clock, baud, pieceBytes = Number.POSITIVE_INFINITY, deliver } = options;
  const byteMs = baud === 0 ? 0 : (bitsPerByte / baud) * 1_000;
  let chunks: Uint8Array[] = [];
  let waiting = 0;
  let held = false;
  /** When the last byte was through. */
  let through = Number.NEGATIVE_INFINITY;
  let timer: { cancel(): void } | undefined;
  let delivering = false;

  const take = (atMost: number): Uint8Array => {
    const chunk = chunks[0] ?? new Uint8Array();
    const bytes = chunk.subarray(0, atMost);
    if (bytes.length === chunk.length) chunks.shift();
    else chunks[0] = chunk.subarray(bytes.length);
    waiting -= bytes.length;
    return bytes;
  };
  const throughBy = (now: number) =>
    byteMs === 0 ? Number.POSITIVE_INFINITY : Math.floor((now - through + sameTime) / byteMs);
  const pump = () => {
    // Whoever gets bytes may push or hold; the loop below sees to it.
    if (delivering) return;
    timer?.cancel();
    timer = undefined;
    delivering = true;
    while (waiting > 0 && !held) {
      const count = Math.min(throughBy(clock.now()), pieceBytes);
      if (count < 1) break;
      const bytes = take(count);
      through += bytes.length * byteMs;
      deliver(bytes);
    }
    delivering = false;
    if (waiting === 0 || held) return;
    timer = clock.setTimeout(pump, Math.max(shortestWaitMs, through + byteMs - clock.now()));
  };
  const begin = () => {
    if (byteMs > 0) through = Math.max(through, clock.now());
  };
  return {
    get waiting() {
      return waiting;
    },
    push(bytes) {
      if (waiting === 0) begin();
      if (bytes.length > 0) chunks.push(bytes);
      waiting += bytes.length;
      pump();
    },
    interject(byte) {
      if (waiting === 0) begin();
      chunks.unshift(Uint8Array.of(byte));
      waiting += 1;
      pump();
    },
    hold(on) {
      if (held && !on) begin();
      held = on;
      pump();
    },
    clear() {
      chunks = [];
      waiting = 0;
      timer?.cancel();
      timer = undefined;
    },
  };
}
