/**
 * What seven segments can show so that it reads as what it is. The vendor's table is a picture; this is the list of
 * led-boards-counters-hid.md 3.2, which holds for every such module.
 */
const glyphs = '0123456789AbCdEFHLPUnorty-_ ';

const glyphOf: ReadonlyMap<string, string> = new Map(
  [...glyphs].flatMap((glyph) => [
    [glyph.toLowerCase(), glyph],
    [glyph.toUpperCase(), glyph],
  ]),
);

/** For messages: every character that can be shown, letters in either case. */
export const glyphList = '0 to 9, A b C d E F H L P U n o r t y (either case), -, _ and space; or a number like -12.5';

/** The letters in the form that exists, or the first character that has none. */
export function asGlyphs(text: string): { readonly text: string } | { readonly missing: string } {
  let shown = '';
  for (const character of text) {
    const glyph = glyphOf.get(character);
    if (glyph === undefined) return { missing: character };
    shown += glyph;
  }
  return { text: shown };
}
