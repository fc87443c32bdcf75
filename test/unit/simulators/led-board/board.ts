import { createOnbon } from '../../../../simulators/led-board/onbon.js';
import { createPacketDecoder, encodePacket } from '../../../../simulators/led-board/onbon-codec.js';
import type { BoardView } from '../../../../simulators/led-board/onbon-view.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { plugHost } from '../host.js';

/** A board with a host that speaks bytes built here, field by field. */
export function createBoard(options: Parameters<typeof createOnbon>[1] = {}) {
  const clock = new VirtualClock();
  const board = createOnbon({ clock, random: seededRandom(1) }, options);
  const host = plugHost(board);
  const ask = (request: Uint8Array | string) => {
    host.forget();
    host.send(request);
    return host.heard();
  };
  return {
    board,
    clock,
    host,
    ask,
    /** Sends a command and gives `ack`, the NACK's code, or `silence`. */
    order: (...data: number[]) => verdict(ask(frame(data))),
    act: (name: string, args: Record<string, unknown> = {}) => board.actions[name]!(args),
    view: () => board.view() as BoardView,
  };
}

export function frame(data: readonly number[], destination = 1): Uint8Array {
  return encodePacket({ destination, source: 0x8000, data });
}

/** Orders, as `order` takes them. */
export const ping = [0xa2, 0x00, 1, 0, 0];
export const brightness = (mode: number, level: number, halfHours: readonly number[] = Array<number>(48).fill(0)) => [
  ...[0xa3, 0x02, 1, 0, 0],
  mode,
  level,
  ...halfHours,
];

/** What a reply says after group, command, error and two zeros, and who says it to whom. */
export function readReply(heard: string) {
  const [packet] = createPacketDecoder()(Buffer.from(heard.replaceAll(' ', ''), 'hex'));
  if (!packet) return undefined;
  const [group, command, error, ...rest] = packet.data;
  const { source, destination, intact } = packet;
  // The header is the first fourteen bytes after the leading A5s, when nothing before its tenth was escaped.
  const deviceType = Number.parseInt(heard.replaceAll(' ', '').slice(36, 38), 16);
  return { source, destination, deviceType, intact, group, command, error, payload: rest.slice(2) };
}

function verdict(heard: string): 'ack' | 'silence' | number | undefined {
  const reply = readReply(heard);
  if (!reply) return 'silence';
  return reply.command === 0 ? 'ack' : reply.error;
}

export interface AreaFields {
  id?: number;
  type?: number;
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  runMode?: number;
  timeout?: number;
  sound?: readonly number[];
  extend?: readonly number[];
  align?: number;
  singleLine?: number;
  newLine?: number;
  displayMode?: number;
  speed?: number;
  hold?: number;
  text?: string | readonly number[];
}

const pair = (value: number) => [value & 0xff, value >> 8];

/** One area as 2.7 lists it, with the length in front. Text is ASCII or bytes. */
export function area(fields: AreaFields = {}): number[] {
  const text = typeof fields.text === 'string' ? [...Buffer.from(fields.text, 'latin1')] : (fields.text ?? []);
  const body = [
    fields.type ?? 0,
    ...pair(fields.x ?? 0),
    ...pair(fields.y ?? 0),
    ...pair(fields.width ?? 8),
    ...pair(fields.height ?? 32),
    ...[fields.id ?? 0, 0, fields.runMode ?? 0],
    ...pair(fields.timeout ?? 0),
    ...(fields.sound ?? [0]),
    ...(fields.extend ?? [0]),
    ...[
      fields.align ?? 0,
      fields.singleLine ?? 2,
      fields.newLine ?? 1,
      fields.displayMode ?? 1,
      0,
      fields.speed ?? 0,
      fields.hold ?? 0,
    ],
    ...[text.length & 0xff, text.length >> 8, 0, 0],
    ...text,
  ];
  return [...pair(body.length), ...body];
}

/** A page of blanks is a line of them: 8 columns are 64 pixels. */
export const blanks = ' '.repeat(8);

/** The data of a dynamic-area command without deletions. */
export function show(...areas: AreaFields[]): number[] {
  return [0xa3, 0x06, 0x01, 0x00, 0x00, 0x00, areas.length, ...areas.flatMap(area)];
}
