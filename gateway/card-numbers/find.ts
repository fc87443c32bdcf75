import { isIssued } from './issuers.js';
import { satisfiesLuhn } from './luhn.js';

/** Half-width and full-width. */
const digit = '[0-9\\uFF10-\\uFF19]';
/** Blanks and dashes, as people group a number; `%20` and `+` are blanks in addresses. */
const plainMark = '[ \\t+\\-\\u00A0\\u2000-\\u2015\\u202F\\u205F\\u2212\\u3000\\uFE58\\uFE63\\uFF0D]|%20';
/** Other marks between groups. */
const oddMark = '[./_\\u00B7\\u2024\\u30FB\\uFF0E]';
const mark = `(?:${plainMark}|${oddMark})`;

const leastDigits = 13;
const mostDigits = 19;
const candidate = new RegExp(`(?:${digit}${mark}{0,3}){${leastDigits - 1}}${digit}`);
const stretches = new RegExp(`${digit}+(?:${mark}{1,3}${digit}+)*`, 'g');
const pieces = new RegExp(`${digit}+|(?:${mark}){1,3}`, 'g');
const plainOnly = new RegExp(`^(?:${plainMark})+$`);

/** The quick look: false where no text like a card number can be. */
export function mayHaveCardNumber(text: string): boolean {
  return text.length >= leastDigits && candidate.test(text);
}

/** Digits without anything between them, and where they stand. */
interface Group {
  readonly at: number;
  /** 0 to 9, whatever they are written in. */
  readonly digits: string;
  /** What stands before it in the stretch is blanks and dashes only. */
  readonly isPlain: boolean;
}

/** The digits of one card number: places in the text, first to last. */
export type Found = readonly number[];

/**
 * Card numbers in free text: 13 to 19 digits with a right check digit, behind zeros or not, whole or in groups as people
 * write them; also in pairs or one by one (as in a dump of bytes), where their leading digits are somebody's. A row of more
 * digits is none: numbers of orders and payments have 20 to 32, and nearly every one of them has a card's somewhere inside.
 */
export function cardNumbersIn(text: string): Found[] {
  if (!mayHaveCardNumber(text)) return [];
  return [...text.matchAll(stretches)].flatMap(({ 0: stretch, index }) => [
    ...groupedIn(groupsOf(stretch, index), judgeText, 'zeros'),
  ]);
}

/**
 * Card numbers in an identifier, which somebody else must find again unaltered: only with the leading digits of an issuer,
 * and whole or in the groups that are printed on cards. Times in ms, dates and counters are everywhere in identifiers, and
 * one in ten of them has a right check digit.
 */
export function cardNumbersInIdentifier(text: string): Found[] {
  if (!mayHaveCardNumber(text)) return [];
  return [...text.matchAll(stretches)].flatMap(({ 0: stretch, index }) => [
    ...groupedIn(groupsOf(stretch, index), judgeIdentifier, undefined),
  ]);
}

function groupsOf(stretch: string, offset: number): Group[] {
  const groups: Group[] = [];
  let isPlain = true;
  for (const { 0: piece, index } of stretch.matchAll(pieces)) {
    if (isDigit(piece)) groups.push({ at: offset + index, digits: halfWidth(piece), isPlain });
    else isPlain = plainOnly.test(piece);
  }
  return groups;
}

type Judge = (groups: readonly Group[], digits: string) => boolean;

/** Every row of neighbouring groups that is a card number together, with leading zeros or without. */
function* groupedIn(groups: readonly Group[], judge: Judge, behind: 'zeros' | undefined): Generator<Found> {
  for (let from = 0; from < groups.length; from++) {
    let digits = '';
    for (let to = from; to < groups.length && digits.length <= mostDigits; to++) {
      digits += groups[to]?.digits ?? '';
      if (behind === 'zeros') digits = digits.replace(/^0+/, '');
      if (digits.length < leastDigits || digits.length > mostDigits || digits.startsWith('0')) continue;
      // The cheaper question first: nine in ten end here.
      if (!satisfiesLuhn(digits)) continue;
      const row = groups.slice(from, to + 1);
      if (judge(row, digits)) yield row.flatMap(placesOf);
    }
  }
}

function judgeText(groups: readonly Group[], digits: string): boolean {
  if (groups.length === 1) return true;
  const sizes = groups.map((group) => group.digits.length);
  const isPlain = groups.slice(1).every((group) => group.isPlain);
  if (isPlain && (sizes.every((size) => size === 2) || sizes.every((size) => size === 1))) return isIssued(digits);
  const [least, most] = isPlain ? [3, mostDigits] : [4, 6];
  return sizes.slice(0, -1).every((size) => size >= least && size <= most) && (sizes.at(-1) ?? 0) <= most;
}

/** 4-4-4-4(-3), 4-6-5, 4-6-4, 6-13 and their like: no first group is that of a date or a counter. */
const printedForms = /^(?:4,4,4,[1-4]|4,4,4,4,[1-3]|4,6,[3-5]|6,(?:7|8|9|10|11|12|13))$/;

function judgeIdentifier(groups: readonly Group[], digits: string): boolean {
  const form = groups.map((group) => group.digits.length).join();
  return (groups.length === 1 || printedForms.test(form)) && isIssued(digits);
}

function placesOf({ at, digits }: Pick<Group, 'at' | 'digits'>): number[] {
  return Array.from(digits, (_digit, index) => at + index);
}

function isDigit(piece: string): boolean {
  const code = piece.charCodeAt(0);
  // "%20" begins with neither.
  return (code >= 48 && code <= 57) || (code >= 0xff10 && code <= 0xff19);
}

function halfWidth(digits: string): string {
  return digits.replace(/[\uFF10-\uFF19]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xff10 + 48));
}
