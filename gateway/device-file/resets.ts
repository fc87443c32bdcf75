import type { CommandTarget } from '../commands/target.js';
import type { DeviceFiles } from './device-files.js';

/** Commands of a device after which it begins anew. */
const resetting: ReadonlySet<string> = new Set(['reset', 'restart']);

/** The same target; a reset that was done is told in the device's file. */
export function noticingResets(deviceId: string, target: CommandTarget, files: DeviceFiles): CommandTarget {
  return {
    commands: target.commands,
    async execute(name, args, info) {
      const result = await target.execute(name, args, info);
      if (resetting.has(name)) {
        files.get(deviceId)?.tell({ kind: 'reset', data: { command: name, clientId: info.clientId.slice(0, 64) } });
      }
      return result;
    },
  };
}
