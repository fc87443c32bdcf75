import { billEvents, type MoneyEvent } from './events.js';
import { faultText, type SelfCheck } from './faults.js';

/** What can be wrong with a module; each is an alarm of its own. */
export const conditionNames = ['full', 'removed', 'jam', 'fault'] as const;
export type ConditionName = (typeof conditionNames)[number];

export interface Condition {
  /** Raw code and meaning, for the technician. */
  readonly detail: string;
  readonly severity: 'major' | 'warning' | undefined;
}

/**
 * What this session has heard of each: wrong, or `absent`. One of which nothing was said is left out, and nobody may say
 * that it is over. Plain data, changed only by the functions below.
 */
export type Conditions = Readonly<Partial<Record<ConditionName, Condition | 'absent'>>>;

const allAbsent: Conditions = { full: 'absent', removed: 'absent', jam: 'absent', fault: 'absent' };

/** What is wrong, as far as was heard. */
export function wrongIn(conditions: Conditions): Condition[] {
  return conditionNames.flatMap((name) => {
    const condition = conditions[name];
    return condition === undefined || condition === 'absent' ? [] : [condition];
  });
}

/** The rows of terminal-health.md 9.4 for codes of self-check. */
const faultConditions: Readonly<Record<number, ConditionName>> = {
  39: 'jam',
  44: 'removed',
  45: 'full',
};
/** The row for a defect. Any other code is told as a warning: it means something, and nobody wrote down what. */
const defects: ReadonlySet<number> = new Set([1, 9, 30, 33, 34, 35, 36, 37, 38, 41, 54, 55, 56]);
/** A hopper gives no money any more. */
const payoutDefects: ReadonlySet<number> = new Set([10, 23, 24, 25]);

/**
 * The rows of 9.4 for events. 13 and 19 are in none of them but are of the class "fatal" in 5.1: the module takes nothing
 * any more, which is what a fault is.
 */
const eventConditions: Readonly<Record<number, ConditionName>> = {
  6: 'jam',
  7: 'jam',
  11: 'removed',
  13: 'fault',
  14: 'full',
  15: 'jam',
  16: 'jam',
  19: 'fault',
};
/** What an event ends. A full box that is out is full no more; only "in order" says that a stacker moves again. */
const eventEnds: Readonly<Record<number, readonly ConditionName[]>> = {
  10: ['removed', 'full', 'jam', 'fault'],
  11: ['full'],
  12: ['removed', 'full'],
  14: ['removed'],
  22: ['jam'],
};

/** True for the events of someone at the money (9.4: TRM-315). */
export function isFraud(event: MoneyEvent): event is { kind: 'status'; code: number } {
  return event.kind === 'status' && billEvents[event.code]?.class === 'fraud';
}

export function eventText(code: number): string {
  return `event ${code}: ${billEvents[code]?.text ?? 'a code the gateway does not know'}`;
}

/** A self-check names one thing, so what it does not name goes on until it says that all is in order. */
export function afterSelfCheck(before: Conditions, check: SelfCheck): Conditions {
  if (check.code === 0) return allAbsent;
  const name = faultConditions[check.code] ?? 'fault';
  const severe = name !== 'fault' || defects.has(check.code) || payoutDefects.has(check.code);
  const severity = name === 'fault' ? (severe ? 'major' : 'warning') : undefined;
  const kept = name === 'full' ? without(before, ['removed']) : name === 'removed' ? without(before, ['full']) : before;
  return { ...kept, [name]: { detail: faultText(check), severity } };
}

/** A note or coin that was taken shows a module that works, with its box in. */
export function afterEvent(before: Conditions, event: MoneyEvent): Conditions {
  if (event.kind === 'credit') return allAbsent;
  const kept = without(before, eventEnds[event.code] ?? []);
  const name = eventConditions[event.code];
  if (name === undefined) return kept;
  return { ...kept, [name]: { detail: eventText(event.code), severity: name === 'fault' ? 'major' : undefined } };
}

/**
 * After a power cut the module tells again what is still wrong. That the box is in it must say itself: whoever took it may
 * have cut the power.
 */
export function afterRestart(before: Conditions): Conditions {
  return { ...before, full: 'absent', jam: 'absent', fault: 'absent' };
}

function without(conditions: Conditions, names: readonly ConditionName[]): Conditions {
  return { ...conditions, ...Object.fromEntries(names.map((name) => [name, 'absent'])) };
}
