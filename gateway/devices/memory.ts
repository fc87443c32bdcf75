import type { Table } from '../storage/store.js';
import type { DeviceMemory } from './device.js';

/** Between a device's id and a record's key; no id contains it. */
const separator = '/';

/** One device's part of the tables that all devices share. */
export function createDeviceMemory(deviceId: string, values: Table<unknown>, records: Table<unknown>): DeviceMemory {
  const prefix = `${deviceId}${separator}`;
  return {
    load: () => values.get(deviceId),
    save: (value, also) => values.put(deviceId, value, also),
    records: {
      load: () =>
        new Map(
          [...records.entries()]
            .filter(([key]) => key.startsWith(prefix))
            .map(([key, value]) => [key.slice(prefix.length), value]),
        ),
      get: (key) => records.get(prefix + key),
      put: (key, value, also) => records.put(prefix + key, value, also),
    },
  };
}
