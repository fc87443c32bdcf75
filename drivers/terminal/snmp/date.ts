import { localTime } from '../../local-time.js';

/**
 * DateAndTime (RFC 2579) as ms since 1970 UTC; undefined when it is none. With 8 bytes it is the wall clock of its place,
 * taken for that of `timezone`.
 */
export function decodeDate(bytes: Uint8Array, timezone: string): number | undefined {
  if (bytes.length !== 8 && bytes.length !== 11) return undefined;
  const [high = 0, low = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, tenths = 0] = bytes;
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined;
  const wall = Date.UTC(high * 256 + low, month - 1, day, hour, minute, second, tenths * 100);
  const [direction = 0, hours = 0, minutes = 0] = bytes.subarray(8);
  if (bytes.length === 11) {
    if ((direction !== 0x2b && direction !== 0x2d) || hours > 14 || minutes > 59) return undefined;
    return wall - (direction === 0x2d ? -1 : 1) * (hours * 60 + minutes) * 60_000;
  }
  // The offset of that place, found by trying: right but within the hour that a change of the clocks repeats.
  const once = wall - offsetMs(wall, timezone);
  return wall - offsetMs(once, timezone);
}

function offsetMs(atMs: number, timezone: string): number {
  const { year, month, day, hour, minute, second } = localTime(atMs, timezone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1_000) * 1_000;
}
