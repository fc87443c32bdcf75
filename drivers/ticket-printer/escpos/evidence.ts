import { type Diagnosis, sentence } from './diagnosis.js';

/** What could be observed about a ticket whose bytes have all gone out. */
export interface Observation {
  /** The fence behind the cut was answered in time. */
  readonly fenced: boolean;
  /** Faults that showed since the first byte, for people. */
  readonly faults: readonly string[];
  /** The status afterwards; undefined when the printer did not tell. */
  readonly after: Diagnosis | undefined;
  /** Why the wait ended early, if it did. */
  readonly interruption: string | undefined;
}

export type Verdict = { readonly evidence: 'B' | 'D' } | { readonly unknown: string };

/**
 * Grades what was seen (ticket-printing.md section 8). B: fence answered and no fault since the first byte. D: no
 * answer in time, but clean before and after. Anything else nobody can tell.
 */
export function judge({ fenced, faults, after, interruption }: Observation): Verdict {
  if (interruption !== undefined) return { unknown: interruption };
  if (after === undefined) return { unknown: 'the printer stopped answering after the ticket was sent' };
  const reasons = new Set(faults);
  const present = after.causes.filter(({ fault }) => fault || !fenced);
  if (present.length > 0) reasons.add(sentence(present));
  if (reasons.size > 0) return { unknown: [...reasons].join('; ') };
  return { evidence: fenced ? 'B' : 'D' };
}
