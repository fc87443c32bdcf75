import type { Catalogue } from './catalogue.js';
import type { AlarmKey } from './key.js';
import type { AlarmLedger } from './ledger.js';
import type { AlarmRecord } from './record.js';
import { assertOneOf } from './refusals.js';

export interface AlarmFilter {
  readonly deviceId?: string | undefined;
  readonly alarmType?: string | undefined;
}

export interface FilterOptions {
  readonly ledger: AlarmLedger;
  readonly catalogue: Catalogue;
  /** Devices of the configuration. */
  readonly deviceIds: () => Iterable<string>;
}

/**
 * The records that fit. Throws COMMAND_ARGS_INVALID for a name that neither the branch nor an old record knows: an empty
 * answer to a misspelled question would be believed.
 */
export function filtered(
  { ledger, catalogue, deviceIds }: FilterOptions,
  { deviceId, alarmType }: AlarmFilter,
): [AlarmKey, AlarmRecord][] {
  const all = ledger.all();
  if (deviceId !== undefined) {
    assertOneOf('deviceId', deviceId, [...new Set([...deviceIds(), ...all.map(([key]) => key.deviceId)])], 'a device');
  }
  if (alarmType !== undefined) {
    assertOneOf('alarmType', alarmType, [...new Set([...catalogue.keys(), ...all.map(([key]) => key.type)])], 'a type');
  }
  return all.filter(([key]) => (deviceId ?? key.deviceId) === key.deviceId && (alarmType ?? key.type) === key.type);
}
