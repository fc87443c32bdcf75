import { join } from 'node:path';
import { contactAlarmOf } from '../../drivers/index.js';
import { catalogue } from '../alarms/catalogue.js';
import type { AlarmManager } from '../alarms/manager.js';
import type { ResolvedConfig } from '../config/schema.js';
import type { AlarmPort } from '../devices/device.js';
import { wholesOf } from '../devices/wholes.js';
import type { Foundation } from '../foundation.js';
import { openingHours } from '../hours/opening-hours.js';
import { type CauseClass, causeClassOf } from './cause-class.js';
import { DeviceFiles } from './device-files.js';

export interface DeviceFilesParts {
  readonly foundation: Foundation;
  readonly config: ResolvedConfig;
  readonly stateDir: string;
  readonly alarms: AlarmManager;
}

/** The device files of the branch, and what they overhear of its alarms. Started before any alarm changes. */
export function composeDeviceFiles({ foundation, config, stateDir, alarms }: DeviceFilesParts): DeviceFiles {
  const { clock, onError } = foundation;
  const { timezone, hours } = config.branch;
  const causes = new Map<string, CauseClass>([['gateway', 'power']]);
  for (const { id, driver, options } of config.devices) {
    const entry = catalogue.get(contactAlarmOf(driver, options));
    causes.set(id, entry ? causeClassOf(entry) : 'network');
  }
  const wholes = wholesOf(config.devices);
  const files = new DeviceFiles({
    wholesOf: (deviceId) => wholes.get(deviceId) ?? [],
    root: join(stateDir, 'device-files'),
    devices: causes,
    timezone,
    hours: hours && openingHours(hours, timezone),
    roundTheClock: new Set(config.devices.flatMap((device) => (device.hours === 'always' ? [device.id] : []))),
    maxBytes: config.deviceFile.maxMegabytes * 1_048_576,
    maxAgeDays: config.deviceFile.maxAgeDays,
    clock,
    onStorageCondition: (condition) => alarms.condition('gateway', condition),
    onError,
  });
  alarms.observe((update) => files.alarmChanged(update));
  files.start(alarms.records());
  return files;
}

/** The same alarms for the devices; what keeps one quiet by agreement is told in its file. */
export function overheard(alarms: AlarmPort, files: DeviceFiles): AlarmPort {
  return {
    ...alarms,
    suppress(deviceId, source, why) {
      files.suppressed(deviceId, source, why);
      alarms.suppress(deviceId, source, why);
    },
  };
}
