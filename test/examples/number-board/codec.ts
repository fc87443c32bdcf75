/** Bytes of one frame: ID, high byte, low byte, sum (led-boards-counters-hid.md 3.3, "generic Chinese counter board"). */
export const frameLength = 4;

/** Largest number the board can show. */
export const largest = 9_999;

/**
 * The frame that shows `value` on board `address`; the last byte is the sum of the others, modulo 256.
 * @param address 1 to 255
 * @param value 0 to 9999
 */
export function encodeNumber(address: number, value: number): Uint8Array {
  const body = [address, value >> 8, value & 0xff];
  return Uint8Array.from([...body, body.reduce((sum, byte) => sum + byte, 0) & 0xff]);
}

/** The digits of a ticket number as the board can show them, or undefined when there are none: A012 → 12. */
export function digitsOf(number: string): number | undefined {
  const digits = number.replace(/\D/g, '').slice(-4);
  return digits === '' ? undefined : Number(digits);
}
