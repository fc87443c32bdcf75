import { cycleThrough } from '../../alarms/topology.js';
import { didYouMean, type Mistake } from '../../validation/mistake.js';
import { suggest } from '../../validation/suggest.js';
import { uplinkName } from '../depends-schema.js';
import type { DeviceOutline, Outline } from '../outline.js';
import { repeated } from './repeated.js';

/** What hangs on what must exist and end somewhere, or nobody could say what is the reason of a loss. */
export function dependsRules(outline: Outline): Mistake[] {
  const { devices } = outline;
  return [...reservedRule(devices), ...devices.flatMap((device) => nameRules(device, outline)), ...cycleRule(devices)];
}

function reservedRule(devices: readonly DeviceOutline[]): Mistake[] {
  return devices.flatMap(({ path, fields }): Mistake[] =>
    fields.id === uplinkName
      ? [{ path: [...path, 'id'], allowed: 'another id: in dependsOn it stands for the connection to the centre' }]
      : [],
  );
}

function nameRules({ path, fields, raw }: DeviceOutline, { devices, uplink }: Outline): Mistake[] {
  const names = fields.dependsOn ?? [];
  const here = [...path, 'dependsOn'];
  const others = devices.flatMap(({ fields: { id } }) => (id === undefined || id === fields.id ? [] : [id]));
  const known = [...others, ...(uplink ? [uplinkName] : [])];
  const wrong = names.flatMap((name, index): Mistake[] => {
    // A device whose id is a mistake of its own is known all the same.
    if (known.includes(name) || devices.some((device) => device.raw['id'] === name && name !== raw['id'])) return [];
    const allowed = known.join(', ') || 'the id of another device (there is none)';
    if (name === raw['id'])
      return [{ path: [...here, index], found: `"${name}", which is the device itself`, allowed }];
    if (name === uplinkName) {
      return [{ path: [...here, index], found: `"${uplinkName}", and no uplink is configured`, allowed }];
    }
    return [{ path: [...here, index], allowed, ...didYouMean(suggest(name, known)) }];
  });
  const named = names.map((name, index) => ({ key: name, path: [...here, index] }));
  const twice = repeated(named).map(({ later }) => ({ path: later.path, allowed: 'each of them once' }));
  return [...wrong, ...twice];
}

/** Each ring is told once, at the device of it that stands first in the file. */
function cycleRule(devices: readonly DeviceOutline[]): Mistake[] {
  const topology = new Map(devices.flatMap(({ fields: { id, dependsOn } }) => (id ? [[id, dependsOn ?? []]] : [])));
  const told = new Set<string>();
  return devices.flatMap(({ path, fields: { id } }): Mistake[] => {
    if (id === undefined || told.has(id)) return [];
    const cycle = cycleThrough(topology, id);
    // A device that names itself is a mistake of its own.
    if (!cycle || cycle.length < 2) return [];
    for (const each of cycle) told.add(each);
    const found = `a ring: ${[...cycle, id].join(' → ')}`;
    return [{ path: [...path, 'dependsOn'], found, allowed: 'a chain that ends at a device without dependsOn' }];
  });
}
