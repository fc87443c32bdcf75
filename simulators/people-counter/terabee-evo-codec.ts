import type { Clock } from '../simulator.js';

/**
 * What a Terabee TeraRanger Evo People Counter and its Swipe Plus model say and hear (led-boards-counters-hid.md 5.3).
 * Everything is big-endian and ends in a CRC-8 over all bytes before it.
 */
export const terabeeModels = ['people-counter', 'swipe-plus'] as const;
export type TerabeeModel = (typeof terabeeModels)[number];

export interface Thresholds {
  /** mm */
  readonly max: number;
  readonly min: number;
}

/** CRC-8 with polynomial 07, start 0, not reflected; F4 for "123456789". */
export function crc8(bytes: Iterable<number>): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1;
  }
  return crc;
}

const framed = (header: string, ...fields: number[][]): Uint8Array => {
  const body = [...Buffer.from(header, 'latin1'), ...fields.flat()];
  return Uint8Array.from([...body, crc8(body)]);
};
const word = (value: number) => [(value >>> 8) & 0xff, value & 0xff];
const long = (value: number) => [...word(value >>> 16), ...word(value)];

/** "DD", mm. */
export const distances = (first: number, second: number) => framed('DD', word(first), word(second));

/** "TT", mm; presence mode. */
export const presence = (distance: number) => framed('TT', word(distance));

/** "BP": the answer to the query for parameters. */
export const parameters = ({ max, min }: Thresholds) => framed('BP', word(max), word(min));

/**
 * "PC": the balance in - out, signed, and both counts.
 * @param sensorId of the People Counter; the Swipe Plus sends none
 */
export function passage(
  counts: { readonly in: number; readonly out: number; readonly net: number },
  sensorId?: number,
) {
  const id = sensorId === undefined ? [] : long(sensorId);
  return framed('PC', id, long(counts.net), word(counts.in), word(counts.out));
}

/** What a host told the sensor to do, without header and CRC. */
export interface TerabeeCommand {
  /** Second byte. */
  readonly group: number;
  readonly data: readonly number[];
}

/** ms without a byte after which the beginning of a command is given up: the sensor takes a command in one burst only. */
const staleMs = 20;
const headerLength = 2;

/**
 * Gives the whole, intact commands of a stream. The low half of a command's second byte is the number of bytes between it
 * and the CRC; this is inferred from the published commands.
 */
export function createCommandDecoder(clock: Clock): (chunk: Uint8Array) => TerabeeCommand[] {
  let buffer: number[] = [];
  let lastByteAt = clock.now();
  return (chunk) => {
    const now = clock.now();
    if (now - lastByteAt > staleMs) buffer = [];
    lastByteAt = now;
    buffer.push(...chunk);

    const commands: TerabeeCommand[] = [];
    while (buffer.length > 0) {
      const [first, group] = buffer;
      if (first === 0 && group === undefined) break;
      const length = first === 0 && group !== undefined ? headerLength + (group & 0x0f) + 1 : 0;
      if (length > buffer.length) break;
      const command = readCommand(buffer.slice(0, length));
      if (command) commands.push(command);
      buffer = buffer.slice(command ? length : 1);
    }
    return commands;
  };
}

function readCommand(frame: readonly number[]): TerabeeCommand | undefined {
  // The CRC over data and CRC is 0.
  if (frame.length <= headerLength + 1 || crc8(frame) !== 0) return undefined;
  return { group: frame[1] ?? 0, data: frame.slice(headerLength, -1) };
}
