import type { LocalTime } from '../../local-time.js';
import { encodeFrame, type Frame } from './frame.js';

/** Commands of a device (led-boards-counters-hid.md 5.4); the answer bears the same. */
export const commands = { heartbeat: 0xd1, counts: 0xd2 } as const;

/** What every message says of the device. */
export interface Health {
  /** Serial number, 1 to 32 letters, digits and "-". */
  readonly serial: string;
  /** By the clock of the device: local time as `yyyyMMddHHmmss`, a date that exists. */
  readonly stamp: string;
  /** Battery of receiver and transmitter. */
  readonly receiverPower: 'ok' | 'low';
  readonly transmitterPower: 'ok' | 'low';
  /** `lost`: receiver and transmitter do not see each other. */
  readonly binding: 'ok' | 'lost';
  readonly firmware?: string;
  readonly model?: string;
}

export interface Message extends Health {
  /** Passages of one period, with `counts` only; a status at start-up says 0 and 0. */
  readonly counts?: { readonly in: number; readonly out: number };
}

/** A message of a device; undefined for anything else, e.g. history and upgrade, whose content nobody has published. */
export function readMessage({ command, data }: Frame): Message | undefined {
  const fields = Buffer.from(data).toString('latin1').split(',');
  if (command === commands.heartbeat) return health(fields);
  if (command !== commands.counts) return undefined;
  const [serial = '', stamp = '', passedIn = '', passedOut = '', ...rest] = fields;
  const counts = { in: count(passedIn), out: count(passedOut) };
  const about = health([serial, stamp, ...rest]);
  if (!about || counts.in === undefined || counts.out === undefined) return undefined;
  return { ...about, counts: { in: counts.in, out: counts.out } };
}

function health(fields: readonly string[]): Health | undefined {
  const [serial = '', stamp = '', receiver = '', transmitter = '', binding = '', firmware, model] = fields;
  if (fields.length > 7 || !/^[\w-]{1,32}$/.test(serial) || !isStamp(stamp)) return undefined;
  if (![receiver, transmitter, binding].every((flag) => flag === '0' || flag === '1')) return undefined;
  const power = (flag: string) => (flag === '1' ? 'ok' : 'low');
  return {
    serial,
    stamp,
    receiverPower: power(receiver),
    transmitterPower: power(transmitter),
    binding: binding === '1' ? 'ok' : 'lost',
    ...printable('firmware', firmware),
    ...printable('model', model),
  };
}

function printable(name: 'firmware' | 'model', text: string | undefined) {
  const isText = text !== undefined && /^[\x20-\x7e]{1,32}$/.test(text);
  return isText ? { [name]: text.trim() } : {};
}

/** No device counts a million people in five minutes. */
function count(text: string): number | undefined {
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

function isStamp(text: string): boolean {
  if (!/^(?:19|20)\d{12}$/.test(text)) return false;
  const { year, month, day, hour, minute, second } = stampParts(text);
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && hour < 24 && minute < 60 && second < 60;
}

/** `20230101090000` in its parts. */
export function stampParts(text: string): Omit<LocalTime, 'weekday'> {
  const part = (from: number, to: number) => Number(text.slice(from, to));
  return {
    year: part(0, 4),
    month: part(4, 6),
    day: part(6, 8),
    hour: part(8, 10),
    minute: part(10, 12),
    second: part(12, 14),
  };
}

export interface Answer {
  readonly accepted: boolean;
  /** Sets the clock of the device. */
  readonly time: LocalTime;
  /** Minutes, 1 to 60, a multiple of `recordMinutes`. */
  readonly uploadMinutes: number;
  /** Minutes, 1 to 5. */
  readonly recordMinutes: number;
}

/** Both directions, round the clock, no upgrade. */
const wholeDay = ['0000', '2359'];
const bothDirections = '0';
const nothingElse = ['0', '0', '0'];
const parameter = 0x02;

/** The answer to a message: settings, and that it need not be sent again. */
export function encodeAnswer({ id, command }: Pick<Frame, 'id' | 'command'>, answer: Answer): Uint8Array {
  const { accepted, time, uploadMinutes, recordMinutes } = answer;
  const fields = [
    accepted ? '0' : '1',
    stampOf(time),
    ...wholeDay,
    String(uploadMinutes),
    String(recordMinutes),
    bothDirections,
    ...nothingElse,
  ];
  return encodeFrame({ id, command, parameter, data: Buffer.from(fields.join(','), 'latin1') });
}

function stampOf({ year, month, day, hour, minute, second }: LocalTime): string {
  const two = [month, day, hour, minute, second].map((value) => String(value).padStart(2, '0'));
  return `${year}${two.join('')}`;
}
