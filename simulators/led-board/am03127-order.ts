/** What the data of a frame orders (led-boards-counters-hid.md 4.3). */
export type SignOrder =
  | { readonly kind: 'page'; readonly page: string; readonly line: number; readonly content: PageLine }
  | { readonly kind: 'schedule'; readonly name: string; readonly schedule: Schedule }
  | { readonly kind: 'clock'; readonly digits: string }
  | { readonly kind: 'delete-line'; readonly page: string; readonly line: number }
  | { readonly kind: 'delete-schedule'; readonly name: string }
  | { readonly kind: 'delete-all' }
  | { readonly kind: 'default-page'; readonly page: string }
  | { readonly kind: 'brightness'; readonly percent: number };

export interface PageLine {
  /** How it comes: A at once, E scrolls left, K holds … */
  readonly lead: string;
  readonly blink: boolean;
  readonly waitMs: number;
  /** With inline codes, as sent. */
  readonly text: string;
}

/** Times are YYMMDDHHmm. */
export interface Schedule {
  readonly start: string;
  readonly end: string;
  /** Letters, in their order. */
  readonly pages: string;
}

/** B at normal speed; the other three are the same method, slower. */
const blinkMethods = 'BRbr';
const brightness: Readonly<Record<string, number>> = { A: 100, B: 75, C: 50, D: 25 };

type Reader = (fields: readonly string[]) => SignOrder;

const patterns: readonly (readonly [RegExp, Reader])[] = [
  [
    /^<L([1-8])><P([A-Z])><F([A-Z])><M([A-Za-z])><W([A-Z])><F[A-Z]>(.*)$/s,
    ([line = '', page = '', lead = '', method = '', wait = '', text = '']) => ({
      kind: 'page',
      page,
      line: Number(line),
      content: { lead, blink: blinkMethods.includes(method), waitMs: waitOf(wait), text },
    }),
  ],
  [
    /^<T([A-E])>(\d{10})(\d{10})([A-Z]{1,31})$/,
    ([name = '', start = '', end = '', pages = '']) => ({ kind: 'schedule', name, schedule: { start, end, pages } }),
  ],
  [/^<SC>(\d{14})$/, ([digits = '']) => ({ kind: 'clock', digits })],
  [/^<DL([1-8])P([A-Z])>$/, ([line = '', page = '']) => ({ kind: 'delete-line', page, line: Number(line) })],
  [/^<DT([A-E])>$/, ([name = '']) => ({ kind: 'delete-schedule', name })],
  [/^<D\*>$/, () => ({ kind: 'delete-all' })],
  [/^<RP([A-Z])>$/, ([page = '']) => ({ kind: 'default-page', page })],
  [/^<B([A-D])>$/, ([level = '']) => ({ kind: 'brightness', percent: brightness[level] ?? 100 })],
];

/** Undefined when the data has none of the forms. */
export function parseOrder(data: string): SignOrder | undefined {
  for (const [pattern, read] of patterns) {
    const match = pattern.exec(data);
    if (match) return read(match.slice(1));
  }
  return undefined;
}

/** A half a second, B one, C two … Z twenty-five. */
function waitOf(letter: string): number {
  const seconds = letter.charCodeAt(0) - 'A'.charCodeAt(0);
  return seconds === 0 ? 500 : seconds * 1_000;
}
