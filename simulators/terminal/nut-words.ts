/** A line of the protocol as the server took it (terminal-health.md 3.1: LF ended, words by blanks). */
export interface NutLine {
  /** As it came, without its end. */
  readonly text: string;
  /** Its words without quotes and escapes; undefined where the quotes do not close. */
  readonly words: readonly string[] | undefined;
}

/** Bytes of a line the server keeps; what is longer is a line without words. */
const longestLine = 1_024;

/** Gives the whole lines of a stream; a CR before the LF does no harm. */
export function createLineDecoder(): (chunk: Uint8Array) => NutLine[] {
  let rest = '';
  let tooLong = false;
  return (chunk) => {
    const lines: NutLine[] = [];
    for (const character of Buffer.from(chunk).toString('latin1')) {
      if (character !== '\n') {
        tooLong ||= rest.length >= longestLine;
        if (!tooLong) rest += character;
        continue;
      }
      const text = Buffer.from(rest.replace(/\r$/, ''), 'latin1').toString('utf8');
      lines.push({ text, words: tooLong ? undefined : wordsOf(text) });
      rest = '';
      tooLong = false;
    }
    return lines;
  };
}

/** Words apart; quoted ones may hold blanks, a backslash takes the next character as it is. */
export function wordsOf(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') {
      at++;
      if (at >= text.length) return undefined;
      word = (word ?? '') + text.charAt(at);
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

/** A value as the server writes it: always in quotes, with a backslash before quotes and backslashes. */
export function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
