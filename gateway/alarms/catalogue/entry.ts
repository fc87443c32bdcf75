import type { ProbableCause } from '../cause.js';
import type { EventType, Owner, ServiceImpact, Severity } from '../record.js';
import type { PlannedDriver } from './planned-drivers.js';

export interface Texts {
  readonly zh: string;
  readonly en: string;
}

/**
 * Who raises an alarm: a driver that declares it, the gateway itself, the centre (what a gateway that is gone cannot
 * say), or drivers that are not built or cannot tell it yet, as `class/name`.
 */
export type RaisedBy = 'drivers' | 'gateway' | 'centre' | { readonly awaits: readonly PlannedDriver[] };

/** What the gateway knows of an alarm type before one is raised. */
export interface CatalogueEntry {
  /** Printed code people name on the telephone, e.g. `PRN-101`. */
  readonly code: string;
  /** alarm-type-id, kebab-case. */
  readonly type: string;
  /** What it is when whoever reports it does not say how bad it is. */
  readonly severity: Severity;
  /** Every severity it can have, the mildest first; absent = `severity` only. */
  readonly severities?: readonly Severity[];
  readonly probableCause: ProbableCause;
  /** Where the qualifier says that it is another one, by its part before the first `-`. */
  readonly otherCauses?: Readonly<Record<string, ProbableCause>>;
  readonly eventType: EventType;
  /**
   * Seconds a condition must last before the alarm is raised or cleared. 0 where whoever reports it has counted
   * failures or waited already ("3f/2s" and "by rule" of terminal-health.md 9.3). A driver's declaration overrides.
   */
  readonly onDelaySeconds: number;
  readonly offDelaySeconds: number;
  /** It happens rather than lasts: the off-delay keeps it raised, and an on-delay would lose it. */
  readonly momentary?: true;
  readonly owner: Owner;
  readonly serviceImpact: ServiceImpact;
  /** What is wrong, in a few words. */
  readonly text: Texts;
  /** What that means for the branch and its customers, one line for a duty manager. */
  readonly meaning: Texts;
  /** What the owner does about it. */
  readonly remedy: Texts;
  /** Default `drivers`. */
  readonly raisedBy?: RaisedBy;
  /** What the branch has set itself; set by `overridden` only. */
  readonly branch?: BranchSettings;
}

/** What of an entry the branch has set: these delays win over a driver's, and no report is milder than this severity. */
export interface BranchSettings {
  readonly severity?: Severity | undefined;
  readonly onDelaySeconds?: number | undefined;
  readonly offDelaySeconds?: number | undefined;
}

/** By alarm type. */
export type Catalogue = ReadonlyMap<string, CatalogueEntry>;
