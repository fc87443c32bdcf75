/** CRC-16/Modbus: polynomial A001 reflected, start FFFF, no final xor; 4B37 for ASCII `123456789`. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc;
}

/** The body of an RTU frame (unit, function, data) and its CRC, low byte first. */
export function sealed(body: readonly number[] | Uint8Array): Uint8Array {
  const crc = crc16(Uint8Array.from(body));
  return Uint8Array.of(...body, crc & 0xff, crc >>> 8);
}

/** Whether the last two bytes are the CRC of those before. */
export function isSound(frame: Uint8Array): boolean {
  const [low = 0, high = 0] = frame.subarray(-2);
  return frame.length > 3 && crc16(frame.subarray(0, -2)) === low + high * 256;
}

export function uint16(value: number): [number, number] {
  return [value >>> 8, value & 0xff];
}
