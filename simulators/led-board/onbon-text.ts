/** What the bytes of an area come to on the glass. */
export interface GlassText {
  /** Lines without escapes; a byte the card's GB2312 font has no sign for is shown as □. */
  readonly lines: readonly string[];
  /** Colours in the order in which they first appear. */
  readonly colours: readonly string[];
}

const unknownSign = '□';
const gbk = new TextDecoder('gbk');
const colourNames: Readonly<Record<string, string>> = { '1': 'red', '2': 'green', '3': 'yellow' };

/**
 * Interprets GB2312 text and the inline escapes as the card does (led-boards-counters-hid.md 2.7): `\C1` `\C2` `\C3`
 * colour, `\n` new line, `\FO` and `\FE` with digits font. Any other backslash is a sign like others.
 */
export function readText(bytes: Uint8Array): GlassText {
  const lines: string[] = [];
  const colours = new Set<string>();
  let line = '';
  let colour = 'red';
  for (let at = 0; at < bytes.length; ) {
    const inline = readEscape(bytes, at);
    if (inline?.kind === 'newline') {
      lines.push(line);
      line = '';
    } else if (inline?.kind === 'colour') {
      colour = inline.name;
    } else if (!inline) {
      line += readSign(bytes, at);
      colours.add(colour);
    }
    at += inline ? inline.length : isDoubleByte(bytes, at) ? 2 : 1;
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

function readSign(bytes: Uint8Array, at: number): string {
  if (isDoubleByte(bytes, at)) {
    const sign = gbk.decode(bytes.subarray(at, at + 2));
    return /[\ufffd\ue000-\uf8ff]/.test(sign) ? unknownSign : sign;
  }
  const byte = bytes[at] ?? 0;
  return byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : unknownSign;
}

/** A row and a cell that GB2312 assigns; GBK's further signs are not in the card. */
function isDoubleByte(bytes: Uint8Array, at: number): boolean {
  const [row = 0, cell = 0] = bytes.subarray(at, at + 2);
  const assigned = (row >= 0xa1 && row <= 0xa9) || (row >= 0xb0 && row <= 0xf7);
  return assigned && cell >= 0xa1 && cell <= 0xfe;
}

/** Half-width columns a sign takes: ASCII one, everything else two. */
export function columnsOf(sign: string): 1 | 2 {
  return sign.charCodeAt(0) < 0x80 ? 1 : 2;
}
