import { type AlarmStep, type AlarmSteps, action, seconds, set, stepsOf } from './step.js';

const counter = stepsOf('people-counter', 'hpc168');

const hour = 3_600;

/** A poll, and time to be read. */
const read = seconds(6);

const walkIn = (count: number) => action('walk-in', { count });
/** More people than can have passed in a moment, as far as the counter knows. */
const crowd: readonly AlarmStep[] = Array.from({ length: 5 }, () => [walkIn(40), read]).flat();

/** Answers of which one in a few is damaged: fewer than would look like a counter that is gone. */
const badLine: readonly AlarmStep[] = Array.from({ length: 12 }, () => [
  set({ flipBit: true }),
  seconds(1),
  set({ flipBit: false }),
  seconds(3),
]).flat();

export const counterSteps: readonly AlarmSteps[] = [
  counter({ alarm: 'counter-unreachable', raise: [set({ silent: true })], clear: [set({ silent: false })] }),
  counter({
    alarm: 'counter-blocked-or-no-change',
    options: { frozenMinutes: 1 },
    raise: [action('door', { open: true }), action('freeze'), seconds(60)],
    clear: [action('freeze', { on: false }), walkIn(1)],
  }),
  counter({
    alarm: 'counter-in-out-imbalance',
    // Polls are few, so that days pass quickly; a day is judged when it was watched from its beginning.
    options: { pollIntervalMs: 600_000, frozenMinutes: 0 },
    raise: [seconds(24 * hour), walkIn(40), seconds(24 * hour)],
    clear: [seconds(24 * hour)],
  }),
  counter({
    alarm: 'counter-restarted',
    raise: [walkIn(20), read, action('power-cycle')],
    clear: [seconds(900)],
  }),
  counter({
    alarm: 'counter-totals-falling',
    raise: [...crowd, action('fall', { in: 10 })],
    clear: [seconds(hour)],
  }),
  counter({
    alarm: 'counter-line-noise',
    options: { pollIntervalMs: 1_000 },
    raise: badLine,
    clear: [seconds(120)],
  }),
];
