import { cardNumbersIn, cardNumbersInIdentifier, type Found } from './find.js';
import { lengthsUnder } from './issuers.js';
import { satisfiesLuhn } from './luhn.js';

/** Digits of a card number that stay, as on a receipt. */
const shown = 4;

/** Free text with a "*" for each digit of a card number but the last four; the same text when there is none. */
export function maskText(text: string): string {
  return hide(text, cardNumbersIn(text));
}

/** The same for an identifier, by its narrower rule. */
export function maskIdentifier(text: string): string {
  return hide(text, cardNumbersInIdentifier(text));
}

export function hasCardNumber(identifier: string): boolean {
  return cardNumbersInIdentifier(identifier).length > 0;
}

function hide(text: string, found: readonly Found[]): string {
  if (found.length === 0) return text;
  const letters = text.split('');
  for (const places of found) for (const place of places.slice(0, -shown)) letters[place] = '*';
  return letters.join('');
}

/** What is told instead of a whole number, written in `digits`, when it is a card's; undefined when it is none. */
export function maskedNumber(digits: string): string | undefined {
  if (!/^\d{13,19}$/.test(digits) || isMoment(digits) || !satisfiesLuhn(digits)) return undefined;
  return '*'.repeat(digits.length - shown) + digits.slice(-shown);
}

/** The same for a value that may have lost its last digits on its way, as any beyond 2^53: its check digit says nothing. */
export function maskedValue(value: number): string | undefined {
  if (!Number.isInteger(value) || value < 1e12 || value >= 1e19) return undefined;
  if (Number.isSafeInteger(value)) return maskedNumber(String(value));
  const digits = BigInt(value).toString();
  return lengthsUnder(digits).length > 0 && !isMoment(digits) ? '*'.repeat(digits.length) : undefined;
}

/** Times since 1970 in ms, µs and ns until 2039, and times written as digits, e.g. 20261126093000: no card begins so. */
const sinceEpoch = /^(?:1|20|21)/;
const written = /^(?:19|20|21)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/;

function isMoment(digits: string): boolean {
  return written.test(digits) || ([13, 16, 19].includes(digits.length) && sinceEpoch.test(digits));
}
