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
  readonly align: 'left' | 'centre' | 'right';
}

/** Dots on paper. */
export interface Picture {
  readonly width: number;
  readonly height: number;
}

export type Printed =
  | { readonly kind: 'line'; readonly line: PrintedLine }
  | { readonly kind: 'qr'; readonly payload: string }
  | { readonly kind: 'picture'; readonly picture: Picture };

export type CutKind = 'full' | 'partial';

/** What somebody can hold in the hand. */
export interface Piece {
  readonly lines: readonly PrintedLine[];
  /** The lines, joined by line feeds. */
  readonly text: string;
  readonly qr: readonly string[];
  readonly pictures: readonly Picture[];
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
  readonly item: Printed;
  readonly start: number;
  readonly end: number;
}

/** Oldest pieces and marks are forgotten beyond these. */
const remembered = { pieces: 100, marks: 10_000 };

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
}

export function createPaper(): Paper {
  const tickets: Piece[] = [];
  const torn: Piece[] = [];
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
      marks.push({ item, start: head, end: head + dots });
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
      end = blade;
      const off = marks.filter(({ start }) => start < blade);
      marks = marks.filter(({ start }) => start >= blade);
      keep(tickets, {
        ...contents(off),
        cut,
        cutThrough: off.some((mark) => mark.end > blade),
      });
    },
    tear() {
      reserved = [];
      end = head - headToCutterDots;
      if (marks.length > 0) keep(torn, { ...contents(marks), cut: 'torn', cutThrough: false });
      marks = [];
    },
    uncut: () => contents(marks).lines,
  };
}

function contents(marks: readonly Mark[]): Pick<Piece, 'lines' | 'text' | 'qr' | 'pictures'> {
  const items = marks.map(({ item }) => item);
  const lines = items.flatMap((item) => (item.kind === 'line' ? [item.line] : []));
  return {
    lines,
    text: lines.map(({ text }) => text).join('\n'),
    qr: items.flatMap((item) => (item.kind === 'qr' ? [item.payload] : [])),
    pictures: items.flatMap((item) => (item.kind === 'picture' ? [item.picture] : [])),
  };
}
