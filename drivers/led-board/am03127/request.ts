import type { LocalTime } from '../../local-time.js';
import { encodeFrame } from './frame.js';

export const colours = { red: 'B', green: 'E', orange: 'H' } as const;
/** %, as the sign has them. */
export const brightnessSteps = [100, 75, 50, 25] as const;
export type BrightnessStep = (typeof brightnessSteps)[number];
const brightnessLetters: Readonly<Record<BrightnessStep, string>> = { 100: 'A', 75: 'B', 50: 'C', 25: 'D' };

/** Where a text stands. */
export interface Place {
  /** A to Z. */
  readonly page: string;
  /** 1 to 8. */
  readonly line: number;
}

/** Everything that can be said to a sign; setting its address is not among it. */
export type Request =
  | ({
      readonly kind: 'text';
      readonly text: string;
      readonly blink: boolean;
      readonly colour: keyof typeof colours;
    } & Place)
  | ({ readonly kind: 'delete-line' } & Place)
  /** All pages and schedules. */
  | { readonly kind: 'delete-all' }
  /** The page that runs. */
  | { readonly kind: 'run'; readonly page: string }
  | { readonly kind: 'brightness'; readonly step: BrightnessStep }
  | { readonly kind: 'clock'; readonly time: LocalTime };

export function encodeRequest(request: Request, address: string): Uint8Array {
  return encodeFrame(dataOf(request), address);
}

/** led-boards-counters-hid.md 4.3. */
function dataOf(request: Request): string {
  switch (request.kind) {
    case 'text': {
      const { page, line, text, blink, colour } = request;
      // Comes at once, stays 2 s, goes at once and comes again: stands still, unless the method is blinking.
      const effects = `<FA><M${blink ? 'B' : 'A'}><WC><FA>`;
      return `<L${line}><P${page}>${effects}<C${colours[colour]}><AA>${printable(text)}`;
    }
    case 'delete-line':
      return `<DL${request.line}P${request.page}>`;
    case 'delete-all':
      return '<D*>';
    case 'run':
      return `<RP${request.page}>`;
    case 'brightness':
      return `<B${brightnessLetters[request.step]}>`;
    case 'clock':
      return `<SC>${clockDigits(request.time)}`;
  }
}

/** The second field is the weekday, 01 Monday to 07 Sunday; one library takes it for the week of the year. */
function clockDigits({ year, month, day, hour, minute, second, weekday }: LocalTime): string {
  return [year % 100, weekday, month, day, hour, minute, second]
    .map((value) => String(value).padStart(2, '0'))
    .join('');
}

/** The last gate: whatever came here, nothing in a text can begin a tag. */
function printable(text: string): string {
  return text.replaceAll('<', '(').replace(/[^\x20-\x7e]/gu, '?');
}
