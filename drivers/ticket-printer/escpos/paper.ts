import type { Sheet } from './sheet.js';
import type { SendIntent } from './ticket-journal.js';

export type Strip = 'none' | 'uncut' | 'void';

/** One piece of paper, and who is to hear of it on the way. */
export interface Paper {
  readonly number: string;
  readonly sheet: Sheet;
  /** The test page: carries IDs where a ticket may not yet. */
  readonly isProbe: boolean;
  /** What may hang out of the printer: it is cut off first, so that it is not taken for the head of this paper. */
  readonly strip: Strip;
  /** Writes the intent down; nothing is sent before it resolves, and nothing at all when it rejects. */
  readonly intend: (intent: SendIntent) => Promise<void>;
  /** It is proven that nothing left after all. */
  readonly withdraw: () => Promise<void>;
  /** All lines are on paper, as the printer itself says. */
  readonly onLines: () => void;
  /** A fault showed before that, once more each time there is one more: what comes out may be split. */
  readonly onHarm: (harm: string) => void;
  /** The printer vouches for it after the verdict was given, and no fault speaks against it. */
  readonly onLate: (evidence: 'A' | 'A2') => void;
}
