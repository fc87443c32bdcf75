import { isSound, sealed, uint16 } from '../../modbus/frame.js';

/**
 * Foorir / HuaXin ZhiYun HX-HE2 infrared counter (led-boards-counters-hid.md 5.4):
 * `7E | id(4) | command(1) | parameter(1) | length(2, BE) | data | CRC(2, low byte first) | 7D`. The CRC is CRC-16/Modbus over
 * id to data. Between 7E and 7D, the CRC included, 7C 7D 7E are written as 7C and the byte xor 20.
 */
export interface Frame {
  /** Four bytes; FF FF FF FF in every published frame. */
  readonly id: Uint8Array;
  readonly command: number;
  readonly parameter: number;
  readonly data: Uint8Array;
}

const start = 0x7e;
const end = 0x7d;
const escapeMark = 0x7c;
const escapeBit = 0x20;

const headLength = 8;
const crcLength = 2;
/** Bytes of data taken at most; a record has some 60. */
export const longestData = 1_024;
const longestBody = headLength + longestData + crcLength;

export function encodeFrame({ id, command, parameter, data }: Frame): Uint8Array {
  const body = sealed([...id, command, parameter, ...uint16(data.length), ...data]);
  return Uint8Array.of(start, ...[...body].flatMap(escaped), end);
}

function escaped(byte: number): number[] {
  return isSpecial(byte) ? [escapeMark, byte ^ escapeBit] : [byte];
}

function isSpecial(byte: number): boolean {
  return byte === start || byte === end || byte === escapeMark;
}

/** Counts of frames since the decoder was made. */
export interface FrameDecoder {
  /** The sound frames that a chunk completes. Never throws, keeps at most one frame. */
  push(chunk: Uint8Array): Frame[];
  readonly intact: number;
  /** Began and ended, and were no frame. */
  readonly damaged: number;
}

/** A streaming decoder; 7E always begins anew, because it cannot stand inside a frame. */
export function frameDecoder(): FrameDecoder {
  let body: number[] | undefined;
  let isEscaped = false;
  const counted = { intact: 0, damaged: 0 };

  /** Gives up the frame under way. */
  const drop = () => {
    body = undefined;
    counted.damaged += 1;
  };
  const finish = (): Frame | undefined => {
    const frame = body && !isEscaped ? parse(Uint8Array.from(body)) : undefined;
    if (frame) {
      counted.intact += 1;
      body = undefined;
    } else if (body) drop();
    return frame;
  };
  const take = (byte: number) => {
    if (!body) return;
    if (byte === escapeMark && !isEscaped) {
      isEscaped = true;
      return;
    }
    const plain = isEscaped ? byte ^ escapeBit : byte;
    if ((isEscaped && !isSpecial(plain)) || body.length === longestBody) return drop();
    isEscaped = false;
    body.push(plain);
  };

  return {
    push(chunk) {
      const frames: Frame[] = [];
      for (const byte of chunk) {
        if (byte === start) {
          if (body?.length) drop();
          body = [];
          isEscaped = false;
        } else if (byte === end) {
          const frame = finish();
          if (frame) frames.push(frame);
        } else take(byte);
      }
      return frames;
    },
    get intact() {
      return counted.intact;
    },
    get damaged() {
      return counted.damaged;
    },
  };
}

function parse(body: Uint8Array): Frame | undefined {
  if (body.length < headLength + crcLength || !isSound(body)) return undefined;
  const data = body.slice(headLength, -crcLength);
  const [command = 0, parameter = 0, high = 0, low = 0] = body.subarray(4, headLength);
  return data.length === high * 256 + low ? { id: body.slice(0, 4), command, parameter, data } : undefined;
}
