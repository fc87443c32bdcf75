import type { AnyDriver } from '../../../drivers/index.js';

/** What a driver definition says about alarms. */
export type AlarmingDriver = Pick<AnyDriver, 'class' | 'name' | 'alarms' | 'contact'>;

/** Every alarm type a driver can raise, its contact alarm included, once. */
export function typesOf({ alarms, contact }: AlarmingDriver): string[] {
  return [...new Set([...alarms.map(({ type }) => type), contact.alarm])];
}
