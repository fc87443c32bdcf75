import type { ReplyDecoder } from '../../transport/transaction.js';
import type { Counts } from '../counting/model.js';

/**
 * HPC168 / HPC088 people counter (led-boards-counters-hid.md 5.1). A frame is upper-case hex text between two control
 * bytes: `02 | ID(4) | CMD(2) | LEN(2) | DATA(2 x LEN) | CHK(2) | 03`. LEN counts data bytes, CHK is the sum of all
 * bytes the text before it stands for, modulo 256. A reply carries the request's command + 80h.
 */
export interface Frame {
  /** Four decimal digits, e.g. `0001`. */
  readonly address: string;
  readonly command: number;
  readonly data: Uint8Array;
}

export type DoorState = 'open' | 'closed';

const STX = 0x02;
const ETX = 0x03;
/** Characters between STX and ETX of the longest frame: LEN can say 255. */
const longestText = 10 + 2 * 255;

const command = { reset: 0x12, read: 0x13, door: 0x66 } as const;
const reply = 0x80;

export const readRequest = (address: string): Uint8Array =>
  encodeFrame({ address, command: command.read, data: new Uint8Array() });

export const resetRequest = (address: string): Uint8Array =>
  encodeFrame({ address, command: command.reset, data: new Uint8Array() });

/** Says LEN 06 yet carries no data, as the one program does that is known to ask for it. */
export const doorRequest = (address: string): Uint8Array =>
  encodeFrame({ address, command: command.door, data: new Uint8Array() }, 6);

/** `length` is what LEN says, 0..255; the true length when left out. */
export function encodeFrame({ address, command, data }: Frame, length = data.length): Uint8Array {
  const body = `${address}${hexByte(command)}${hexByte(length)}${Array.from(data, hexByte).join('')}`;
  const text = `${body}${hexByte(checksum(body))}`;
  return Uint8Array.of(STX, ...Buffer.from(text, 'latin1'), ETX);
}

/**
 * A streaming decoder: gives the frames a chunk completes. Bytes that are not part of a sound frame are dropped; STX
 * always begins anew, because it cannot occur inside one. Never throws, keeps at most one frame.
 * @param damaged hears of each frame that began and did not come to a sound end
 */
export function frameDecoder(damaged: () => void = () => undefined): (chunk: Uint8Array) => Frame[] {
  let text: string | undefined;
  const drop = () => {
    if (text !== undefined) damaged();
    text = undefined;
  };
  return (chunk) => {
    const frames: Frame[] = [];
    for (const byte of chunk) {
      if (byte === STX) {
        drop();
        text = '';
      } else if (byte === ETX) {
        const frame = text === undefined ? undefined : parse(text);
        if (frame) {
          frames.push(frame);
          text = undefined;
        } else drop();
      } else if (text !== undefined) {
        if (isHexDigit(byte) && text.length < longestText) text += String.fromCharCode(byte);
        else drop();
      }
    }
    return frames;
  };
}

/** Reply 93h: 4 bytes in, 4 bytes out, both big-endian, 8 bytes without meaning. */
export const readReply = (address: string, damaged?: () => void): ReplyDecoder<Counts> =>
  replyDecoder({ address, request: command.read, length: 16, damaged }, (data) => {
    const view = new DataView(data.buffer, data.byteOffset);
    return { in: view.getUint32(0), out: view.getUint32(4) };
  });

/** Reply 92h: 06 = done, anything else = refused. */
export const resetReply = (address: string, damaged?: () => void): ReplyDecoder<{ readonly done: boolean }> =>
  replyDecoder({ address, request: command.reset, length: 1, damaged }, (data) => ({ done: data[0] === 0x06 }));

/** Reply E6h: six inputs, all 01 = open, anything else counts as closed. */
export const doorReply = (address: string, damaged?: () => void): ReplyDecoder<DoorState> =>
  replyDecoder({ address, request: command.door, length: 6, damaged }, (data) =>
    data.every((input) => input === 0x01) ? 'open' : 'closed',
  );

interface Awaited {
  readonly address: string;
  readonly request: number;
  /** Bytes of data. */
  readonly length: number;
  readonly damaged: (() => void) | undefined;
}

/** Waits for the one reply; our own echo and other units' frames are passed over. */
function replyDecoder<T>(
  { address, request, length, damaged }: Awaited,
  value: (data: Uint8Array) => T,
): ReplyDecoder<T> {
  const decode = frameDecoder(damaged);
  return (chunk) => {
    const frame = decode(chunk).find(
      (candidate) =>
        candidate.address === address && candidate.command === request + reply && candidate.data.length === length,
    );
    return frame && value(frame.data);
  };
}

function parse(text: string): Frame | undefined {
  const length = Number.parseInt(text.slice(6, 8), 16);
  const end = text.length - 2;
  if (text.length !== 10 + 2 * length || checksum(text.slice(0, end)) !== Number.parseInt(text.slice(end), 16)) {
    return undefined;
  }
  return {
    address: text.slice(0, 4),
    command: Number.parseInt(text.slice(4, 6), 16),
    data: Uint8Array.from(Buffer.from(text.slice(8, end), 'hex')),
  };
}

function checksum(text: string): number {
  return Buffer.from(text, 'hex').reduce((sum, byte) => (sum + byte) & 0xff, 0);
}

function hexByte(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}

function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46);
}
