import type { Effect } from './escpos-effect.js';
import type { PrintedLine } from './escpos-paper.js';
import type { Sign } from './escpos-text.js';

/** Multiples of the normal size, 1 to 8. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Style {
  readonly ascii: Size;
  readonly chinese: Size;
  readonly bold: boolean;
  readonly reverse: boolean;
  readonly underline: PrintedLine['underline'];
  readonly font: PrintedLine['font'];
  readonly align: PrintedLine['align'];
  /** Dots from line to line. */
  readonly spacing: number;
}

const normalSize: Size = { width: 1, height: 1 };
/** 1/6 inch. */
export const defaultSpacing = 34;
const signHeight = 24;
const initialStyle: Style = {
  ascii: normalSize,
  chinese: normalSize,
  bold: false,
  reverse: false,
  underline: 0,
  font: 'A',
  align: 'left',
  spacing: defaultSpacing,
};

/** The line that is being put together, and how. */
export interface Layout {
  readonly style: Style;
  readonly atLineStart: boolean;
  set(patch: Partial<Style>): void;
  /** Adds a sign; a full line is printed before. */
  put(sign: Sign): Effect[];
  /** To the next multiple of 8 columns. */
  tab(): Effect[];
  /** Prints the line and feeds, in all `dots` or what the line is high. */
  feed(dots: number): Effect[];
  /** Drops the line. */
  drop(): void;
  reset(): void;
}

/** Dots across; Chinese signs are 24 in either font (ticket-printing.md 2.1). */
const letterDots = { A: 12, B: 9 } as const;
const chineseDots = 24;

/** @param columns letters of font A and normal size on a line: 32 on 58 mm paper, 48 on 80 mm. */
export function createLayout(columns: number): Layout {
  const lineDots = columns * letterDots.A;
  let style = initialStyle;
  let signs: (Sign & { readonly style: Style })[] = [];
  let used = 0;

  const sizeOf = (sign: Sign, { ascii, chinese }: Style) => (sign.chinese ? chinese : ascii);
  const take = (): PrintedLine | undefined => {
    const text = signs
      .map((sign) => sign.text)
      .join('')
      .trimEnd();
    const sizes = signs.map((sign) => sizeOf(sign, sign.style));
    const line = {
      text,
      width: Math.max(1, ...sizes.map(({ width }) => width)),
      height: Math.max(1, ...sizes.map(({ height }) => height)),
      bold: signs.some((sign) => sign.style.bold),
      reverse: signs.some((sign) => sign.style.reverse),
      underline: Math.max(0, ...signs.map((sign) => sign.style.underline)) as PrintedLine['underline'],
      font: signs.every((sign) => sign.style.font === 'B') ? ('B' as const) : ('A' as const),
      align: style.align,
    };
    drop();
    return text === '' ? undefined : line;
  };
  const feed = (dots: number): Effect[] => {
    const line = take();
    if (!line) return dots > 0 ? [{ kind: 'feed', dots }] : [];
    return [{ kind: 'print', item: { kind: 'line', line }, dots: Math.max(dots, line.height * signHeight) }];
  };
  const put = (sign: Sign): Effect[] => {
    const width = sizeOf(sign, style).width * (sign.chinese ? chineseDots : letterDots[style.font]);
    const full = used > 0 && used + width > lineDots ? feed(style.spacing) : [];
    signs.push({ ...sign, style });
    used += width;
    return full;
  };
  const drop = () => {
    signs = [];
    used = 0;
  };

  return {
    get style() {
      return style;
    },
    get atLineStart() {
      return signs.length === 0;
    },
    set(patch) {
      style = { ...style, ...patch };
    },
    put,
    tab() {
      const column = Math.floor(used / letterDots[style.font]);
      return Array.from({ length: 8 - (column % 8) }, () => put({ text: ' ', chinese: false })).flat();
    },
    feed,
    drop,
    reset() {
      drop();
      style = initialStyle;
    },
  };
}
