import { type Seat, type Step, steps } from './roster.js';
import type { Waits } from './waits.js';

/** Why somebody is told. */
export const reasons = ['raised', 'not-acknowledged', 'reminder', 'overdue', 'cleared', 'quiet-hours-over'] as const;
export type Reason = (typeof reasons)[number];

/** Who was told, and when last; ms of a clock that never jumps. */
export interface Told extends Seat {
  readonly at: number;
}

export interface Owed extends Seat {
  readonly reason: Reason;
}

/**
 * How far one raised alarm has come. `hidden`: a shelf, a flood or a maintenance window keeps it from people. `over`: it
 * has cleared, and some who were told do not know yet.
 */
export interface Escalation {
  readonly phase: 'running' | 'hidden' | 'over';
  /** Told step by step, in that order. */
  readonly told: readonly Told[];
  /** Told that the time limit has passed. */
  readonly overdue: readonly Told[];
  /** Told in an earlier round and not yet that it is over: nobody is asked twice in a round. */
  readonly earlier: readonly Seat[];
  /** To be told as soon as they may be. */
  readonly owed: readonly Owed[];
}

/** The alarm as people have to see it now. */
export interface Facts {
  readonly raised: boolean;
  readonly hidden: boolean;
  readonly acknowledged: boolean;
  /** Critical or security: told at once, at any hour. */
  readonly urgent: boolean;
  /** When it is to be cleared, on the same clock as `Told.at`; undefined = no limit. */
  readonly dueAt: number | undefined;
  /** Who is asked to take it over, in turn. */
  readonly seats: readonly Seat[];
  /** Who hears that it has not cleared in time, in turn. */
  readonly overseers: readonly Seat[];
  readonly waits: Waits;
}

/** A step that comes at `at` if nothing happens before. */
export interface Planned {
  readonly at: number;
  readonly reason: Reason;
  readonly seats: readonly Seat[];
}

const fresh: Escalation = { phase: 'running', told: [], overdue: [], earlier: [], owed: [] };

/** The escalation at `now`; undefined when there is nothing to escalate. Doing it again changes nothing. */
export function escalated(
  before: Escalation | undefined,
  facts: Facts,
  now: number,
  quiet: boolean,
): Escalation | undefined {
  if (!facts.raised) return ended(before);
  if (facts.hidden) return before?.phase === 'hidden' ? before : { ...(before ?? fresh), phase: 'hidden', owed: [] };
  const current = wanted(running(before, now), facts);
  const due = planned(current, facts, now).filter(({ at }) => at <= now);
  const owed = [...current.owed, ...due.flatMap(({ seats, reason }) => seats.map((seat) => owedTo(seat, reason)))];
  const named = owed.map((each) => renamed(each, facts.urgent, quiet));
  return named.every((each, index) => each === current.owed[index]) ? current : { ...current, owed: named };
}

/** What comes next if nobody does anything, soonest first. */
export function planned(escalation: Escalation, facts: Facts, now: number): Planned[] {
  if (!facts.raised || facts.hidden) return [];
  const next = [facts.acknowledged ? undefined : nextCall(escalation, facts, now), nextOverdue(escalation, facts)];
  return next.filter((each) => each !== undefined).sort((x, y) => x.at - y.at);
}

/** After one of the owed has been told; undefined when that was the end of it. */
export function told(escalation: Escalation, owed: Owed, now: number): Escalation | undefined {
  const left = { ...escalation, owed: escalation.owed.filter((each) => each !== owed) };
  if (owed.reason === 'cleared') {
    if (left.owed.length === 0) return undefined;
    // Whoever has heard the end must hear of a new beginning, so this round is over.
    return { ...left, told: [], overdue: [], earlier: left.owed.map(seatOf) };
  }
  const entry = { ...seatOf(owed), at: now };
  if (owed.reason === 'overdue') return { ...left, overdue: [...left.overdue, entry] };
  const others = left.told.filter(({ step }) => step !== owed.step);
  return { ...left, told: [...others, entry].sort((x, y) => rank(x.step) - rank(y.step)) };
}

/** Without those the configuration no longer has. */
export function withoutStrangers(escalation: Escalation, isKnown: (person: string) => boolean): Escalation {
  const known = <S extends Seat>(seats: readonly S[]) =>
    seats.filter(({ person }) => person === undefined || isKnown(person));
  return {
    ...escalation,
    told: known(escalation.told),
    overdue: known(escalation.overdue),
    earlier: known(escalation.earlier),
    owed: known(escalation.owed),
  };
}

function ended(before: Escalation | undefined): Escalation | undefined {
  if (before?.phase === 'over') return before.owed.length === 0 ? undefined : before;
  const informed = before ? informedOf(before) : [];
  if (!before || informed.length === 0) return undefined;
  return { ...before, phase: 'over', owed: informed.map((seat) => owedTo(seat, 'cleared')) };
}

/** Raised again before anybody heard that it was over, they know already; out of hiding it begins anew. */
function running(before: Escalation | undefined, now: number): Escalation {
  if (before === undefined) return fresh;
  if (before.phase === 'running') return before;
  const anew = { ...fresh, earlier: informedOf(before) };
  return before.phase === 'hidden' ? anew : { ...anew, told: before.told.map((each) => ({ ...each, at: now })) };
}

/** Each who is to hear that it is over. */
function informedOf({ told, overdue, earlier }: Escalation): Seat[] {
  return distinct([...told, ...overdue, ...earlier].map(seatOf));
}

/** Nobody needs to be asked to take over what somebody has taken over. */
function wanted(escalation: Escalation, { acknowledged }: Facts): Escalation {
  if (!acknowledged || escalation.owed.every(({ reason }) => reason === 'overdue')) return escalation;
  return { ...escalation, owed: escalation.owed.filter(({ reason }) => reason === 'overdue') };
}

/** The next who is asked to take it over, or a reminder when all have been. */
function nextCall({ told, owed }: Escalation, { seats, waits }: Facts, now: number): Planned | undefined {
  if (owed.some(({ reason }) => reason !== 'overdue')) return undefined;
  const last = told.at(-1);
  const unaware = seats.filter(({ person }) => person === undefined || !told.some((each) => each.person === person));
  const next = following(unaware, last, waits);
  if (next) {
    return last === undefined
      ? { at: now, reason: 'raised', seats: [next] }
      : { at: last.at + waitAfter(last.step, waits), reason: 'not-acknowledged', seats: [next] };
  }
  if (last === undefined || waits.repeatMs === undefined) return undefined;
  const at = Math.max(...told.map((each) => each.at)) + waits.repeatMs;
  return { at, reason: 'reminder', seats: told.map(seatOf) };
}

/**
 * The duty manager when the limit has passed, central when it has still not cleared after that. Neither before whoever is
 * to do it has been asked and has had time: what comes from a shelf may be late already.
 */
function nextOverdue({ told, overdue, owed }: Escalation, facts: Facts): Planned | undefined {
  const { acknowledged, overseers, waits, dueAt } = facts;
  const [first] = told;
  if (dueAt === undefined || (!acknowledged && !first) || owed.some(({ reason }) => reason === 'overdue'))
    return undefined;
  const last = overdue.at(-1);
  const next = following(overseers, last, waits);
  if (!next) return undefined;
  const asked = acknowledged || !first ? dueAt : first.at + waitAfter(first.step, waits);
  const at = last === undefined ? Math.max(dueAt, asked) : last.at + waitAfter(last.step, waits);
  return { at, reason: 'overdue', seats: [next] };
}

/** The first seat behind `last`; central only where it is to be told at all. */
function following(seats: readonly Seat[], last: Seat | undefined, { centralMs }: Waits): Seat | undefined {
  return seats.find(
    ({ step }) =>
      (step !== 'central' || centralMs !== undefined) && (last === undefined || rank(step) > rank(last.step)),
  );
}

function waitAfter(step: Step, { acknowledgeMs, managerMs, centralMs }: Waits): number {
  if (step === 'a') return acknowledgeMs;
  return step === 'b' ? managerMs : (centralMs ?? 0);
}

/** What quiet hours hold back is told as such, unless it has become urgent meanwhile. */
function renamed(owed: Owed, urgent: boolean, quiet: boolean): Owed {
  if (!urgent && quiet && owed.reason === 'raised') return { ...owed, reason: 'quiet-hours-over' };
  return urgent && owed.reason === 'quiet-hours-over' ? { ...owed, reason: 'raised' } : owed;
}

function distinct(seats: readonly Seat[]): Seat[] {
  return seats.filter((seat, index) => seats.findIndex(({ person }) => person === seat.person) === index);
}

function owedTo(seat: Seat, reason: Reason): Owed {
  return { ...seatOf(seat), reason };
}

function seatOf({ step, person }: Seat): Seat {
  return person === undefined ? { step } : { step, person };
}

function rank(step: Step): number {
  return steps.indexOf(step);
}
