import { GatewayError } from '../../error.js';
import type { Cell } from '../elements.js';
import type { Profile } from './profiles.js';
import { columnsOf, encodeText, type Glyph, space, wrap } from './text.js';

export interface RowLines {
  readonly lines: readonly (readonly Glyph[])[];
  readonly replaced: number;
}

/** One Chinese character. */
const leastRoom = 2;

/**
 * Cells side by side, each wrapped inside its columns; columns count the width on paper, so that Chinese aligns.
 * @param factor times as wide as the normal font, 1 to 8; columns stay those of the normal font.
 * Throws CONFIG_INVALID when the cells do not fit the paper.
 */
export function rowLines(cells: readonly Cell[], factor: number, profile: Profile): RowLines {
  const rooms = roomsOf(cells, factor, profile.columns);
  const columns = cells.map(({ text, align }, at) => {
    const { glyphs, replaced } = encodeText(text, profile);
    const room = rooms[at] ?? 0;
    return { align, room, replaced, lines: wrap(glyphs, room) };
  });
  const height = Math.max(0, ...columns.map(({ lines }) => lines.length));
  return {
    lines: Array.from({ length: height }, (_, at) =>
      withoutBlanksAtEnd(columns.flatMap(({ lines, room, align }) => placed(lines[at] ?? [], room, align))),
    ),
    replaced: columns.reduce((sum, { replaced }) => sum + replaced, 0),
  };
}

/** Letters of the row's own size per cell. Counted from the left edge, so that rounding does not add up. */
function roomsOf(cells: readonly Cell[], factor: number, paper: number): readonly number[] {
  let end = 0;
  const rooms = cells.map(({ columns }) => {
    const start = end;
    end += columns;
    return Math.floor(end / factor) - Math.floor(start / factor);
  });
  if (end > paper) throw layoutError(`a row of ${end} columns does not fit the paper; allowed: at most ${paper}`);
  const narrow = rooms.findIndex((room) => room < leastRoom);
  if (narrow >= 0) {
    const found = `cell ${narrow + 1} of a row has ${cells[narrow]?.columns} columns`;
    throw layoutError(`${found}; allowed: at least ${leastRoom * factor} at ${factor} times the width`);
  }
  return rooms;
}

const layoutError = (message: string): GatewayError => new GatewayError('CONFIG_INVALID', message);

function placed(glyphs: readonly Glyph[], room: number, align: Cell['align']): readonly Glyph[] {
  const free = room - columnsOf(glyphs);
  const before = { left: 0, centre: Math.floor(free / 2), right: free }[align];
  return [...blanks(before), ...glyphs, ...blanks(free - before)];
}

const blanks = (count: number): readonly Glyph[] => Array.from({ length: count }, () => space);

function withoutBlanksAtEnd(glyphs: readonly Glyph[]): readonly Glyph[] {
  return glyphs.slice(0, glyphs.findLastIndex((glyph) => glyph !== space) + 1);
}
