/** What the bytes of an area come to on the glass. */
export interface GlassText {
  /** Lines without escapes; what the card's font has no sign for is shown as □. */
  readonly lines: readonly string[];
  /** Colours in the order in which they first appear. */
  readonly colours: readonly string[];
}

/** The signs a card has; each set holds the one before. */
export const fonts = ['gb2312', 'gbk', 'gb18030'] as const;
export type Font = (typeof fonts)[number];

const unknownSign = '□';
const gb18030 = new TextDecoder('gb18030');
const colourNames: Readonly<Record<string, string>> = { '1': 'red', '2': 'green', '3': 'yellow' };

/**
 * Interprets text and the inline escapes as the card does (led-boards-counters-hid.md 2.7): `\C1` `\C2` `\C3` colour,
 * `\n` new line, `\FO` and `\FE` with digits font. Any other backslash is a sign like others.
 */
export function readText(bytes: Uint8Array, font: Font): GlassText {
  const lines: string[] = [];
  const colours = new Set<string>();
  let line = '';
  let colour = 'red';
  for (let at = 0; at < bytes.length; ) {
    const piece = readEscape(bytes, at) ?? readSign(bytes, at, font);
    if (piece.kind === 'newline') {
      lines.push(line);
      line = '';
    } else if (piece.kind === 'colour') {
      colour = piece.name;
    } else if (piece.kind === 'sign') {
      line += piece.sign;
      colours.add(colour);
    }
    at += piece.length;
  }
  return { lines: [...lines, line], colours: [...colours] };
}

type Escape =
  | { readonly kind: 'newline' | 'font'; readonly length: number }
  | { readonly kind: 'colour'; readonly name: string; readonly length: number };

function readEscape(bytes: Uint8Array, at: number): Escape | undefined {
  const ahead = String.fromCharCode(...bytes.subarray(at, at + 6));
  if (ahead.startsWith('\\n')) return { kind: 'newline', length: 2 };
  const colour = colourNames[/^\\C([123])/.exec(ahead)?.[1] ?? ''];
  if (colour) return { kind: 'colour', name: colour, length: 3 };
  const font = /^\\F[OE]\d{1,3}/.exec(ahead)?.[0];
  return font === undefined ? undefined : { kind: 'font', length: font.length };
}

interface Sign {
  readonly kind: 'sign';
  readonly sign: string;
  readonly length: number;
}

function readSign(bytes: Uint8Array, at: number, font: Font): Sign {
  if (isFourBytes(bytes.subarray(at, at + 4))) {
    const sign = font === 'gb18030' ? decode(bytes.subarray(at, at + 4)) : unknownSign.repeat(2);
    return { kind: 'sign', sign, length: 4 };
  }
  if (isPair(bytes.subarray(at, at + 2), font)) {
    return { kind: 'sign', sign: decode(bytes.subarray(at, at + 2)), length: 2 };
  }
  const byte = bytes[at] ?? 0;
  return { kind: 'sign', sign: byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : unknownSign, length: 1 };
}

/** Exactly one sign: what is not assigned is in no font. */
function decode(bytes: Uint8Array): string {
  const sign = gb18030.decode(bytes);
  return /^[^\ufffd\ue000-\uf8ff]$/u.test(sign) ? sign : unknownSign;
}

function isFourBytes([first = 0, second = 0, third = 0, fourth = 0]: Uint8Array): boolean {
  return isLead(first) && isDigit(second) && isLead(third) && isDigit(fourth);
}

/** GB2312 has fewer rows and cells: it takes the bytes of a further sign one by one. */
function isPair([row = 0, column = 0]: Uint8Array, font: Font): boolean {
  if (font !== 'gb2312') return isLead(row) && column >= 0x40 && column <= 0xfe && column !== 0x7f;
  const assigned = (row >= 0xa1 && row <= 0xa9) || (row >= 0xb0 && row <= 0xf7);
  return assigned && column >= 0xa1 && column <= 0xfe;
}

function isLead(byte: number): boolean {
  return byte >= 0x81 && byte <= 0xfe;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** Half-width columns a sign takes: ASCII one, everything else two. */
export function columnsOf(sign: string): 1 | 2 {
  return sign.charCodeAt(0) < 0x80 ? 1 : 2;
}
