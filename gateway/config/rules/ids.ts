import { formatPath, type Mistake } from '../../validation/mistake.js';
import type { BusOutline, DeviceOutline, Outline } from '../outline.js';
import { repeated } from './repeated.js';

export function idRules({ buses, devices }: Outline): Mistake[] {
  return [...uniqueIds(buses, 'bus'), ...uniqueIds(devices, 'device')];
}

function uniqueIds(entries: readonly (BusOutline | DeviceOutline)[], kind: string): Mistake[] {
  const named = entries.flatMap(({ path, fields }) => (fields.id === undefined ? [] : [{ key: fields.id, path }]));
  return repeated(named).map(({ first, later }) => ({
    path: [...later.path, 'id'],
    allowed: `an id that no other ${kind} has`,
    hint: `${formatPath(first.path)} has it already`,
  }));
}
