import * as escpos from './builder.js';
import type { Profile } from './profiles.js';
import { qr } from './qr.js';
import { columnsOf, encodeText, wrap } from './text.js';

export interface LineStyle {
  /** Size in both directions, 1 to 8. */
  readonly factor?: number;
  readonly bold?: boolean;
}

/** A finished piece of paper: from its first byte to its cut. */
export interface Sheet {
  /** All but the cut; ends at the start of a line, so that a process ID can stand behind it. */
  readonly body: Uint8Array;
  readonly cut: Uint8Array;
  /** Both. */
  readonly bytes: Uint8Array;
  /** Estimate of the paper it takes, the feed to the cutter included. */
  readonly heightMm: number;
  /** Characters that came out as "?". */
  readonly replaced: number;
  /** What the printer cannot do and therefore is not on the paper. */
  readonly omitted: readonly 'qr'[];
}

/** 1/6 inch. */
const lineMm = 4.23;
/** From the head to the cutter. */
const toCutterMm = 15;

/** Composes one sheet line by line. No 1B 40 in it: that would switch automatic status off (ticket-printing.md 2.1). */
export class SheetComposer {
  readonly #profile: Profile;
  readonly #parts: Uint8Array[];
  readonly #omitted: 'qr'[] = [];
  #replaced = 0;
  /** Lines of normal height. */
  #lines = 0;

  constructor(profile: Profile) {
    this.#profile = profile;
    this.#parts = [
      escpos.chineseOn(),
      escpos.size(1, 1),
      escpos.bold(false),
      escpos.defaultLineSpacing(),
      escpos.align('centre'),
    ];
  }

  align(where: 'left' | 'centre'): this {
    this.#parts.push(escpos.align(where));
    return this;
  }

  /** Text at a size, on as many lines as it needs. */
  text(text: string, { factor = 1, bold = false }: LineStyle = {}): this {
    const { glyphs, replaced } = encodeText(text, this.#profile);
    this.#replaced += replaced;
    const parts = wrap(glyphs, Math.floor(this.#profile.columns / factor)).flatMap((line) => [
      ...line.map(({ bytes }) => bytes),
      escpos.lineFeed(),
    ]);
    this.#lines += factor * parts.filter((part) => part.length === 1 && part[0] === 0x0a).length;
    this.#parts.push(escpos.size(factor, factor), escpos.bold(bold), ...parts);
    return this;
  }

  /** Text on one line, as large as the paper allows up to `largest`. */
  headline(text: string, largest: number): this {
    const columns = columnsOf(encodeText(text, this.#profile).glyphs);
    const fitting = Math.floor(this.#profile.columns / Math.max(1, columns));
    return this.text(text, { factor: Math.max(1, Math.min(largest, fitting)), bold: true });
  }

  rule(): this {
    return this.text('-'.repeat(this.#profile.columns));
  }

  feed(lines: number): this {
    this.#lines += lines;
    this.#parts.push(escpos.size(1, 1), escpos.feedLines(lines));
    return this;
  }

  qr(text: string): this {
    if (this.#profile.nativeQr) this.#parts.push(qr(text, this.#profile.dots), escpos.lineFeed());
    else this.#omitted.push('qr');
    return this;
  }

  cut(): Sheet {
    const body = escpos.concat(this.#parts);
    const cut = escpos.cut(this.#profile.extraFeedDots);
    const bytes = escpos.concat([body, cut]);
    return {
      body,
      cut,
      bytes,
      heightMm: this.#lines * lineMm + toCutterMm,
      replaced: this.#replaced,
      omitted: this.#omitted,
    };
  }
}
