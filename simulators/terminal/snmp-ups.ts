import { z } from 'zod';
import { action } from '../action.js';
import type { Action, Clock } from '../simulator.js';
import { row, type SnmpObject, type SnmpProfile, scalar } from './snmp-objects.js';

const upsMib = '1.3.6.1.2.1.33.1';
const sources = { other: 1, none: 2, normal: 3, bypass: 4, battery: 5, booster: 6, reducer: 7 } as const;
const batteries = { unknown: 1, normal: 2, low: 3, depleted: 4 } as const;
const tests = { pass: 1, warning: 2, error: 3, aborted: 4, 'in-progress': 5, none: 6 } as const;
type Source = keyof typeof sources;

/** An entry of the alarm table: one of the well-known alarms by number. */
export interface UpsAlarm {
  readonly index: number;
  readonly alarm: number;
  readonly sinceTicks: number;
}

export type UpsNews =
  | { readonly kind: 'on-battery'; readonly minutesLeft: number }
  | { readonly kind: 'added' | 'removed'; readonly alarm: UpsAlarm };

export interface SnmpUps extends SnmpProfile {
  readonly actions: Readonly<Record<string, Action>>;
}

/** Well-known alarm `number` as upsAlarmDescr names it. */
export function wellKnownAlarm(number: number): string {
  return `${upsMib}.6.3.${number}`;
}

/** UPS-MIB of a network UPS (RFC 1628; terminal-health.md 2.3). */
export function createUps(clock: Clock, uptimeTicks: () => number, tell: (news: UpsNews) => void): SnmpUps {
  const state = {
    source: 'normal' as Source,
    battery: 'normal' as keyof typeof batteries,
    minutes: 24,
    charge: 100,
    load: 35,
    inputVoltage: 229,
    temperature: 27,
    test: 'none' as keyof typeof tests,
  };
  const alarms = new Map<number, UpsAlarm>();
  let nextAlarm = 1;
  let lineBads = 0;
  let onBatterySinceMs: number | undefined;

  const secondsOnBattery = () =>
    onBatterySinceMs === undefined ? 0 : Math.floor((clock.now() - onBatterySinceMs) / 1_000);
  const supply = (source: Source) => {
    const before = state.source;
    state.source = source;
    if (source !== 'battery') onBatterySinceMs = undefined;
    else if (before !== 'battery') {
      onBatterySinceMs = clock.now();
      lineBads++;
      tell({ kind: 'on-battery', minutesLeft: state.minutes });
    }
  };
  const objects = (): SnmpObject[] => [
    scalar(`${upsMib}.1.1`, 'string', 'Simulated Power'),
    scalar(`${upsMib}.1.2`, 'string', 'SP-1500'),
    scalar(`${upsMib}.1.3`, 'string', '1.04'),
    scalar(`${upsMib}.1.4`, 'string', '2.10'),
    scalar(`${upsMib}.1.5`, 'string', 'branch-ups'),
    scalar(`${upsMib}.1.6`, 'string', 'kiosks'),
    scalar(`${upsMib}.2.1`, 'integer', batteries[state.battery]),
    scalar(`${upsMib}.2.2`, 'integer', secondsOnBattery()),
    scalar(`${upsMib}.2.3`, 'integer', state.minutes),
    scalar(`${upsMib}.2.4`, 'integer', state.charge),
    scalar(`${upsMib}.2.5`, 'integer', 273),
    scalar(`${upsMib}.2.7`, 'integer', state.temperature),
    scalar(`${upsMib}.3.1`, 'counter', lineBads),
    scalar(`${upsMib}.3.2`, 'integer', 1),
    ...row(`${upsMib}.3.3.1`, 1, [{ number: 3, type: 'integer', value: state.inputVoltage }]),
    scalar(`${upsMib}.4.1`, 'integer', sources[state.source]),
    scalar(`${upsMib}.4.3`, 'integer', 1),
    ...row(`${upsMib}.4.4.1`, 1, [{ number: 5, type: 'integer', value: state.load }]),
    scalar(`${upsMib}.6.1`, 'gauge', alarms.size),
    ...[...alarms.values()].flatMap(({ index, alarm, sinceTicks }) =>
      row(`${upsMib}.6.2.1`, index, [
        { number: 2, type: 'oid', value: wellKnownAlarm(alarm) },
        { number: 3, type: 'ticks', value: sinceTicks },
      ]),
    ),
    scalar(`${upsMib}.7.3`, 'integer', tests[state.test]),
  ];
  const number = { alarm: z.int().min(1).max(24) };

  return {
    objects,
    actions: {
      /** Sets what is given; `source: battery` starts the seconds on battery. */
      ups: action(
        {
          source: z.enum(Object.keys(sources) as Source[]).optional(),
          battery: z.enum(Object.keys(batteries) as (keyof typeof batteries)[]).optional(),
          minutes: z.int().min(0).max(10_000).optional(),
          charge: z.int().min(0).max(100).optional(),
          load: z.int().min(0).max(200).optional(),
          inputVoltage: z.int().min(0).max(500).optional(),
          temperature: z.int().min(-40).max(120).optional(),
          test: z.enum(Object.keys(tests) as (keyof typeof tests)[]).optional(),
        },
        ({ source, ...patch }) => {
          for (const [name, value] of Object.entries(patch))
            if (value !== undefined) Object.assign(state, { [name]: value });
          if (source !== undefined) supply(source);
        },
      ),
      'ups-alarm-add': action(number, ({ alarm }) => {
        if ([...alarms.values()].some((entry) => entry.alarm === alarm)) return;
        const entry = { index: nextAlarm++, alarm, sinceTicks: uptimeTicks() };
        alarms.set(entry.index, entry);
        tell({ kind: 'added', alarm: entry });
      }),
      'ups-alarm-remove': action(number, ({ alarm }) => {
        for (const entry of [...alarms.values()]) {
          if (entry.alarm !== alarm) continue;
          alarms.delete(entry.index);
          tell({ kind: 'removed', alarm: entry });
        }
      }),
    },
    view: () => ({
      ...state,
      secondsOnBattery: secondsOnBattery(),
      alarms: [...alarms.values()].map(({ alarm }) => alarm),
    }),
  };
}
