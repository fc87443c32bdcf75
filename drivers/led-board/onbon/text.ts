import iconv from 'iconv-lite';
import type { BoardText } from '../board/panel.js';

export const encodings = ['gb2312', 'gbk', 'gb18030'] as const;
export type BoardEncoding = (typeof encodings)[number];

/** Text as the card gets it and as a customer reads it; what it has no sign for is shown as "?". */
export interface OnbonText extends BoardText {
  readonly bytes: Uint8Array;
}

const backslash = 0x5c;
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Encodes text that came from outside. No byte of it is a backslash, with which the card's inline escapes begin
 * (led-boards-counters-hid.md 2.7): a backslash becomes the full-width one. Control characters are removed.
 */
export function onbonText(input: string, encoding: BoardEncoding): OnbonText {
  const bytes: number[] = [];
  let text = '';
  let replaced = 0;
  for (const sign of input.replace(invisible, '').replaceAll('\\', '＼')) {
    const code = encodeSign(sign, encoding);
    if (!code) replaced++;
    bytes.push(...(code ?? [0x3f]));
    text += code ? sign : '?';
  }
  return { text, bytes: Uint8Array.from(bytes), replaced };
}

function encodeSign(sign: string, encoding: BoardEncoding): Uint8Array | undefined {
  const code = iconv.encode(sign, encoding === 'gb18030' ? encoding : 'gbk');
  const [lead = 0, trail = 0] = code;
  // The library maps a private-use sign to a code that means another.
  if (encoding === 'gb18030' && iconv.decode(code, encoding) !== sign) return undefined;
  // Of four bytes none is a backslash: they are 81 to FE and 30 to 39 in turn.
  if (code.length === 4) return code;
  if (code.length === 1) return lead === sign.codePointAt(0) && lead < 0x80 ? code : undefined;
  if (code.length !== 2) return undefined;
  // Whether a card takes a second byte 5C for a backslash is not known: better "?" than a colour code.
  const usable = encoding === 'gb2312' ? isGb2312(lead, trail) : trail !== backslash;
  return usable ? code : undefined;
}

/** First and last codes of the ranges GB 2312-1980 assigns; both bytes are within A1 to FE. */
const assigned = [
  [0xa1a1, 0xa1fe],
  [0xa2b1, 0xa2e2],
  [0xa2e5, 0xa2ee],
  [0xa2f1, 0xa2fc],
  [0xa3a1, 0xa3fe],
  [0xa4a1, 0xa4f3],
  [0xa5a1, 0xa5f6],
  [0xa6a1, 0xa6b8],
  [0xa6c1, 0xa6d8],
  [0xa7a1, 0xa7c1],
  [0xa7d1, 0xa7f1],
  [0xa8a1, 0xa8ba],
  [0xa8c5, 0xa8e9],
  [0xa9a4, 0xa9ef],
  [0xb0a1, 0xd7f9],
  [0xd8a1, 0xf7fe],
] as const;

function isGb2312(lead: number, trail: number): boolean {
  const code = lead * 256 + trail;
  return trail >= 0xa1 && assigned.some(([first, last]) => code >= first && code <= last);
}
