import { type Bus, type BusOptions, createBus } from '../../../drivers/transport/bus.js';
import type { ByteLink, LineFormat } from '../../../drivers/transport/link.js';
import { type MemoryEnd, memoryPair } from '../../../drivers/transport/memory.js';
import type { ReplyDecoder, Transaction } from '../../../drivers/transport/transaction.js';
import { VirtualClock } from '../../support/virtual-clock.js';

/** A line in memory, with the far end in the test's hand. The protocol: request `A n`, reply `A+80 n`. */
export interface TestLine {
  readonly clock: VirtualClock;
  readonly bus: Bus;
  /** One far end per opening. */
  readonly ends: MemoryEnd[];
  /** What the far ends received: time in ms and bytes. */
  readonly heard: { at: number; bytes: number[] }[];
  /** How the next openings go; empty = well. */
  readonly openings: (Error | Promise<ByteLink>)[];
  /** When an opening was tried, in ms. */
  readonly tries: number[];
  /** Addresses that answer at once. */
  readonly answering: Set<number>;
  /** Addresses that answer after so many ms. */
  readonly slow: Map<number, number>;
  far(): MemoryEnd;
}

export function testLine(options: Partial<BusOptions> = {}): TestLine {
  const clock = new VirtualClock();
  const ends: MemoryEnd[] = [];
  const heard: TestLine['heard'] = [];
  const openings: TestLine['openings'] = [];
  const tries: number[] = [];
  const answering = new Set<number>();
  const slow = new Map<number, number>();
  const open = async () => {
    tries.push(clock.monotonic());
    const next = openings.shift();
    if (next instanceof Error) throw next;
    if (next) return next;
    const [host, device] = memoryPair('line');
    device.onData((bytes) => {
      heard.push({ at: clock.monotonic(), bytes: [...bytes] });
      const answer = () => device.write(reply(bytes[0]!, bytes[1]!)).catch(() => {});
      const afterMs = slow.get(bytes[0]!);
      if (afterMs !== undefined) clock.setTimeout(answer, afterMs);
      else if (answering.has(bytes[0]!)) void answer();
    });
    ends.push(device);
    return host;
  };
  const bus = createBus({ name: 'rs485-1', clock, random: () => 0.999, open, ...options });
  return { clock, bus, ends, heard, openings, tries, answering, slow, far: () => ends.at(-1)! };
}

/** A line of 10 bits per character. */
export function at(baudRate: number): LineFormat {
  return { baudRate, dataBits: 8, parity: 'none', stopBits: 1 };
}

export function reply(address: number, n: number): Uint8Array {
  return Uint8Array.of(address | 0x80, n);
}

/** Finds the two bytes of the reply anywhere in the stream. */
export function replyDecoder(address: number): ReplyDecoder<number> {
  let previous = 0;
  return (chunk) => {
    for (const byte of chunk) {
      if (previous === (address | 0x80)) return byte;
      previous = byte;
    }
    return undefined;
  };
}

export function ask(address: number, n: number, more: Partial<Transaction<number>> = {}): Transaction<number> {
  return {
    label: `ask ${n}`,
    request: Uint8Array.of(address, n),
    decoder: () => replyDecoder(address),
    timeoutMs: 500,
    ...more,
  };
}

/** Follows a promise without waiting for it: `pending`, its value or the code of its error. */
export function follow(promise: Promise<unknown>): { outcome: unknown } {
  const followed: { outcome: unknown } = { outcome: 'pending' };
  promise.then(
    (value) => {
      followed.outcome = value;
    },
    (error: { code?: string }) => {
      followed.outcome = error.code ?? String(error);
    },
  );
  return followed;
}
