import { didYouMean, type Mistake, type Path } from '../../validation/mistake.js';
import { suggest } from '../../validation/suggest.js';
import type { DeviceOutline, Outline } from '../outline.js';
import { repeated } from './repeated.js';

const partClasses: readonly string[] = ['terminal', 'ticket-printer'];

/** A device that is made of others is made of devices that there are, and that are not made of others themselves. */
export function partRules({ devices }: Outline): Mistake[] {
  return devices.flatMap((whole) => {
    const names = whole.options && whole.driver?.parts?.(whole.options.value);
    if (!names) return [];
    const here = [...whole.path, 'options', 'parts'];
    const written = writtenIn(whole);
    const named = names.map((name, index) => ({ key: name, path: placeOf(here, index, written[index]) }));
    return [
      ...named.flatMap(({ key, path }) => partRule(key, path, whole, devices)),
      ...repeated(named).map(({ later }) => ({ path: later.path, allowed: 'each of them once' })),
      ...dependsRule(whole),
    ];
  });
}

function partRule(name: string, path: Path, whole: DeviceOutline, devices: readonly DeviceOutline[]): Mistake[] {
  const part = devices.find(({ raw }) => raw['id'] === name);
  const fault = part && faultOf(part, whole);
  if (part && fault === undefined) return [];
  const ids = devices.flatMap((each) =>
    each.fields.id !== undefined && faultOf(each, whole) === undefined ? [each.fields.id] : [],
  );
  return [
    {
      path,
      ...(fault === undefined ? {} : { found: `"${name}", ${fault}` }),
      allowed: ids.join(', ') || `the id of another device of class ${partClasses.join(' or ')} (there is none)`,
      ...(part ? {} : didYouMean(suggest(name, ids))),
    },
  ];
}

/** Why it cannot be a part; a mistake in its class or driver is one of its own. */
function faultOf(part: DeviceOutline, whole: DeviceOutline): string | undefined {
  if (part === whole) return 'which is the device itself';
  const deviceClass = part.fields.class ?? part.driver?.class ?? 'terminal';
  if (!partClasses.includes(deviceClass)) return `which is a ${deviceClass}`;
  return part.driver?.parts ? `which is a ${part.driver.name} too` : undefined;
}

/** What explains its loss is that of its parts; they may hang on something. */
function dependsRule({ path, raw }: DeviceOutline): Mistake[] {
  if (raw['dependsOn'] === undefined) return [];
  const allowed = 'none: it hangs on its parts, which take dependsOn themselves';
  return [{ path: [...path, 'dependsOn'], allowed }];
}

function writtenIn({ fields }: DeviceOutline): readonly unknown[] {
  const parts = fields.options?.['parts'];
  return Array.isArray(parts) ? parts : [];
}

function placeOf(here: Path, index: number, written: unknown): Path {
  return typeof written === 'string' ? [...here, index] : [...here, index, 'device'];
}
