import { crc16 } from '../modbus/crc.js';

/**
 * A frame of Foorir HX-HE2 counters as the counter sees it (led-boards-counters-hid.md 5.4):
 * `7E | id 4 | command | parameter | length 2 | data, ASCII | CRC-16 2, low byte first | 7D`. Between the ends, 7D, 7E and
 * 7C are sent as 7C and the byte xor 20h, also in the CRC. Length and CRC are of the bytes before that.
 */
export interface FoorirFrame {
  /** Four bytes. */
  readonly id: readonly number[];
  readonly command: number;
  readonly parameter: number;
  readonly data: string;
}

export const command = { heartbeat: 0xd1, counts: 0xd2 } as const;
export const everyId: readonly number[] = [0xff, 0xff, 0xff, 0xff];

const start = 0x7e;
const end = 0x7d;
const escapeByte = 0x7c;
const flip = 0x20;
const headLength = 8;
const crcLength = 2;
const longestFrame = 4_096;

export function encodeFrame({ id, command: code, parameter, data }: FoorirFrame): Uint8Array {
  const text = Buffer.from(data, 'ascii');
  const body = [...id, code, parameter, text.length >>> 8, text.length & 0xff, ...text];
  const crc = crc16(body);
  const escaped = [...body, crc & 0xff, crc >>> 8].flatMap((byte) =>
    byte >= escapeByte && byte <= start ? [escapeByte, byte ^ flip] : [byte],
  );
  return Uint8Array.from([start, ...escaped, end]);
}

/** Gives the whole, intact frames of a stream; anything else is dropped without a word. */
export function createFrameDecoder(): (chunk: Uint8Array) => FoorirFrame[] {
  let body: number[] | undefined;
  let escaped = false;
  return (chunk) => {
    const frames: FoorirFrame[] = [];
    for (const byte of chunk) {
      if (byte === start) {
        body = [];
        escaped = false;
      } else if (byte === end) {
        const frame = body && !escaped ? readFrame(body) : undefined;
        if (frame) frames.push(frame);
        body = undefined;
      } else if (body && byte === escapeByte && !escaped) {
        escaped = true;
      } else if (body) {
        body.push(escaped ? byte ^ flip : byte);
        escaped = false;
        if (body.length > longestFrame) body = undefined;
      }
    }
    return frames;
  };
}

function readFrame(body: readonly number[]): FoorirFrame | undefined {
  // The CRC over a frame and its CRC is 0.
  if (body.length < headLength + crcLength || crc16(body) !== 0) return undefined;
  const data = body.slice(headLength, -crcLength);
  const [code = 0, parameter = 0, lengthHigh = 0, lengthLow = 0] = body.slice(4);
  if (data.length !== lengthHigh * 0x100 + lengthLow) return undefined;
  return { id: body.slice(0, 4), command: code, parameter, data: Buffer.from(data).toString('ascii') };
}
