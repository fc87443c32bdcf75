import type { AnyDriver } from '../../../drivers/index.js';
import { didYouMean, type Mistake, type Path } from '../../validation/mistake.js';
import { suggest } from '../../validation/suggest.js';
import type { DeviceOutline, Outline } from '../outline.js';
import { repeated } from './repeated.js';

type Hall = NonNullable<Outline['hall']>;

/** Ids of the counters and services there are. */
interface HallNames {
  readonly counters: readonly string[];
  readonly services: readonly string[];
}

/** The devices the hall uses; `names` where keypads ask for something by them. */
export function hallDeviceRules(
  hall: Hall,
  devices: readonly DeviceOutline[],
  names: HallNames | undefined,
): Mistake[] {
  return [...printerRules(hall, devices), ...lightRules(hall, devices), ...(names ? keypadRules(devices, names) : [])];
}

function printerRules({ raw, fields }: Hall, devices: readonly DeviceOutline[]): Mistake[] {
  const both: Mistake[] =
    raw['printer'] !== undefined && raw['printers'] !== undefined
      ? [{ path: ['hall', 'printers'], found: 'printers beside printer', allowed: 'one of the two' }]
      : [];
  const named = (fields.printers ?? []).map((key, index) => ({ key, path: ['hall', 'printers', index] as Path }));
  const single = fields.printer === undefined ? [] : [{ key: fields.printer, path: ['hall', 'printer'] as Path }];
  return [
    ...both,
    ...[...single, ...named].flatMap(({ key, path }) => deviceRule(path, key, 'ticket-printer', devices)),
    ...repeated(named).map(({ later }) => ({ path: later.path, allowed: 'each printer once' })),
  ];
}

function lightRules({ fields }: Hall, devices: readonly DeviceOutline[]): Mistake[] {
  const named = (fields.lights ?? []).map(({ device }, index) => ({
    key: device,
    path: ['hall', 'lights', index, 'device'] as Path,
  }));
  return [
    ...named.flatMap(({ key, path }) => deviceRule(path, key, 'signal-light', devices)),
    ...repeated(named).map(({ later }) => ({ path: later.path, allowed: 'each light once: it shows one thing' })),
  ];
}

export function deviceRule(
  path: Path,
  id: string,
  deviceClass: AnyDriver['class'],
  devices: readonly DeviceOutline[],
): Mistake[] {
  const device = devices.find(({ raw }) => raw['id'] === id);
  const fault = device && faultOf(device, deviceClass);
  if (device && fault === undefined) return [];
  const ids = devices.flatMap((each) =>
    each.fields.id !== undefined && faultOf(each, deviceClass) === undefined ? [each.fields.id] : [],
  );
  if (!device) return [unknownName(path, id, ids, `the id of an enabled ${deviceClass}`)];
  return [
    {
      path,
      found: `"${id}", ${fault}`,
      allowed: ids.join(', ') || `the id of an enabled ${deviceClass} (there is none)`,
    },
  ];
}

/** Why it is of no use here; a mistake in its class, driver or admin is one of its own. */
function faultOf({ fields, driver }: DeviceOutline, deviceClass: AnyDriver['class']): string | undefined {
  const own = fields.class ?? driver?.class ?? deviceClass;
  if (own !== deviceClass) return `which is a ${own}`;
  return fields.admin === 'disabled' ? 'which is disabled' : undefined;
}

/** A key for a counter or a service that is not there would be pressed in vain. */
function keypadRules(devices: readonly DeviceOutline[], { counters, services }: HallNames): Mistake[] {
  return devices.flatMap(({ path, fields, driver, options }): Mistake[] => {
    if ((fields.class ?? driver?.class) !== 'keypad' || !options) return [];
    const { counter, keys } = options.value as {
      readonly counter?: string;
      readonly keys?: Readonly<Record<string, unknown>>;
    };
    const here = [...path, 'options'];
    return [
      ...(counter === undefined || counters.includes(counter)
        ? []
        : [unknownName([...here, 'counter'], counter, counters, 'an entry of hall.counters')]),
      ...Object.entries(keys ?? {}).flatMap(([key, action]) => {
        const service = (action as { readonly transfer?: string }).transfer;
        if (service === undefined || services.includes(service)) return [];
        return [unknownName([...here, 'keys', key, 'transfer'], service, services, 'an entry of hall.services')];
      }),
    ];
  });
}

export function unknownName(path: Path, name: string, ids: readonly string[], what: string): Mistake {
  return { path, allowed: ids.join(', ') || `${what} (there is none)`, ...didYouMean(suggest(name, ids)) };
}
