/** A dynamic area as it was ordered (led-boards-counters-hid.md 2.7); lengths in pixels. */
export interface DynamicArea {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** 0 loop, 1 hold, 2 blank after time-out, 3 logo after time-out, 4 once, 5 by count. */
  readonly runMode: number;
  /** Seconds; in run mode 5 how often it is played. */
  readonly timeout: number;
  readonly align: 'left' | 'right' | 'centre';
  readonly valign: 'top' | 'bottom' | 'middle';
  readonly singleLine: boolean;
  readonly autoWrap: boolean;
  /** How a page comes onto the glass. */
  readonly displayMode: DisplayMode;
  /** Of that, 0 fastest to 24 slowest. */
  readonly speed: number;
  /** How long one page stays. */
  readonly holdSeconds: number;
  /** Signs of a Chinese set and inline escapes, as sent. */
  readonly text: Uint8Array;
}

const displayModes = ['static', 'quick', 'left', 'right', 'up', 'down'] as const;
export type DisplayMode = (typeof displayModes)[number];

export interface AreaOrder {
  readonly deletions: readonly number[] | 'all';
  readonly areas: readonly DynamicArea[];
}

/** How a card counts X and Width: the 5K in blocks of 8 pixels unless the high bit is set, the 6K in pixels. */
export type CardSeries = '5k' | '6k';

/**
 * Reads what follows the five bytes of `A3 06`. Undefined when a length does not fit or a field has a value that the
 * table does not have.
 */
export function parseAreaOrder(payload: Uint8Array, series: CardSeries): AreaOrder | undefined {
  const reader = createReader(payload);
  const count = reader.uint(1);
  const deletions = count === 0xff ? 'all' : [...reader.bytes(count)];
  const areas = Array.from({ length: reader.uint(1) }, () =>
    readArea(createReader(reader.bytes(reader.uint(2))), series),
  );
  if (!reader.finished() || areas.includes(undefined)) return undefined;
  return { deletions, areas: areas.filter((area) => area !== undefined) };
}

const horizontal = ['left', 'right', 'centre'] as const;
const vertical = ['top', 'bottom', 'middle'] as const;

function readArea(reader: Reader, series: CardSeries): DynamicArea | undefined {
  const type = reader.uint(1);
  const x = pixels(reader.uint(2), series);
  const y = reader.uint(2);
  const width = pixels(reader.uint(2), series);
  const height = reader.uint(2);
  const [id, , runMode] = [reader.uint(1), reader.uint(1), reader.uint(1)];
  const timeout = reader.uint(2);
  const sound = skipSound(reader);
  const extended = reader.uint(1);
  reader.bytes(extended);
  const alignment = reader.uint(1);
  const [lines, wrap, mode, exitMode] = [reader.uint(1), reader.uint(1), reader.uint(1), reader.uint(1)];
  const [speed, hold] = [reader.uint(1), reader.uint(1)];
  const text = reader.bytes(reader.uint(4));
  const displayMode = displayModes[mode - 1];
  const align = horizontal[alignment & 3];
  const valign = vertical[(alignment >> 2) & 3];
  const legal =
    type === 0 &&
    runMode <= 5 &&
    sound <= 2 &&
    extended <= 1 &&
    isOneOrTwo(lines) &&
    isOneOrTwo(wrap) &&
    exitMode === 0 &&
    speed <= 0x18;
  if (!legal || !reader.finished() || !displayMode || !align || !valign) return undefined;
  const place = { id, x, y, width, height, align, valign };
  const layout = { singleLine: lines === 1, autoWrap: wrap === 2, displayMode, speed };
  return { ...place, ...layout, runMode, timeout, holdSeconds: hold / 2, text };
}

/** Passes over what a voice card would speak and gives the SoundMode. */
function skipSound(reader: Reader): number {
  const mode = reader.uint(1);
  if (mode === 1 || mode === 2) reader.bytes(3);
  if (mode === 2) reader.bytes(reader.uint(4));
  return mode;
}

function pixels(value: number, series: CardSeries): number {
  if (series === '6k') return value;
  return value & 0x8000 ? value & 0x7fff : value * 8;
}

function isOneOrTwo(value: number): boolean {
  return value === 1 || value === 2;
}

interface Reader {
  /** An unsigned number, low byte first; 0 beyond the end. */
  uint(size: 1 | 2 | 4): number;
  bytes(count: number): Uint8Array;
  /** True when exactly everything was read. */
  finished(): boolean;
}

function createReader(source: Uint8Array): Reader {
  let position = 0;
  const bytes = (count: number) => {
    position += count;
    return source.subarray(Math.min(position - count, source.length), position);
  };
  return {
    uint: (size) => bytes(size).reduceRight((value, byte) => value * 256 + byte, 0),
    bytes,
    finished: () => position === source.length,
  };
}
