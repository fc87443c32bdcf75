/** What stands for a digit nobody can read. */
export const unreadable = '¿';

/** Segments that light, `a` the top one, then clockwise, `g` the middle one, `p` the decimal point. */
export const allSegments = 'abcdefgp';

/**
 * The signs of a seven-segment module. The vendor's table is an image, these are the ones led-boards-counters-hid.md
 * 3.2 assumes; every other character shows as something odd.
 */
export const glyphs: Readonly<Record<string, string>> = {
  '0': 'abcdef',
  '1': 'bc',
  '2': 'abdeg',
  '3': 'abcdg',
  '4': 'bcfg',
  '5': 'acdfg',
  '6': 'acdefg',
  '7': 'abc',
  '8': 'abcdefg',
  '9': 'abcdfg',
  A: 'abcefg',
  b: 'cdefg',
  C: 'adef',
  d: 'bcdeg',
  E: 'adefg',
  F: 'aefg',
  H: 'bcefg',
  L: 'def',
  P: 'abefg',
  U: 'bcdef',
  n: 'ceg',
  o: 'cdeg',
  r: 'eg',
  t: 'defg',
  y: 'bcdfg',
  '-': 'g',
  _: 'd',
  ' ': '',
};

const readable = new Map(Object.entries(glyphs).map(([sign, segments]) => [segments, sign]));

/** What a person reads where `character` was written and the segments in `dead` do not light. */
export function look(character: string, dead: ReadonlySet<string>): string {
  const segments = glyphs[character];
  // Odd or not, nothing is left of it where nothing lights.
  if (segments === undefined) return [...'abcdefg'].every((segment) => dead.has(segment)) ? ' ' : unreadable;
  const lit = [...segments].filter((segment) => !dead.has(segment)).join('');
  return readable.get(lit) ?? unreadable;
}
