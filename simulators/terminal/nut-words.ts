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

/** A word, in quotes (where blanks may stand) and outside, a backslash taking the next character with it; or blanks. */
const parts = /(?:"(?:[^"\\]|\\.)*"|[^ \t"\\]|\\.)+|[ \t]+/gs;

/** Words apart; undefined where a quote does not close or nothing follows a backslash. */
export function wordsOf(text: string): string[] | undefined {
  const found = [...text.matchAll(parts)].map(([part]) => part);
  if (found.join('') !== text) return undefined;
  return found.filter((part) => !/^[ \t]/.test(part)).map((part) => part.replace(/\\(.)|"/gs, '$1'));
}

/** A value as the server writes it: always in quotes, with a backslash before quotes and backslashes. */
export function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
