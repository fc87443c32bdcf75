import { typesOf } from '../alarms/catalogue/driver-types.js';
import type { AlarmOverride } from '../alarms/catalogue/overridden.js';
import { catalogue } from '../alarms/catalogue.js';
import { ownAlarmTypesOf } from '../health/own-alarm-types.js';
import type { ResolvedConfig } from './schema.js';

/** An alarm type that the branch wants otherwise. */
export interface PlannedAlarm {
  readonly code: string;
  readonly type: string;
  /** What is changed, e.g. `severity major`, `Chinese remedy`. */
  readonly changes: readonly string[];
  /** False when no device of this branch raises it, nor the gateway. */
  readonly raisedHere: boolean;
}

export function planAlarms(config: ResolvedConfig): PlannedAlarm[] {
  const { alarms = {}, devices } = config;
  const raised = new Set([
    ...devices.flatMap(({ admin, driver }) => (admin === 'enabled' ? typesOf(driver) : [])),
    ...ownAlarmTypesOf(config),
  ]);
  return Object.entries(alarms).map(([type, override]) => ({
    code: catalogue.get(type)?.code ?? '',
    type,
    changes: changesOf(override),
    raisedHere: raised.has(type),
  }));
}

/** Continues "The gateway would …". */
export function alarmsText(alarms: readonly PlannedAlarm[]): string {
  const each = alarms.map(({ code, type, changes, raisedHere }) => {
    const what = changes.join(', ') || 'nothing';
    return `${code} ${type} (${what}${raisedHere ? '' : '; no device of this branch raises it'})`;
  });
  return `change ${alarms.length} alarm ${alarms.length === 1 ? 'type' : 'types'}: ${each.join(', ')}`;
}

function changesOf({ severity, onDelaySeconds, offDelaySeconds, owner, ...texts }: AlarmOverride): string[] {
  const inLanguage = ([what, own]: readonly [
    string,
    { zh?: string | undefined; en?: string | undefined } | undefined,
  ]) => [...(own?.zh === undefined ? [] : [`Chinese ${what}`]), ...(own?.en === undefined ? [] : [`English ${what}`])];
  return [
    ...(severity === undefined ? [] : [`severity ${severity}`]),
    ...(onDelaySeconds === undefined ? [] : [`raised after ${onDelaySeconds} s`]),
    ...(offDelaySeconds === undefined ? [] : [`cleared after ${offDelaySeconds} s`]),
    ...(owner === undefined ? [] : [`owner ${owner}`]),
    ...Object.entries(texts).flatMap(inLanguage),
  ];
}
