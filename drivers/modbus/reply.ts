import type { ReplyDecoder } from '../transport/transaction.js';
import { isSound, uint16 } from './frame.js';
import { functions, type ModbusRequest } from './request.js';

/** What a unit answers: the data of a read (nothing after a write), or why it does not do it. */
export type ModbusReply = { readonly data: Uint8Array } | { readonly exception: number };

const exceptionBit = 0x80;
const exceptionLength = 5;
const crcLength = 2;

/**
 * Waits for this unit's reply to this one request. What else is on the line leaves it waiting: noise, damaged frames, other
 * units, replies to another function or of another size. RTU marks the beginning of a frame by silence alone, which a
 * serial driver of an operating system does not hand on, so every byte may be one. Keeps less than one frame.
 *
 * Replies carry no number, and those to reads no address: one that comes after its time-out cannot be told from the next
 * reply of the same function and size. The reply to `write register` equals its request: where an adapter echoes and
 * nobody takes the echo out, it proves nothing.
 *
 * `damaged` hears of each frame that began as the reply and whose CRC is wrong.
 */
export function replyDecoder(
  unit: number,
  request: ModbusRequest,
  damaged: () => void = () => undefined,
): ReplyDecoder<ModbusReply> {
  const code = functions[request.kind];
  const accepted = acceptance(request);
  const candidates: readonly Candidate[] = [
    {
      head: [unit, code, ...accepted.head],
      length: accepted.length,
      read: (frame) => ({ data: frame.slice(3, 3 + accepted.dataLength) }),
    },
    {
      head: [unit, code | exceptionBit],
      length: exceptionLength,
      read: (frame) => ({ exception: frame[2] ?? 0 }),
    },
  ];
  let buffer: Uint8Array = new Uint8Array();
  return (chunk) => {
    buffer = joined(buffer, chunk);
    let open = buffer.length;
    for (let start = 0; start < buffer.length; start++) {
      const rest = buffer.subarray(start);
      const candidate = candidates.find(({ head }) => beginsWith(rest, head));
      if (!candidate) continue;
      const frame = rest.subarray(0, candidate.length);
      if (frame.length < candidate.length) open = Math.min(open, start);
      else if (isSound(frame)) return candidate.read(frame);
      // Behind one that may still become the reply it is looked at again.
      else if (start < open) damaged();
    }
    buffer = buffer.subarray(open);
    return undefined;
  };
}

/** A kind of frame that would be the reply. */
interface Candidate {
  readonly head: readonly number[];
  /** Bytes of the whole frame. */
  readonly length: number;
  readonly read: (frame: Uint8Array) => ModbusReply;
}

/** How the reply to `request` goes on after unit and function: a read's size and data, a write's address and what was written. */
function acceptance(request: ModbusRequest) {
  switch (request.kind) {
    case 'write register':
      return { head: [...uint16(request.address), ...uint16(request.value)], dataLength: 0, length: 6 + crcLength };
    case 'write registers':
      return {
        head: [...uint16(request.address), ...uint16(request.values.length)],
        dataLength: 0,
        length: 6 + crcLength,
      };
    default: {
      const { kind, count } = request;
      const isBits = kind === 'read coils' || kind === 'read discrete inputs';
      const dataLength = isBits ? Math.ceil(count / 8) : count * 2;
      return { head: [dataLength], dataLength, length: 3 + dataLength + crcLength };
    }
  }
}

/** As far as the bytes go: a beginning that is cut off may still become one. */
function beginsWith(bytes: Uint8Array, head: readonly number[]): boolean {
  return head.every((byte, i) => i >= bytes.length || bytes[i] === byte);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
