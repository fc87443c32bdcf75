import { GatewayError } from '../../error.js';
import type { Line } from './lines.js';
import { wordsOf } from './words.js';

/** `ERR CODE …` of the server. */
export interface Refusal {
  readonly refused: string;
}

/** What a reply came to; `undefined` = more lines are to come. */
export type Outcome<T> = { readonly value: T } | Refusal | { readonly error: GatewayError } | undefined;

/** Collects one reply line by line. */
export type Collector<T> = (line: Line) => Outcome<T>;

/** Lines of one list that are looked at; no UPS has as many. */
const rowLimit = 20_000;

/** A reply of one line, as it is, e.g. to VER. */
export function textReply(): Collector<string> {
  return (line) => {
    if (line === undefined) return unexpected('a line that is too long');
    return refusal(wordsOf(line)) ?? { value: line };
  };
}

/** A reply of one line that begins with these words; gives the one after them. */
export function wordReply(...beginning: readonly string[]): Collector<string> {
  return (line) => {
    const words = line === undefined ? undefined : wordsOf(line);
    const refused = refusal(words);
    if (refused) return refused;
    const value = words?.[beginning.length];
    const fits = words?.length === beginning.length + 1 && beginning.every((word, index) => words[index] === word);
    return fits && value !== undefined ? { value } : unexpected(line);
  };
}

/**
 * A list `BEGIN LIST …`, rows, `END LIST …`. Each row is handed on and not kept, so that a list of thousands costs no memory;
 * `restart` forgets the rows so far, as a server that was restarted behind the same connection begins again. A row that
 * cannot be read is passed over: the others are still true.
 */
export function listReply<T>(
  name: readonly string[],
  rows: { readonly restart: () => void; readonly row: (words: readonly string[]) => void; readonly end: () => T },
): Collector<T> {
  const title = ['LIST', ...name];
  let begun = false;
  let seen = 0;
  return (line) => {
    const words = line === undefined ? undefined : wordsOf(line);
    const refused = refusal(words);
    if (refused) return refused;
    if (isTitle(words, 'BEGIN', title)) {
      begun = true;
      rows.restart();
    } else if (!begun) return unexpected(line);
    else if (isTitle(words, 'END', title)) return { value: rows.end() };
    else if (++seen > rowLimit) return unexpected(`a list of more than ${rowLimit} lines`);
    else if (words) rows.row(words);
    return undefined;
  };
}

function isTitle(words: readonly string[] | undefined, edge: 'BEGIN' | 'END', title: readonly string[]): boolean {
  return words?.length === title.length + 1 && words[0] === edge && title.every((word, at) => words[at + 1] === word);
}

function refusal(words: readonly string[] | undefined): Refusal | undefined {
  return words?.[0] === 'ERR' ? { refused: words[1] ?? '' } : undefined;
}

function unexpected(line: Line): { readonly error: GatewayError } {
  const what = line === undefined ? 'a line that is too long' : JSON.stringify(line.slice(0, 80));
  return { error: new GatewayError('PROTOCOL_UNEXPECTED', `not an answer of a NUT server to what was asked: ${what}`) };
}
