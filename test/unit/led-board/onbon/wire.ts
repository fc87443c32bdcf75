import { encodeFrame } from '../../../../drivers/led-board/onbon/frame.js';

/** What a card sends, as somebody would write it down from the documents. */
export function cardFrame(
  data: readonly number[],
  { source = 1, destination = 0x8000, deviceType = 0xfe } = {},
): Uint8Array {
  const le = (value: number) => [value & 0xff, value >> 8];
  const header = [...le(destination), ...le(source), 0, 0, 0, 0, 0, 0, deviceType, 2, ...le(data.length)];
  return encodeFrame(Uint8Array.from([...header, ...data]));
}

export const ack = (...payload: number[]) => [0xa0, 0, 0, 0, 0, ...payload];
export const nack = (code: number) => [0xa0, 1, code, 0, 0];
