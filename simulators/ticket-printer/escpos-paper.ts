import { type Bitmap, digestOf } from './escpos-bitmap.js';

/** 203 dpi. */
export const dotsPerMm = 8;
/** What is printed last lies under the head, this far before the cutter (ticket-printing.md 2.2). */
export const headToCutterDots = 15 * dotsPerMm;

export interface PrintedLine {
  /** Without the blanks at its end. */
  readonly text: string;
  /** The widest and highest sign of the line, 1 to 8. */
  readonly width: number;
  readonly height: number;
  /** True when some sign of the line is. */
  readonly bold: boolean;
  readonly reverse: boolean;
  /** Dots, of the thickest underline. */
  readonly underline: 0 | 1 | 2;
  /** B when every letter of the line is of the small font. */
  readonly font: 'A' | 'B';
  readonly align: 'left' | 'centre' | 'right';
}

/** Dots on paper. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Equal for equal dots; the action `pixels` gives the dots of the newest pictures. */
  readonly digest: string;
  /** Its name, when the printer had it stored. */
  readonly logo?: string;
}

export interface Barcode {
  readonly symbology: string;
  readonly data: string;
}

/** What the head does. */
export type Printed =
  | { readonly kind: 'line'; readonly line: PrintedLine }
  | { readonly kind: 'qr'; readonly payload: string }
  | { readonly kind: 'barcode'; readonly barcode: Barcode }
  | { readonly kind: 'picture'; readonly bitmap: Bitmap; readonly logo?: string };

/** What one sees of it. */
export type Item =
  | Exclude<Printed, { readonly kind: 'picture' }>
  | { readonly kind: 'picture'; readonly picture: Picture };

export type CutKind = 'full' | 'partial';

/** What is on a piece of paper. */
export interface Contents {
  /** Everything on it, from its beginning. */
  readonly items: readonly Item[];
  readonly lines: readonly PrintedLine[];
  /** The lines, joined by line feeds. */
  readonly text: string;
  readonly qr: readonly string[];
  readonly pictures: readonly Picture[];
  readonly barcodes: readonly Barcode[];
}

/** What somebody can hold in the hand. */
export interface Piece extends Contents {
  /** Where it begins and ends, mm of all the paper that has come out; a torn one goes up to the head. */
  readonly startMm: number;
  readonly endMm: number;
  readonly cut: CutKind | 'torn';
  /** The blade went through something printed. */
  readonly cutThrough: boolean;
}

export interface ReservedCut {
  readonly cut: CutKind;
  /** Dots from where the paper began. */
  readonly at: number;
}

interface Mark {
  readonly item: Item;
  readonly start: number;
  readonly end: number;
}

/** Oldest pieces and marks are forgotten beyond these. */
const remembered = { pieces: 100, marks: 10_000, bitmaps: 200 };

/** The paper that has left the roll, measured in dots from where it began. */
export interface Paper {
  /** Prints at the head while feeding. */
  print(item: Printed, dots: number): void;
  /** Negative draws the paper back. */
  feed(dots: number): void;
  /** Wants a cut where the head is now plus `dots`, as soon as that place has reached the cutter. */
  reserve(cut: CutKind, dots: number): void;
  /** The reserved cut whose place has come to the cutter, once. */
  due(): ReservedCut | undefined;
  /** @param at dots; where the blade is when left out. */
  cut(cut: CutKind, at?: number): void;
  /** Somebody takes what hangs out, whole. */
  tear(): void;
  readonly tickets: readonly Piece[];
  readonly torn: readonly Piece[];
  /** Cuts since the beginning. */
  readonly cuts: number;
  uncut(): readonly PrintedLine[];
  /** The same with everything else that is on it. */
  hanging(): Contents;
  /** The dots of a picture, while it is among the newest. */
  bitmap(digest: string): Bitmap | undefined;
}

export function createPaper(): Paper {
  const tickets: Piece[] = [];
  const torn: Piece[] = [];
  const bitmaps = new Map<string, Bitmap>();
  let marks: Mark[] = [];
  let reserved: ReservedCut[] = [];
  let head = 0;
  let end = -headToCutterDots;
  let cuts = 0;

  const keep = (pieces: Piece[], piece: Piece) => {
    pieces.push(piece);
    if (pieces.length > remembered.pieces) pieces.shift();
  };
  return {
    tickets,
    torn,
    get cuts() {
      return cuts;
    },
    print(item, dots) {
      marks.push({ item: seen(item), start: head, end: head + dots });
      if (marks.length > remembered.marks) marks.shift();
      head += dots;
    },
    feed(dots) {
      head += dots;
    },
    reserve(cut, dots) {
      reserved.push({ cut, at: head + dots });
    },
    due() {
      return reserved[0] && head - headToCutterDots >= reserved[0].at ? reserved.shift() : undefined;
    },
    cut(cut, blade = head - headToCutterDots) {
      cuts++;
      // Twice at one place leaves nothing in between.
      if (blade <= end) return;
      const begin = end;
      end = blade;
      const off = marks.filter(({ start }) => start < blade);
      marks = marks.filter(({ start }) => start >= blade);
      keep(tickets, {
        ...contents(off),
        startMm: toMm(begin),
        endMm: toMm(blade),
        cut,
        cutThrough: off.some((mark) => mark.end > blade),
      });
    },
    tear() {
      reserved = [];
      const begin = end;
      end = head - headToCutterDots;
      const place = { startMm: toMm(begin), endMm: toMm(head) };
      if (marks.length > 0) keep(torn, { ...contents(marks), ...place, cut: 'torn', cutThrough: false });
      marks = [];
    },
    uncut: () => contents(marks).lines,
    hanging: () => contents(marks),
    bitmap: (digest) => bitmaps.get(digest),
  };

  function seen(item: Printed): Item {
    if (item.kind !== 'picture') return item;
    const { bitmap, logo } = item;
    const digest = digestOf(bitmap);
    // A picture that comes again is among the newest again.
    bitmaps.delete(digest);
    bitmaps.set(digest, bitmap);
    for (const oldest of [...bitmaps.keys()].slice(0, -remembered.bitmaps)) bitmaps.delete(oldest);
    const picture = { width: bitmap.width, height: bitmap.height, digest, ...(logo === undefined ? {} : { logo }) };
    return { kind: 'picture', picture };
  }
}

/** From the beginning of the first piece, which lies under the blade. */
function toMm(dots: number): number {
  return (dots + headToCutterDots) / dotsPerMm;
}

function contents(marks: readonly Mark[]): Contents {
  const items = marks.map(({ item }) => item);
  const lines = items.flatMap((item) => (item.kind === 'line' ? [item.line] : []));
  return {
    items,
    lines,
    text: lines.map(({ text }) => text).join('\n'),
    qr: items.flatMap((item) => (item.kind === 'qr' ? [item.payload] : [])),
    pictures: items.flatMap((item) => (item.kind === 'picture' ? [item.picture] : [])),
    barcodes: items.flatMap((item) => (item.kind === 'barcode' ? [item.barcode] : [])),
  };
}
