import { formatPath, type Mistake } from '../../validation/mistake.js';
import type { BusOutline, DeviceOutline, Outline, SwitchOutline } from '../outline.js';
import { repeated } from './repeated.js';

export function idRules({ buses, switches, devices }: Outline): Mistake[] {
  return [
    ...uniqueIds(buses, 'bus'),
    ...uniqueIds(switches, 'switch'),
    ...uniqueIds(devices, 'device'),
    ...switchRule(switches, devices),
  ];
}

/** Both stand in `dependsOn`: nobody could tell which is meant. */
function switchRule(switches: readonly SwitchOutline[], devices: readonly DeviceOutline[]): Mistake[] {
  return switches.flatMap(({ path, fields: { id } }): Mistake[] => {
    const device = devices.find(({ fields }) => id !== undefined && fields.id === id);
    if (!device) return [];
    const hint = `${formatPath(device.path)} has it; where that is the switch itself, it takes switch: true in place of this entry`;
    return [{ path: [...path, 'id'], allowed: 'an id that no device has', hint }];
  });
}

function uniqueIds(entries: readonly (BusOutline | SwitchOutline | DeviceOutline)[], kind: string): Mistake[] {
  const named = entries.flatMap(({ path, fields }) => (fields.id === undefined ? [] : [{ key: fields.id, path }]));
  return repeated(named).map(({ first, later }) => ({
    path: [...later.path, 'id'],
    allowed: `an id that no other ${kind} has`,
    hint: `${formatPath(first.path)} has it already`,
  }));
}
