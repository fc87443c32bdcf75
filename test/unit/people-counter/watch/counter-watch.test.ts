import { describe, expect, it } from 'vitest';
import type {
  CounterSeen,
  CounterTells,
  JudgedDay,
  Recorded,
} from '../../../../drivers/people-counter/counting/model.js';
import { counterAlarms, counterWatch } from '../../../../drivers/people-counter/watch/counter-watch.js';
import { at, counterWorld, officeHours, VirtualClock } from '../counting/world.js';

const everything: CounterTells = { totals: true, blocked: true, power: true };
const view = { in: 5, out: 4, inside: 1, today: { day: '2026-11-23', in: 5, out: 4 }, deviceIn: 2, deviceOut: 1 };
const still: Recorded = { view, changed: false, quality: 'good' };
const passed: Recorded = { view, changed: true, quality: 'good' };

interface Wish {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly tells?: CounterTells;
  readonly hours?: boolean;
  readonly start?: number;
  readonly judged?: JudgedDay;
}

function watching({ options, tells = everything, hours = true, start = at(23, 10), judged }: Wish = {}) {
  const clock = new VirtualClock(start);
  const { context, seen } = counterWorld({
    clock,
    ...(options ? { options } : {}),
    hours: hours ? officeHours() : undefined,
  });
  const watch = counterWatch(context, tells, { judgedDay: () => judged });
  return {
    clock,
    seen,
    /** What is said at a report `afterMinutes` later, by type and qualifier. */
    report(what: CounterSeen, afterMinutes = 0) {
      clock.leap(afterMinutes * 60_000);
      seen.alarms.length = 0;
      watch.report(what);
      return Object.fromEntries(
        seen.alarms.map(({ type, qualifier, active, detail }) => [
          qualifier ? `${type}/${qualifier}` : type,
          active ? detail : false,
        ]),
      );
    },
  };
}

const frozen = 'counter-blocked-or-no-change/frozen';

describe('what a counter reports', () => {
  it('is told of every alarm it can raise, each time', () => {
    const { report } = watching();
    const quiet = {
      'counter-blocked-or-no-change/blocked': false,
      'counter-blocked-or-no-change/frozen': false,
      'counter-in-out-imbalance': false,
      'counter-restarted': false,
      'counter-totals-falling': false,
      'counter-power-low': false,
      'counter-line-noise': false,
    };
    expect(report({ recorded: [passed] })).toEqual(quiet);
    expect(report({})).toEqual(quiet);
  });

  it('is not told of what the counter cannot see, and its definition does not declare it', () => {
    const tells = { totals: false, blocked: true, power: false };
    const { report } = watching({ tells });
    const told = report({ recorded: [] });
    expect(Object.keys(told)).toEqual([
      'counter-blocked-or-no-change/blocked',
      frozen,
      'counter-in-out-imbalance',
      'counter-line-noise',
    ]);
    expect(counterAlarms(tells).map(({ type }) => type)).toEqual([
      'counter-blocked-or-no-change',
      'counter-in-out-imbalance',
      'counter-line-noise',
    ]);
  });

  it('passes on what the counter itself says', () => {
    const { report } = watching();
    expect(report({ blocked: 'input 1 active for 40 s', powerLow: 'receiver battery low' })).toMatchObject({
      'counter-blocked-or-no-change/blocked': 'input 1 active for 40 s',
      'counter-power-low': 'receiver battery low',
    });
  });
});

describe('counts that stand still', () => {
  const options = { frozenMinutes: 20 };

  it('raise the alarm after the door was open that long, not before, and the next person clears it', () => {
    const { report } = watching({ options, hours: false });
    const quiet: CounterSeen = { recorded: [still], door: 'open' };
    expect(report(quiet)[frozen]).toBe(false);
    expect(report(quiet, 19.99)[frozen]).toBe(false);
    expect(report(quiet, 0.01)[frozen]).toBe('nobody was counted for 20 min although people could pass');
    expect(report({ recorded: [passed], door: 'open' }, 1)[frozen]).toBe(false);
    expect(report(quiet, 19)[frozen]).toBe(false);
    expect(report(quiet, 1)[frozen]).toBeTruthy();
  });

  it('mean nothing behind a closed door, and the time begins when it opens', () => {
    const { report } = watching({ options });
    const closed: CounterSeen = { recorded: [still], door: 'closed' };
    report(closed);
    expect(report(closed, 120)[frozen]).toBe(false);
    expect(report({ recorded: [still], door: 'open' }, 1)[frozen]).toBe(false);
    expect(report({ recorded: [still], door: 'open' }, 20)[frozen]).toBeTruthy();
    expect(report(closed, 1)[frozen]).toBe(false);
  });

  it('mean nothing while the branch is closed, even with the door contact never wired', () => {
    const { report } = watching({ options, start: at(23, 16, 50) });
    const quiet: CounterSeen = { recorded: [still], door: 'open' };
    report(quiet);
    for (let minute = 0; minute < 60 * 16; minute += 5) expect(report(quiet, 5)[frozen]).toBe(false);
    expect(report(quiet, 15)[frozen]).toBe(false);
    expect(report(quiet, 20)[frozen]).toBeTruthy();
  });

  it('go by the hours where no door is known, and by nothing where neither is', () => {
    const byHours = watching({ options });
    byHours.report({ recorded: [still] });
    expect(byHours.report({ recorded: [still] }, 21)[frozen]).toBeTruthy();
    const byNothing = watching({ options, hours: false });
    byNothing.report({ recorded: [still] });
    expect(byNothing.report({ recorded: [still] }, 21)[frozen]).toBe(false);
  });

  it('are not suspected while nobody knows what was counted', () => {
    const { report } = watching({ options });
    report({ recorded: [still] });
    report({}, 15);
    expect(report({ recorded: [still] }, 15)[frozen]).toBe(false);
  });

  it('stand still as well where a counter has sent nothing new', () => {
    const { report } = watching({ options });
    report({ recorded: [passed] });
    expect(report({ recorded: [] }, 21)[frozen]).toBeTruthy();
  });

  it('are timed by the clock that does not jump', () => {
    const { report, clock } = watching({ options });
    report({ recorded: [still] });
    clock.jump(60 * 60_000);
    expect(report({ recorded: [still] }, 1)[frozen]).toBe(false);
  });

  it('never raise anything when the rule is off', () => {
    const { report } = watching({ options: { frozenMinutes: 0 } });
    report({ recorded: [still] });
    expect(report({ recorded: [still] }, 300)[frozen]).toBe(false);
  });
});

describe('a day on which in and out do not match', () => {
  const imbalance = 'counter-in-out-imbalance';
  const afterDay = (entered: number, left: number, options = {}) =>
    watching({ options, judged: { day: '2026-11-22', in: entered, out: left } }).report({})[imbalance];

  it.each([
    [100, 80, '100 in, 80 out on 2026-11-22'],
    [80, 100, '80 in, 100 out on 2026-11-22'],
    [100, 81, false],
    [1_000, 801, false],
    [40, 21, false],
    [40, 20, '40 in, 20 out on 2026-11-22'],
    [20, 0, '20 in, 0 out on 2026-11-22'],
    [0, 0, false],
  ])('%d in and %d out: %s', (entered, left, expected) => {
    expect(afterDay(entered, left)).toBe(expected);
  });

  it('is as far apart as the branch says', () => {
    expect(afterDay(100, 91, { imbalancePercent: 10, imbalanceLeast: 5 })).toBe(false);
    expect(afterDay(100, 90, { imbalancePercent: 10, imbalanceLeast: 5 })).toBeTruthy();
    expect(afterDay(100, 0, { imbalancePercent: 0 })).toBe(false);
  });
});

describe('totals that did not just go on', () => {
  const restarted = 'counter-restarted';
  const falling = 'counter-totals-falling';
  const before = { in: 500, out: 480 };
  const change = 'in 500 → 2, out 480 → 1';

  it.each([
    ['a restart', { quality: 'restart' }, { [restarted]: change, [falling]: false }],
    ['a jump', { quality: 'uncertain', why: 'jumped' }, { [restarted]: `${change} (jumped)`, [falling]: false }],
    ['a fall', { quality: 'uncertain', why: 'fell' }, { [restarted]: false, [falling]: `${change} (fell)` }],
  ] as const)('are told as %s at the poll that saw it, and as over at the next', (_name, grade, expected) => {
    const { report } = watching();
    expect(report({ recorded: [{ ...still, ...grade, before }] })).toMatchObject(expected);
    expect(report({ recorded: [passed] })).toMatchObject({ [restarted]: false, [falling]: false });
  });

  it('are found among several readings', () => {
    const { report } = watching();
    const told = report({ recorded: [passed, { ...still, quality: 'restart', before }, passed] });
    expect(told[restarted]).toBe(change);
  });

  it('are as they should be where the power comes back before the doors open', () => {
    const { report } = watching({ start: at(23, 8, 30) });
    expect(report({ recorded: [{ ...still, quality: 'restart', before }] })[restarted]).toBe(false);
  });
});

describe('noise on the line', () => {
  const noise = 'counter-line-noise';

  it('is one damaged frame in ten, and is over at less than half of that', () => {
    const { report } = watching();
    report({ frames: { intact: 89, damaged: 0 } });
    expect(report({ frames: { intact: 0, damaged: 9 } })[noise]).toBe(false);
    expect(report({ frames: { intact: 0, damaged: 2 } })[noise]).toBe('11 of the last 100 frames were damaged');
    expect(report({ frames: { intact: 94, damaged: 0 } })[noise]).toBe('6 of the last 100 frames were damaged');
    expect(report({ frames: { intact: 2, damaged: 0 } })[noise]).toBe(false);
  });

  it('is not a few frames, damaged when hardly any were heard', () => {
    const { report } = watching();
    expect(report({ frames: { intact: 0, damaged: 4 } })[noise]).toBe(false);
    expect(report({ frames: { intact: 0, damaged: 1 } })[noise]).toBeTruthy();
  });

  it('can be switched off, and needs no memory for a flood', () => {
    const off = watching({ options: { noisePercent: 0 } });
    expect(off.report({ frames: { intact: 0, damaged: 100 } })[noise]).toBe(false);
    const flooded = watching().report({ frames: { intact: 0, damaged: 2 ** 40 } });
    expect(flooded[noise]).toBe('100 of the last 100 frames were damaged');
  });
});
