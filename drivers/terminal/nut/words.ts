/**
 * NUT's way to write words on one line (terminal-health.md 3.1): words with blanks stand in double quotes, a backslash
 * takes the character after it as it is.
 */

/** The words of a line without its end; undefined when a quote is not closed or a backslash has nothing after it. */
export function wordsOf(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (character === '\\') {
      const next = line[++at];
      if (next === undefined) return undefined;
      word = (word ?? '') + next;
    } else if (character === '"') {
      quoted = !quoted;
      word ??= '';
    } else if (!quoted && (character === ' ' || character === '\t')) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quoted) return undefined;
  return word === undefined ? words : [...words, word];
}

/** One word as it stands on a line. */
export function wordOf(text: string): string {
  if (/^[^\s"\\]+$/.test(text)) return text;
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
