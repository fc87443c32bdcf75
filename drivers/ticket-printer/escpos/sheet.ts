import { GatewayError } from '../../error.js';
import type { Element } from '../elements.js';
import type { Omission } from './block.js';
import * as escpos from './builder.js';
import { begin, change, type Mode, startMode } from './mode.js';
import { type Piece, pieceOf, type SheetAssets } from './piece.js';
import type { Profile } from './profiles.js';

/** A finished piece of paper. */
export interface Sheet {
  /** All that is printed; ends at the start of a line, so that a process ID can stand behind it. */
  readonly body: Uint8Array;
  /** Feeds to the cutter and cuts. */
  readonly cut: Uint8Array;
  /** Body and cut. */
  readonly bytes: Uint8Array;
  /** Characters that came out as "?". */
  readonly replaced: number;
  /** What does not fit the printer and therefore is not on the paper. */
  readonly omitted: readonly Omission[];
  /** Length of paper, the feed to the cutter included; an estimate in mm to a tenth. */
  readonly heightMm: number;
  /** Printed lines of text. */
  readonly lines: number;
}

/** Paper fed from the print head to the cutter before the cut, mm (ticket-printing.md 2.2). */
export const toCutterMm = 15;

/**
 * The elements in the bytes of a printer, in the order of ticket-printing.md section 8. No byte of it is, or reads as, a
 * real-time command. Throws CONFIG_INVALID for a row that does not fit the paper.
 */
export function composeSheet(elements: readonly Element[], profile: Profile, assets: SheetAssets = {}): Sheet {
  const pieces = elements.map((element) => pieceOf(element, profile, assets));
  const body = escpos.concat(atLineStart([...begin(profile), ...joined(pieces, profile)]));
  const cut = escpos.cut(profile.extraFeedDots);
  const dots = sum(pieces, (piece) => piece.dots) + profile.extraFeedDots;
  return {
    body,
    cut,
    bytes: escpos.concat([body, cut]),
    replaced: sum(pieces, ({ replaced }) => replaced),
    omitted: pieces.flatMap(({ omitted }) => omitted ?? []),
    heightMm: Math.round((dots / profile.dotsPerMm + toCutterMm) * 10) / 10,
    lines: sum(pieces, ({ lines }) => lines),
  };
}

/**
 * Nothing endless comes out because of a wrong template or text.
 * Throws COMMAND_ARGS_INVALID when the ticket would be longer than `maxMm`.
 */
export function refuseOverlong({ heightMm }: Sheet, maxMm: number, number: string): void {
  if (heightMm <= maxMm) return;
  const length = `it would be ${heightMm} mm long; allowed: at most ${maxMm} mm (option maxTicketMm)`;
  throw new GatewayError('COMMAND_ARGS_INVALID', `ticket ${number} was not printed: ${length}`);
}

function joined(pieces: readonly Piece[], profile: Profile): Uint8Array[] {
  let mode: Mode = startMode;
  return pieces.flatMap((piece) => {
    const next = { ...mode, ...piece.mode };
    const changes = change(mode, next, profile);
    mode = next;
    return [...changes, ...piece.parts];
  });
}

/** A picture or a feed at the end is no line: a printer may wait for the end of one before it confirms or cuts. */
function atLineStart(parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const last = parts.at(-1);
  const isLineFeed = last?.length === 1 && last[0] === escpos.lineFeed()[0];
  return isLineFeed ? parts : [...parts, escpos.lineFeed()];
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
