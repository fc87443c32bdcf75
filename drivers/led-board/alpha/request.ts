import type { LocalTime } from '../../local-time.js';
import { encodeMemory, type MemoryFile } from './memory.js';
import { type Destination, encodePacket } from './packet.js';

/** Where a text stands (led-boards-counters-hid.md 4.1: two libraries agree, alphasignpy has other codes). */
export const positions = {
  middle: '\x20',
  top: '\x22',
  bottom: '\x26',
  fill: '\x30',
  left: '\x31',
  right: '\x32',
} as const;
export type Position = keyof typeof positions;

export const modes = { rotate: 'a', hold: 'b', flash: 'c', auto: 'o' } as const;
export type Mode = keyof typeof modes;

/** A part of a TEXT file: signs of its own, or lines that each show a STRING file (`undefined` an empty one). */
export interface Segment {
  readonly position: Position;
  readonly mode: Mode;
  readonly show: { readonly text: string } | { readonly lines: readonly (string | undefined)[] };
}

/** Everything that can be said to a sign. There is no reset and no setting of addresses. */
export type Request =
  | { readonly kind: 'write-text'; readonly label: string; readonly segments: readonly Segment[] }
  | { readonly kind: 'write-string'; readonly label: string; readonly text: string }
  | { readonly kind: 'configure-memory'; readonly files: readonly MemoryFile[] }
  /** Which TEXT files run, one after another. */
  | { readonly kind: 'run'; readonly labels: readonly string[] }
  | { readonly kind: 'acknowledge'; readonly on: boolean }
  | { readonly kind: 'clear-errors' }
  /** 0 (brightest) to 4. */
  | { readonly kind: 'dim'; readonly level: number }
  | { readonly kind: 'time' | 'weekday' | 'date'; readonly time: LocalTime }
  | Question;

export type Question =
  | { readonly kind: 'read-text' | 'read-string'; readonly label: string }
  | { readonly kind: 'read-memory' | 'read-errors' };

export function encodeRequest(request: Request, destination: Destination): Uint8Array {
  return encodePacket(commandOf(request), destination);
}

/** How the reply to a question begins: it is the write form of what was asked for. */
export function replyPrefix(question: Question): string {
  const [, code = ''] = commandOf(question);
  if (question.kind === 'read-text') return `A${code}`;
  return question.kind === 'read-string' ? `G${code}` : `E${code}`;
}

function commandOf(request: Request): string {
  switch (request.kind) {
    case 'write-text':
      return `A${request.label}${encodeSegments(request.segments)}`;
    case 'read-text':
      return `B${request.label}`;
    case 'write-string':
      return `G${request.label}${printable(request.text)}`;
    case 'read-string':
      return `H${request.label}`;
    case 'read-memory':
      return 'F$';
    case 'read-errors':
      return 'F*';
    default:
      return `E${specialFunction(request)}`;
  }
}

type Special = Exclude<Request, Question | { kind: 'write-text' | 'write-string' }>;

function specialFunction(request: Special): string {
  switch (request.kind) {
    case 'configure-memory':
      return `$${encodeMemory(request.files)}`;
    case 'run':
      return `.TU${request.labels.join('')}`;
    case 'acknowledge':
      return request.on ? 's1' : 's0';
    case 'clear-errors':
      return '4';
    case 'dim':
      return `/00${two(request.level)}`;
    case 'time':
      return ` ${two(request.time.hour)}${two(request.time.minute)}`;
    case 'weekday':
      return `&${(request.time.weekday % 7) + 1}`; // 1 is Sunday
    case 'date':
      return `;${two(request.time.month)}${two(request.time.day)}${two(request.time.year % 100)}`;
  }
}

/** Content of a TEXT file. */
export function encodeSegments(segments: readonly Segment[]): string {
  return segments.map(encodeSegment).join('');
}

function encodeSegment({ position, mode, show }: Segment): string {
  const content = 'text' in show ? printable(show.text) : show.lines.map(encodeLine).join('\r');
  return `\x1b${positions[position]}${modes[mode]}${content}`;
}

function encodeLine(string: string | undefined): string {
  return string === undefined ? '' : `\x10${string}`;
}

/** The last gate: whatever came here, nothing in a text can end its command or begin another. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, '?');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
