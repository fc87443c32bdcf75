import { mayHaveCardNumber } from './find.js';
import { isIdentifierName } from './identifiers.js';
import { maskedNumber, maskIdentifier, maskText } from './mask.js';

/** What is done with which part of a JSON text. */
export interface JsonMasking {
  /** Whole numbers too; they become texts. */
  readonly numbers: boolean;
  /** False leaves identifiers alone, for who refuses them. */
  readonly identifiers: boolean;
}

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;
const colon = /^\s*:/;

/**
 * A JSON text with its card numbers masked, and with everything else as it was, to the letter: its numbers are never read
 * as such, which would lose the last digits of long ones. For text that is JSON.
 */
export function maskJsonText(text: string, { numbers, identifiers }: JsonMasking): string {
  if (!mayHaveCardNumber(text) && !text.includes('\\u')) return text;
  let name: string | undefined;
  return text.replace(token, (found, offset: number) => {
    const isText = found.startsWith('"');
    const isName = isText && colon.test(text.slice(offset + found.length, offset + found.length + 64));
    if (!isText) {
      if (!numbers || (!identifiers && isIdentifierName(name))) return found;
      const masked = maskedNumber(found);
      return masked === undefined ? found : JSON.stringify(masked);
    }
    const value = parsed(found);
    if (value === undefined) return found;
    if (isName) name = value;
    const isIdentifier = !isName && isIdentifierName(name);
    const masked = isIdentifier ? (identifiers ? maskIdentifier(value) : value) : maskText(value);
    return masked === value ? found : JSON.stringify(masked);
  });
}

function parsed(found: string): string | undefined {
  try {
    return JSON.parse(found) as string;
  } catch {
    return undefined;
  }
}
