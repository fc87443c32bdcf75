import type { AnyDriver } from '../../../drivers/index.js';
import { didYouMean, formatPath, type Mistake } from '../../validation/mistake.js';
import { suggest } from '../../validation/suggest.js';
import { linkText, sharesPort } from '../link-text.js';
import { asRecord, type DeviceOutline, type Outline, soundLinks } from '../outline.js';

export function linkRules(outline: Outline): Mistake[] {
  const attachments = outline.devices.flatMap((device) => attachmentRule(device, outline));
  return [...oneWayRule(outline), ...attachments, ...portRule(outline)];
}

/** A port is found in one way. */
function oneWayRule({ buses, devices }: Outline): Mistake[] {
  return [...buses, ...devices].flatMap(({ path, raw }): Mistake[] => {
    const link = asRecord(raw['link']);
    const ways = ['path', 'usb'].filter((key) => link[key] !== undefined);
    const type = link['type'];
    if ((type !== 'serial' && type !== 'usb-printer') || ways.length === 1) return [];
    const found = `a ${type} link with ${ways.length === 0 ? 'neither path nor usb' : 'both path and usb'}`;
    return [{ path: [...path, 'link'], found, allowed: 'either path (a device file) or usb (an identity)' }];
  });
}

/** A device hangs on what its driver stands on: a link of its own, a bus, or neither. */
function attachmentRule(device: DeviceOutline, outline: Outline): Mistake[] {
  const { path, raw, driver } = device;
  const unknown = unknownBus(device, outline);
  if (!driver) return unknown;
  const [link, bus] = [raw['link'] !== undefined, raw['bus'] !== undefined];
  const name = `driver ${driver.name}`;

  if (driver.linkKind === 'none') {
    const allowed = `neither link nor bus: ${name} makes its connections itself, from its options`;
    return ['link', 'bus'].filter((key) => raw[key] !== undefined).map((key) => ({ path: [...path, key], allowed }));
  }
  const types = driver.linkTypes.join(' or ');
  if (driver.linkKind !== 'bus') {
    const onBus: Mistake[] = bus
      ? [{ path: [...path, 'bus'], allowed: `a link of its own (${types}): ${name} cannot share a line` }]
      : [];
    const noLink: Mistake[] =
      link || bus ? [] : [{ path: [...path, 'link'], missing: true, allowed: `a link of type ${types} for ${name}` }];
    return [...onBus, ...noLink, ...linkTypeRule(device, driver, outline)];
  }
  if (link && bus) {
    return [{ path: [...path, 'bus'], found: 'a bus beside a link', allowed: 'either link or bus' }, ...unknown];
  }
  if (!link && !bus) {
    const missing: Mistake = {
      path: [...path, 'link'],
      missing: true,
      found: 'neither link nor bus',
      allowed: `a link of type ${types}, or the id of a bus`,
    };
    return [missing];
  }
  return [...unknown, ...linkTypeRule(device, driver, outline)];
}

function unknownBus({ path, fields }: DeviceOutline, { buses }: Outline): Mistake[] {
  // A bus whose id is a mistake of its own is known all the same.
  if (fields.bus === undefined || buses.some(({ raw }) => raw['id'] === fields.bus)) return [];
  const ids = buses.flatMap(({ fields: { id } }) => id ?? []);
  return [
    {
      path: [...path, 'bus'],
      allowed: ids.join(', ') || 'the id of an entry of buses (there is none)',
      ...didYouMean(suggest(fields.bus, ids)),
    },
  ];
}

/** The link, or the one of the bus, must be of a type that the driver can use. */
function linkTypeRule({ path, fields }: DeviceOutline, driver: AnyDriver, { buses }: Outline): Mistake[] {
  const bus = buses.find(({ fields: { id } }) => id !== undefined && id === fields.bus);
  const link = fields.link ?? bus?.fields.link;
  if (!link || driver.linkTypes.includes(link.type)) return [];
  const allowed = `${driver.linkTypes.join(', ')} for driver ${driver.name}`;
  return [
    fields.link
      ? { path: [...path, 'link', 'type'], allowed }
      : { path: [...path, 'bus'], found: `a bus on ${link.type}`, allowed },
  ];
}

/** Two owners of one port would take each other's answers. */
function portRule(outline: Outline): Mistake[] {
  const links = soundLinks(outline);
  return links.flatMap((later, index): Mistake[] => {
    const first = links.slice(0, index).find((earlier) => sharesPort(earlier.link, later.link));
    if (!first) return [];
    return [
      {
        path: later.path,
        found: linkText(later.link),
        allowed: 'a port that nothing else uses; devices that share a line belong on one bus',
        hint: `${formatPath(first.path)}${first.id === undefined ? '' : ` (${first.id})`} uses it already`,
      },
    ];
  });
}
