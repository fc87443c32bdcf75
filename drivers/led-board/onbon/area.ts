/** How X and Width are counted: `5k` in blocks of 8 pixels, or pixels with bit 15 set; `6k` always in pixels. */
export type CoordinateUnit = '5k' | '6k';

/** A rectangle of the board in pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const runModes = {
  loop: 0,
  hold: 1,
  'blank-after-timeout': 2,
  'last-page-after-timeout': 3,
  once: 4,
  'by-count': 5,
} as const;
const displayModes = { static: 1, quick: 2, left: 3, right: 4, up: 5, down: 6 } as const;
const horizontal = { left: 0, right: 1, centre: 2 } as const;
const vertical = { top: 0, bottom: 1, middle: 2 } as const;

/** A text field in the card's RAM (led-boards-counters-hid.md 2.7). */
export interface DynamicArea extends Rectangle {
  /** 0 to 255. */
  readonly id: number;
  readonly runMode: keyof typeof runModes;
  /** Seconds without an update, 0 to 65535; how often it is played in run mode `by-count`. */
  readonly timeout: number;
  readonly align: keyof typeof horizontal;
  readonly verticalAlign: keyof typeof vertical;
  /** Breaks lines at the edge of the area. */
  readonly wrap: boolean;
  readonly displayMode: keyof typeof displayModes;
  /** 0 (fastest) to 24. */
  readonly speed: number;
  /** How long a page stays, in units of 0.5 s, 0 to 255. */
  readonly holdTime: number;
  /** GB2312 and inline escapes. */
  readonly text: Uint8Array;
}

export interface AreaOrder {
  /** Areas to take away first. */
  readonly remove: readonly number[] | 'all';
  readonly areas: readonly DynamicArea[];
}

/** What follows the prefix of `A3 06`. */
export function encodeAreaOrder({ remove, areas }: AreaOrder, unit: CoordinateUnit): number[] {
  const removal = remove === 'all' ? [0xff] : [remove.length, ...remove];
  return [...removal, areas.length, ...areas.flatMap((area) => encodeArea(area, unit))];
}

function encodeArea(area: DynamicArea, unit: CoordinateUnit): number[] {
  const bytes = [
    0, // AreaType
    ...uint16(coordinate(area.x, unit)),
    ...uint16(area.y),
    ...uint16(coordinate(area.width, unit)),
    ...uint16(area.height),
    area.id,
    0, // LineSpace
    runModes[area.runMode],
    ...uint16(area.timeout),
    0, // SoundMode: none
    0, // ExtendLen: nothing
    horizontal[area.align] | (vertical[area.verticalAlign] << 2),
    2, // SingleLine: no, several
    area.wrap ? 2 : 1,
    displayModes[area.displayMode],
    0, // ExitMode
    area.speed,
    area.holdTime,
    ...uint16(area.text.length),
    ...uint16(0), // upper half of TextLen
    ...area.text,
  ];
  return [...uint16(bytes.length), ...bytes];
}

function coordinate(pixels: number, unit: CoordinateUnit): number {
  if (unit === '6k') return pixels;
  return pixels % 8 === 0 ? pixels / 8 : pixels | 0x8000;
}

function uint16(value: number): [number, number] {
  return [value & 0xff, value >>> 8];
}
