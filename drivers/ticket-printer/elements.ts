/** What a ticket consists of, between the data and any printer's bytes: a driver encodes it, a preview draws it. */

export type Align = 'left' | 'centre' | 'right';

export interface TextStyle {
  /** Times as wide and as high as the normal font, 1 to 8 each. */
  readonly width: number;
  readonly height: number;
  readonly bold: boolean;
  readonly underline: boolean;
  /** White on black. */
  readonly reverse: boolean;
}

export const plain: TextStyle = { width: 1, height: 1, bold: false, underline: false, reverse: false };

/** One column of a row; widths are half-width characters of the normal font, and together at most the paper's. */
export interface Cell {
  readonly text: string;
  readonly columns: number;
  readonly align: Align;
}

export type Element =
  /** On as many lines as it needs. */
  | { readonly kind: 'text'; readonly text: string; readonly align: Align; readonly style: TextStyle }
  /** On one line, as large as the paper allows up to `largest` times; smaller, then wrapped, when it is longer. */
  | { readonly kind: 'headline'; readonly text: string; readonly align: Align; readonly largest: number }
  /** Side by side; what does not fit its column goes on in the next line of that column. */
  | { readonly kind: 'row'; readonly cells: readonly Cell[]; readonly style: TextStyle }
  /** A line across the paper. */
  | { readonly kind: 'rule' }
  | { readonly kind: 'feed'; readonly lines: number }
  | { readonly kind: 'qr'; readonly text: string; readonly align: Align }
  /** The picture of the device's options; nothing where it has none. */
  | { readonly kind: 'logo'; readonly align: Align };
