/** DateAndTime (RFC 2579): year in two bytes, month, day, hour, minute, second, tenths, and with 11 bytes the zone. */
export function dateAndTime(atMs: number, utcOffsetMinutes: number, octets: 8 | 11): Uint8Array {
  const local = new Date(atMs + utcOffsetMinutes * 60_000);
  const year = local.getUTCFullYear();
  const zone = Math.abs(utcOffsetMinutes);
  const bytes = [
    ...[year >> 8, year & 0xff, local.getUTCMonth() + 1, local.getUTCDate()],
    ...[local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()],
    Math.floor(local.getUTCMilliseconds() / 100),
    ...[utcOffsetMinutes < 0 ? 0x2d : 0x2b, Math.floor(zone / 60), zone % 60],
  ];
  return Uint8Array.from(bytes.slice(0, octets));
}
