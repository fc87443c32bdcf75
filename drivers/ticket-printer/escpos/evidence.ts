import type { Evidence } from '../contract.js';
import { type Diagnosis, sentence } from './diagnosis.js';

/** What could be observed about a paper whose bytes have all gone out, while the session lived. */
export interface Observation {
  /** How far the printer's own IDs confirm it: to its last line, to its cut. */
  readonly reached: 'nothing' | 'lines' | 'cut';
  /** Faults showed between its last line and its cut: what was cut may not be what was printed. */
  readonly cutInDoubt: boolean;
  /** Why what had not been printed by then never will be: the power was gone, or the buffer was cleared. */
  readonly dropped: { readonly reason: string; readonly proven: boolean } | undefined;
  /** GS r 1 behind the cut was answered in time. */
  readonly fenced: boolean;
  /** The cut counter rose by exactly one; false when it did not or is not known. */
  readonly counted: boolean;
  /** Faults that showed since the first byte and, once IDs tell, before the last line; for people. */
  readonly faults: readonly string[];
  /** The status afterwards; undefined when the printer did not tell. */
  readonly after: Diagnosis | undefined;
  /** Why the wait ended early, if it did. */
  readonly interruption: string | undefined;
}

export type Verdict =
  | { readonly evidence: Evidence; readonly uncut?: true }
  /** Nobody can tell. */
  | { readonly unknown: string }
  /** It did not come out whole and never will. `proven`: not even the printer's power cut leaves a doubt. */
  | { readonly torn: string; readonly proven: boolean };

/**
 * Grades what was seen (ticket-printing.md section 8). A: own ID behind the cut. B: fence answered and no fault since
 * the first byte. C: cut counter. D: clean before and after, nothing more known; also a paper whose lines are confirmed
 * and whose cut is not, for nobody can say that the customer holds it (W5, W8). Anything else nobody can tell.
 */
export function judge(seen: Observation): Verdict {
  const { reached, cutInDoubt, dropped, fenced, counted, faults, after, interruption } = seen;
  if (reached !== 'nothing') {
    // The rest went on after the paper was changed or the cover closed: whole it may not be (W6, W7).
    if (faults.length > 0) return { unknown: `${faults.join('; ')} while it was printed, so it may be split` };
    return reached === 'cut' && !cutInDoubt ? { evidence: 'A' } : { evidence: 'D', uncut: true };
  }
  // A fence that was answered speaks against a presumed loss of power: then nobody can tell.
  if (dropped && !fenced) return { torn: dropped.reason, proven: dropped.proven };
  if (interruption !== undefined) return { unknown: interruption };
  if (after === undefined) return { unknown: 'the printer stopped answering after the ticket was sent' };
  const reasons = new Set(faults);
  const present = after.causes.filter(({ fault }) => fault || !fenced);
  if (present.length > 0) reasons.add(sentence(present));
  if (reasons.size > 0) return { unknown: [...reasons].join('; ') };
  return { evidence: fenced ? 'B' : counted ? 'C' : 'D' };
}

/** What a new session found out about a paper that an earlier one sent. */
export interface LaterObservation {
  /** P was heard while the earlier session lived. */
  readonly lines: boolean;
  /** By how much the cut counter rose since the paper was sent; undefined where it is not known. */
  readonly cuts: number | undefined;
  /** The printer has confirmed that its buffer is empty by our order. */
  readonly cleared: boolean;
  /** `told`: it said that it was switched on. `presumed`: it took no connection for longer than one needs to reopen. */
  readonly power: 'kept' | 'presumed' | 'told';
  /** So little time has passed that nobody can have changed the paper under it. */
  readonly soon: boolean;
  /** Faults that showed under the paper. */
  readonly harm: string | undefined;
}

/** W2 to W5 after a restart or a new connection. `why` is what interrupted it, for people. */
export function judgeLater({ lines, cuts, cleared, power, soon, harm }: LaterObservation, why: string): Verdict {
  // The counter reaches the printer's memory only every few minutes: after a power cut a rise proves nothing.
  if (cuts === 1 && power !== 'told' && harm) return { unknown: `${harm} while it was printed, so it may be split` };
  // Later on, the cut may have been that of a ticket split over two rolls: probable then, not confirmed.
  if (cuts === 1 && power !== 'told') return { evidence: soon ? 'C' : 'D' };
  if (lines) return { evidence: 'D', uncut: true };
  if (cuts !== undefined && cuts > 0) return { unknown: `${why}; its cutter has been used since` };
  const lostPower = power !== 'kept' || (cuts !== undefined && cuts < 0);
  if (lostPower) return { torn: 'the printer lost its power', proven: false };
  if (cuts === 0 && cleared) return { torn: why, proven: true };
  return { unknown: why };
}
