import type { PosLayout } from './options.js';

/** Longest code in bytes; one that never ends is dropped. */
export const longestCodeBytes = 4_096;

/** What came of a report: a whole code, or one that is lost. */
export type PosResult =
  | { readonly code: Uint8Array; readonly symbology: string | undefined }
  | { readonly lost: 'too-long' | 'incomplete' };

interface Part {
  readonly data: Uint8Array;
  readonly symbology: string | undefined;
  readonly goesOn: boolean;
}

/**
 * Puts codes together from Scanned Data Reports. What is no such report is passed over; a report that contradicts the one
 * before it begins anew, so that two halves of different codes never become one.
 */
export class PosReports {
  readonly #layout: PosLayout;
  #parts: Part[] = [];
  #bytes = 0;
  #dropping = false;

  constructor(layout: PosLayout) {
    this.#layout = layout;
  }

  /** The next report has to go on with a code. */
  get waits(): boolean {
    return this.#parts.length > 0 || this.#dropping;
  }

  push(report: Uint8Array): PosResult[] {
    const part = partOf(report, this.#layout);
    if (part === undefined) return [];
    if (part === 'damaged') return this.abandon();
    const results = this.#parts[0] && this.#parts[0].symbology !== part.symbology ? this.abandon() : [];
    if (this.#bytes + part.data.length > longestCodeBytes) {
      this.#forget();
      this.#dropping = part.goesOn;
      return [...results, { lost: 'too-long' }];
    }
    if (this.#dropping) {
      this.#dropping = part.goesOn;
      return results;
    }
    this.#parts.push(part);
    this.#bytes += part.data.length;
    return part.goesOn ? results : [...results, ...this.#finish()];
  }

  /** The rest does not come. */
  abandon(): PosResult[] {
    const lost = this.#parts.length > 0;
    this.#forget();
    this.#dropping = false;
    return lost ? [{ lost: 'incomplete' }] : [];
  }

  #finish(): PosResult[] {
    const code = Uint8Array.from(this.#parts.flatMap(({ data }) => [...data]));
    const symbology = this.#parts[0]?.symbology;
    this.#forget();
    return code.length === 0 ? [] : [{ code, symbology }];
  }

  #forget(): void {
    this.#parts = [];
    this.#bytes = 0;
  }
}

function partOf(report: Uint8Array, layout: PosLayout): Part | 'damaged' | undefined {
  const { reportNumber, lengthAt, symbologyAt, dataAt, dataBytes, continuedAt } = layout;
  if (reportNumber !== 0 && report[0] !== reportNumber) return undefined;
  const [length, flags] = [report[lengthAt], report[continuedAt]];
  // Cut short on the way: what it said is gone, and with it the code it belongs to.
  if (length === undefined || flags === undefined || length > dataBytes || dataAt + length > report.length)
    return 'damaged';
  const identifier = Buffer.from(report.subarray(symbologyAt, symbologyAt + 3)).toString('latin1');
  return {
    data: report.slice(dataAt, dataAt + length),
    symbology: /^\][!-~]{2}$/.test(identifier) ? identifier : undefined,
    goesOn: (flags & 1) === 1,
  };
}
