import type { AlarmCondition, AlarmDeclaration } from '../../driver.js';
import type { TerminalModule } from '../contract.js';
import type { Knowledge } from './knowledge.js';

export const contactAlarm = 'terminal-module-unreachable';
const supply = 'card-dispenser-empty-or-low';
const bin = 'card-jammed-or-retained-bin-full';

/** A tap does not hear of everything at each look: what nothing was heard of stays, unverified. */
export const alarmDeclarations: readonly AlarmDeclaration[] = [
  { type: supply, onOccasion: true },
  { type: bin, onOccasion: true },
];

export interface Situation {
  readonly known: Knowledge;
  /** Raw digits and their meaning, for the technician. */
  readonly raw: string;
  /** Not ready for longer than it takes, and for no reason the unit names. */
  readonly stuck: boolean;
}

/** The rows of terminal-health.md 9.4; only of what is known. */
export function alarmsOf({ known, raw, stuck }: Situation): AlarmCondition[] {
  const told = (type: string, qualifier: string, active: boolean | undefined, severity?: 'minor' | 'major') =>
    active === undefined
      ? []
      : [{ type, qualifier, active, ...(active && { detail: raw, ...(severity && { severity }) }) }];
  const { hopperLow, hopperEmpty, dispenseFailure } = known;
  const short = hopperEmpty || hopperLow || either(hopperEmpty, hopperLow);
  return [
    ...told(supply, '', short, hopperEmpty ? 'major' : 'minor'),
    ...told(supply, 'jam', known.jammed, 'major'),
    // "Not ready" without a reason is in no row; two minutes of it are one, as of a busy device of XFS.
    ...told(supply, 'fail', stuck || dispenseFailure, dispenseFailure ? 'major' : 'minor'),
    ...told(bin, '', known.binFull),
  ];
}

/** Over only when neither holds for sure. */
function either(a: boolean | undefined, b: boolean | undefined): boolean | undefined {
  return a === false && b === false ? false : undefined;
}

export function moduleState({ known, raw, stuck }: Situation): TerminalModule {
  const failed = known.jammed || known.dispenseFailure || known.hopperEmpty || stuck;
  const warned = known.hopperLow || known.binFull;
  return { status: failed ? 'fail' : warned ? 'warn' : 'ok', detail: raw, source: 'card-dispenser' };
}

/** Not ready, and nothing the unit is doing or lacks explains it. */
export function isUnexplained(known: Knowledge): boolean {
  const reasons = [
    'dispensing',
    'callingBack',
    'atTake',
    'atRead',
    'hopperEmpty',
    'jammed',
    'dispenseFailure',
  ] as const;
  return known.ready === false && reasons.every((reason) => known[reason] !== true);
}
