import { cycleThrough } from '../../alarms/topology.js';
import { didYouMean, type Mistake } from '../../validation/mistake.js';
import { suggest } from '../../validation/suggest.js';
import { uplinkName } from '../depends-schema.js';
import type { DeviceOutline, Outline, SwitchOutline } from '../outline.js';
import { repeated } from './repeated.js';

type Hanging = DeviceOutline | SwitchOutline;

/** What hangs on what must exist and end somewhere, or nobody could say what is the reason of a loss. */
export function dependsRules(outline: Outline): Mistake[] {
  const { devices, switches } = outline;
  const hanging: readonly Hanging[] = [...switches, ...devices];
  return [
    ...reservedRule(hanging),
    ...switches.flatMap((each) => nameRules(each, 'switch', outline)),
    ...devices.flatMap((each) => nameRules(each, 'device', outline)),
    ...cycleRule(hanging),
    ...devices.flatMap(switchRule),
  ];
}

function reservedRule(hanging: readonly Hanging[]): Mistake[] {
  return hanging.flatMap(({ path, fields }): Mistake[] =>
    fields.id === uplinkName
      ? [{ path: [...path, 'id'], allowed: 'another id: in dependsOn it stands for the connection to the centre' }]
      : [],
  );
}

function nameRules(
  { path, fields, raw }: Hanging,
  what: 'device' | 'switch',
  { devices, switches, uplink }: Outline,
): Mistake[] {
  const names = fields.dependsOn ?? [];
  const here = [...path, 'dependsOn'];
  const hanging: readonly Hanging[] = [...devices, ...switches];
  const others = hanging.flatMap(({ fields: { id } }) => (id === undefined || id === fields.id ? [] : [id]));
  const known = [...others, ...(uplink ? [uplinkName] : [])];
  const wrong = names.flatMap((name, index): Mistake[] => {
    // One whose id is a mistake of its own is known all the same.
    if (known.includes(name) || hanging.some((each) => each.raw['id'] === name && name !== raw['id'])) return [];
    const allowed = known.join(', ') || 'the id of another device or switch (there is none)';
    if (name === raw['id'])
      return [{ path: [...here, index], found: `"${name}", which is the ${what} itself`, allowed }];
    if (name === uplinkName) {
      return [{ path: [...here, index], found: `"${uplinkName}", and no uplink is configured`, allowed }];
    }
    return [{ path: [...here, index], allowed, ...didYouMean(suggest(name, known)) }];
  });
  const named = names.map((name, index) => ({ key: name, path: [...here, index] }));
  const twice = repeated(named).map(({ later }) => ({ path: later.path, allowed: 'each of them once' }));
  return [...wrong, ...twice];
}

/** Each ring is told once, at the one of it that stands first in the file and can be moved. */
function cycleRule(hanging: readonly Hanging[]): Mistake[] {
  const topology = new Map(hanging.flatMap((each) => (each.fields.id ? [[each.fields.id, parentsOf(each)]] : [])));
  const told = new Set<string>();
  return hanging.flatMap(({ path, fields: { id, dependsOn } }): Mistake[] => {
    if (id === undefined || told.has(id) || dependsOn === undefined) return [];
    const cycle = cycleThrough(topology, id);
    // One that names itself is a mistake of its own.
    if (!cycle || cycle.length < 2) return [];
    for (const each of cycle) told.add(each);
    const found = `a ring: ${[...cycle, id].join(' → ')}`;
    return [{ path: [...path, 'dependsOn'], found, allowed: 'a chain that ends at one without dependsOn' }];
  });
}

/** A device that is made of others hangs on them. */
function parentsOf(each: Hanging): readonly string[] {
  const parts = 'driver' in each && each.options ? (each.driver?.parts?.(each.options.value) ?? []) : [];
  return [...(each.fields.dependsOn ?? []), ...parts];
}

/** A printer or a board is nothing that others hang on. */
function switchRule({ path, fields, driver }: DeviceOutline): Mistake[] {
  if (!fields.switch) return [];
  const here = [...path, 'switch'];
  const deviceClass = fields.class ?? driver?.class ?? 'terminal';
  if (deviceClass !== 'terminal') return [{ path: here, found: `a switch of class ${deviceClass}`, allowed: 'false' }];
  if (driver?.parts) return [{ path: here, found: `a switch that is ${driver.name}`, allowed: 'false' }];
  return [];
}
