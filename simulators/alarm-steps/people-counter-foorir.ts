import { type AlarmSteps, action, seconds, set, stepsOf } from './step.js';

const counter = stepsOf('people-counter', 'foorir');

const hour = 3_600;
/** An upload, and its answer. */
const soon = { recordMinutes: 1, uploadMinutes: 1 };
const minute = seconds(61);

export const foorirSteps: readonly AlarmSteps[] = [
  counter({
    alarm: 'counter-unreachable',
    options: soon,
    raise: [set({ silent: true }), seconds(200)],
    clear: [set({ silent: false }), minute],
  }),
  counter({
    alarm: 'counter-blocked-or-no-change',
    options: soon,
    raise: [action('block'), action('status')],
    clear: [action('block', { on: false }), action('status')],
  }),
  counter({
    alarm: 'counter-in-out-imbalance',
    // Polls are few, so that days pass quickly; a day is judged when it was watched from its beginning.
    options: { pollIntervalMs: 600_000, uploadMinutes: 60, frozenMinutes: 0 },
    raise: [seconds(24 * hour), action('walk-in', { count: 40 }), seconds(24 * hour)],
    clear: [seconds(24 * hour)],
  }),
  counter({
    alarm: 'counter-power-low',
    options: soon,
    raise: [action('tx-power'), action('status')],
    clear: [action('tx-power', { low: false }), action('status')],
  }),
  counter({
    alarm: 'counter-line-noise',
    // Unanswered, it ends the call and says the same again on the next.
    options: { uploadMinutes: 60 },
    unit: { answerSeconds: 1 },
    raise: [set({ flipBit: true }), action('status'), seconds(60), set({ flipBit: false })],
    clear: Array.from({ length: 120 }, () => [action('status'), seconds(1)]).flat(),
  }),
];
