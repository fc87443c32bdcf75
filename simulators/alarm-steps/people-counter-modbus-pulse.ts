import { type AlarmSteps, action, seconds, set, stepsOf } from './step.js';

const pulse = stepsOf('people-counter', 'modbus-pulse');

const hour = 3_600;
/** A poll, and time to be read. */
const read = seconds(6);
const walkIn = (count: number) => action('walk-in', { count });

export const pulseSteps: readonly AlarmSteps[] = [
  pulse({ alarm: 'counter-unreachable', raise: [set({ silent: true })], clear: [set({ silent: false })] }),
  pulse({
    alarm: 'counter-blocked-or-no-change',
    options: { blockedSeconds: 30 },
    raise: [action('block'), seconds(40)],
    clear: [action('block', { on: false })],
  }),
  pulse({
    alarm: 'counter-in-out-imbalance',
    // Polls are few, so that days pass quickly; a day is judged when it was watched from its beginning.
    options: {
      map: { in: { register: 60 }, out: { register: 62 } },
      pollIntervalMs: 600_000,
      frozenMinutes: 0,
    },
    raise: [seconds(24 * hour), walkIn(40), seconds(24 * hour)],
    clear: [seconds(24 * hour)],
  }),
  pulse({
    alarm: 'counter-restarted',
    raise: [walkIn(20), read, action('power-cycle')],
    clear: [seconds(900)],
  }),
  pulse({
    alarm: 'counter-totals-falling',
    unit: { keepsCounts: true },
    raise: [...Array.from({ length: 5 }, () => [walkIn(40), read]).flat(), action('fall', { in: 10 })],
    clear: [seconds(hour)],
  }),
  pulse({
    alarm: 'counter-power-low',
    raise: [action('supply', { millivolts: 8_000 }), seconds(61)],
    clear: [action('supply', { millivolts: 24_000 }), seconds(61)],
  }),
  pulse({
    alarm: 'counter-line-noise',
    options: { map: 'sfar-8di8do' },
    unit: { model: 'sfar-8di8do' },
    raise: [seconds(61), action('bad-packets', { count: 60 }), seconds(61)],
    clear: [seconds(600)],
  }),
];
