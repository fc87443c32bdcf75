import {
  type CharacterFormat,
  characterFormat,
  formatsOf,
  formatText,
  type LinkSettings,
} from '../../../drivers/index.js';
import { formatPath, type Mistake, type Path } from '../../validation/mistake.js';
import type { DeviceOutline, Outline } from '../outline.js';

/** A device whose driver says which characters it can use. */
interface Member {
  readonly path: Path;
  readonly driver: string;
  /** How the driver is named in a mistake, e.g. `onbon (board-1)`. */
  readonly name: string;
  readonly characters: readonly CharacterFormat[];
}

interface SharedLine {
  readonly path: Path;
  readonly link: LinkSettings;
  readonly members: readonly Member[];
}

/**
 * All devices on a line hear the same characters: at least one format of the line must suit them all. Behind a device
 * server nobody here knows the format, but what no format can suit is wrong all the same.
 */
export function characterRules(outline: Outline): Mistake[] {
  return linesOf(outline).flatMap((line) => {
    const quarrels = quarrelsOf(line);
    return quarrels.length > 0 ? quarrels : unsuitable(line);
  });
}

function linesOf({ buses, devices }: Outline): SharedLine[] {
  const shared = buses.map(({ path, fields: { id, link } }) => {
    const sharing = devices.filter(({ fields: { bus } }) => bus !== undefined && bus === id);
    return { path, link, sharing };
  });
  const own = devices.map((device) => ({ path: device.path, link: device.fields.link, sharing: [device] }));
  return [...shared, ...own].flatMap(({ path, link, sharing }) =>
    link?.type === 'serial' || link?.type === 'tcp'
      ? [{ path: [...path, 'link'], link, members: sharing.flatMap(memberOf) }]
      : [],
  );
}

function memberOf({ path, fields, driver }: DeviceOutline): Member[] {
  const { characterFormats: characters, name = '' } = driver ?? {};
  return characters ? [{ path, driver: name, name: `${name} (${fields.id ?? formatPath(path)})`, characters }] : [];
}

/** Two drivers that can use no common characters cannot share a line, whatever it is set to. */
function quarrelsOf({ members }: SharedLine): Mistake[] {
  return members.flatMap((later, index): Mistake[] => {
    const other = members.slice(0, index).find((earlier) => common([earlier, later]).length === 0);
    if (!other) return [];
    return [
      {
        path: [...later.path, 'bus'],
        found: `driver ${later.driver} with characters of ${later.characters.join(', ')}`,
        allowed: 'a line whose other drivers can use one of these',
        hint: `driver ${other.name} has ${other.characters.join(', ')}`,
      },
    ];
  });
}

function unsuitable({ path, link, members }: SharedLine): Mistake[] {
  if (link.type !== 'serial') return [];
  const formats = formatsOf(link);
  if (formats.some((format) => refusing(characterFormat(format), members).length === 0)) return [];
  const suitable = common(members).join(' or ') || 'none';
  const hint = formats.map((format) => {
    const names = refusing(characterFormat(format), members).map(({ name }) => name);
    return `${formatText(format)} does not suit ${names.join(', ')}`;
  });
  return [
    {
      path,
      found: formats.map(formatText).join(' or '),
      allowed: `characters that every driver on the line can use: ${suitable}`,
      hint: hint.join('; '),
    },
  ];
}

function refusing(format: CharacterFormat, members: readonly Member[]): Member[] {
  return members.filter(({ characters }) => !characters.includes(format));
}

function common([first, ...others]: readonly Member[]): CharacterFormat[] {
  return first?.characters.filter((format) => refusing(format, others).length === 0) ?? [];
}
