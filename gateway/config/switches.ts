import type { AnyDriver } from '../../drivers/index.js';
import { type NetworkSwitch, switchAlarm } from '../alarms/network-switch.js';
import type { ResolvedConfig } from './schema.js';

/** A driver for a device that is a switch: the alarm of its own loss says so, rather than speak of a terminal's screen. */
export function asSwitch(driver: AnyDriver): AnyDriver {
  return { ...driver, contactAlarm: () => switchAlarm };
}

/** Every network switch of the branch, in the order of the file; those that can be asked behind those that cannot. */
export function networkSwitches({ switches, devices }: Pick<ResolvedConfig, 'switches' | 'devices'>): NetworkSwitch[] {
  return [
    ...switches.map(({ id, dependsOn }) => ({ id, dependsOn })),
    ...devices.flatMap((device) => (device.switch ? [{ id: device.id, deviceId: device.id }] : [])),
  ];
}

/** What the alarms take a device to hang on: what it says, or the devices it is made of. */
export function hangsOn({ driver, options, dependsOn }: ResolvedConfig['devices'][number]): {
  readonly dependsOn: readonly string[] | undefined;
  readonly parts: readonly string[] | undefined;
} {
  const parts = driver.parts?.(options);
  return { dependsOn: parts ?? dependsOn, parts };
}
