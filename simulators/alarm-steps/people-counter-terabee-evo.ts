import { type AlarmSteps, action, seconds, set, stepsOf } from './step.js';

const sensor = stepsOf('people-counter', 'terabee-evo');

const hour = 3_600;
/** A poll, and time to be read. */
const read = seconds(3);
/** Small strides wherever something is written to disk, which takes real time. */
const poll = seconds(700);
const midnight = seconds(2 * hour);
/** As seldom as it may speak without being missed. */
const slow = { distancePeriodMs: 900 };
const walkIn = (count: number) => action('walk-in', { count });

export const terabeeSteps: readonly AlarmSteps[] = [
  sensor({ alarm: 'counter-unreachable', raise: [set({ silent: true })], clear: [set({ silent: false })] }),
  sensor({
    alarm: 'counter-blocked-or-no-change',
    options: { blockedSeconds: 10 },
    raise: [action('block'), seconds(15)],
    clear: [action('block', { on: false })],
  }),
  sensor({
    alarm: 'counter-in-out-imbalance',
    // Frames and polls are few, so that days pass quickly; a day is judged when it was watched from its beginning.
    options: { pollIntervalMs: 600_000, silenceMs: 60_000, frozenMinutes: 0 },
    unit: { distancePeriodMs: 24_000 },
    raise: [walkIn(1), poll, seconds(14 * hour), midnight, walkIn(40), poll, seconds(22 * hour), midnight],
    clear: [seconds(22 * hour), midnight],
  }),
  sensor({
    alarm: 'counter-restarted',
    unit: slow,
    raise: [walkIn(20), read, action('power-cycle'), walkIn(1)],
    clear: [seconds(900)],
  }),
  sensor({
    alarm: 'counter-totals-falling',
    unit: slow,
    raise: [action('set-totals', { in: 900, out: 900 }), read, action('set-totals', { in: 800, out: 800 })],
    clear: [seconds(hour)],
  }),
  sensor({
    alarm: 'counter-line-noise',
    options: { silenceMs: 5_000 },
    raise: [seconds(3), set({ flipBit: true }), seconds(3), set({ flipBit: false }), seconds(3)],
    clear: [seconds(60)],
  }),
];
