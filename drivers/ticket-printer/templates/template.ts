import type { Align, TextStyle } from '../elements.js';

/** Text with holes: what stands between the fields, and the fields. */
export type Pattern = readonly (string | { readonly field: string })[];

/** A field whose value is blank counts as absent; `equal` and `different` want it present. */
export interface Condition {
  readonly field: string;
  readonly test: 'present' | 'absent' | 'equal' | 'different';
  /** What the field is compared with; empty where it is not. */
  readonly value: string;
}

export interface Column {
  /** Half-width characters of the normal font; `rest` shares what the others leave. */
  readonly width: number | 'rest';
  readonly align: Align;
}

/** What one line of a template puts on paper: the elements of elements.ts with holes in their texts. */
export type Content =
  | { readonly kind: 'text'; readonly text: Pattern; readonly align: Align; readonly style: TextStyle }
  | { readonly kind: 'headline'; readonly text: Pattern; readonly align: Align; readonly largest: number }
  | {
      readonly kind: 'row';
      readonly columns: readonly Column[];
      readonly texts: readonly Pattern[];
      readonly style: TextStyle;
    }
  | { readonly kind: 'rule' }
  | { readonly kind: 'feed'; readonly lines: number }
  | { readonly kind: 'qr'; readonly text: Pattern; readonly align: Align }
  | { readonly kind: 'logo'; readonly align: Align };

export interface TemplateLine {
  /** In the file, from 1. */
  readonly line: number;
  /** It is printed when all of them hold. */
  readonly conditions: readonly Condition[];
  readonly content: Content;
}

/** The layout of a ticket, checked. */
export interface Template {
  readonly lines: readonly TemplateLine[];
}

/** What is wrong in a template, for people. */
export interface TemplateMistake {
  /** In the file, from 1. */
  readonly line: number;
  readonly found: string;
  readonly allowed: string;
  /** A word that is none of those there are: one of them may have been meant. */
  readonly unknown?: { readonly word: string; readonly known: readonly string[] };
}

/** `text` in quotes on one line, cut to 40 characters. */
export function quoted(text: string): string {
  const characters = [...text];
  return JSON.stringify(characters.length > 40 ? `${characters.slice(0, 39).join('')}…` : text);
}

/** A mistake on a line that whoever found it does not know. */
export type Fault = Omit<TemplateMistake, 'line'>;
