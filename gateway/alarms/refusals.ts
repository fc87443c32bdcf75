import { GatewayError } from '../../drivers/index.js';
import { didYouMean, quote, sentence } from '../validation/mistake.js';
import { suggest } from '../validation/suggest.js';
import { type AlarmKey, keyText } from './key.js';

/** Names listed in an answer; more would hide the sentence. */
const mostNames = 12;

/** Which alarm an operator means. */
export interface AlarmName {
  readonly deviceId: string;
  /** alarm-type-id. */
  readonly alarmType: string;
  readonly qualifier?: string | undefined;
}

export function keyOf({ deviceId, alarmType, qualifier = '' }: AlarmName): AlarmKey {
  return { deviceId, type: alarmType, qualifier };
}

/** `device/type[/qualifier]` as people write it. */
export function nameOf(key: AlarmKey): string {
  return keyText(key).replace(/\/$/, '');
}

/** An argument that fits its schema and not the branch. */
export function wrongArgument(argument: string, found: string, allowed: string, hint?: string): GatewayError {
  const said = sentence(found, { allowed, ...(hint === undefined ? {} : { hint }) });
  return new GatewayError('COMMAND_ARGS_INVALID', `args.${argument}: ${said}`, { field: `args.${argument}` });
}

/** Throws when the name is not among those there are; suggests the one that was probably meant. */
export function assertOneOf(argument: string, found: string, names: readonly string[], ifNone: string): void {
  if (names.includes(found)) return;
  const allowed = names.length > 0 ? listed(names) : ifNone;
  throw wrongArgument(argument, quote(found), allowed, didYouMean(suggest(found, names)).hint);
}

/** There is no such alarm; says which ones there are on that device, and which was probably meant. */
export function unknownAlarm(key: AlarmKey, what: string, there: readonly AlarmKey[]): GatewayError {
  const { deviceId } = key;
  const names = there.filter((other) => other.deviceId === deviceId).map(withinDevice);
  const meant =
    names.length > 0
      ? suggest(withinDevice(key), names)
      : suggest(deviceId, [...new Set(there.map((other) => other.deviceId))]);
  const have = names.length > 0 ? `${deviceId} has ${listed(names)}` : `${deviceId} has none`;
  const message = [`no alarm ${nameOf(key)} ${what}; ${have}`, didYouMean(meant).hint].filter(Boolean).join('. ');
  const field = names.length > 0 ? 'args.alarmType' : 'args.deviceId';
  return new GatewayError('ALARM_UNKNOWN', message, { deviceId, field });
}

/** `type[/qualifier]` */
function withinDevice(key: AlarmKey): string {
  return nameOf(key).slice(key.deviceId.length + 1);
}

export function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).join(', ');
  return names.length > mostNames ? `${shown} and ${names.length - mostNames} more` : shown;
}
