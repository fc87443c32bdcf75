import { defaultZone } from '../../../drivers/index.js';
import { didYouMean, formatPath, type Mistake, type Path } from '../../validation/mistake.js';
import { suggest } from '../../validation/suggest.js';
import { callPlaceSchema } from '../calls-schema.js';
import type { DeviceOutline, Outline } from '../outline.js';
import { repeated } from './repeated.js';

/** A board that a call of some counter lights, as the file names it. */
interface Place {
  readonly path: Path;
  readonly board: string;
  readonly zone: string | undefined;
  /** undefined = every counter. */
  readonly counters: readonly string[] | undefined;
}

export function callRules({ calls, devices }: Outline): Mistake[] {
  const places = placesOf(calls);
  return [
    ...calls.flatMap(({ path, fields: { counters = [] } }) => counterRule([...path, 'counters'], counters)),
    ...places.flatMap((place) => boardRule(place, devices)),
    ...onceRule(places),
  ];
}

function placesOf(calls: Outline['calls']): Place[] {
  return calls.flatMap(({ path, raw, fields }) => {
    const written: unknown[] = Array.isArray(raw['boards']) ? raw['boards'] : [];
    return written.flatMap((item, index): Place[] => {
      const parsed = callPlaceSchema.safeParse(item);
      if (!parsed.success) return [];
      const here: Path = [...path, 'boards', index];
      // Counters with a mistake in them are none: as every counter they would clash with all others.
      const counters = raw['counters'] === undefined ? undefined : (fields.counters ?? []).map(String);
      return typeof parsed.data === 'string'
        ? [{ path: here, board: parsed.data, zone: undefined, counters }]
        : [{ path: [...here, 'board'], ...parsed.data, counters }];
    });
  });
}

function counterRule(path: Path, counters: readonly (string | number)[]): Mistake[] {
  const named = counters.map((counter, index) => ({ key: String(counter), path: [...path, index] }));
  return repeated(named).map(({ first, later }) => ({
    path: later.path,
    allowed: 'each counter once',
    hint: `${formatPath(first.path)} is the same`,
  }));
}

function boardRule({ path, board }: Place, devices: readonly DeviceOutline[]): Mistake[] {
  const device = devices.find(({ raw }) => raw['id'] === board);
  const fault = device && faultOf(device);
  if (device && fault === undefined) return [];
  const ids = devices.flatMap((each) =>
    each.fields.id !== undefined && faultOf(each) === undefined ? [each.fields.id] : [],
  );
  return [
    {
      path,
      ...(fault === undefined ? {} : { found: `"${board}", ${fault}` }),
      allowed: ids.join(', ') || 'the id of an enabled led-board that has the command call (there is none)',
      ...(device ? {} : didYouMean(suggest(board, ids))),
    },
  ];
}

/** Why it cannot be called; a mistake in its class, driver or admin is one of its own. */
function faultOf({ fields, driver }: DeviceOutline): string | undefined {
  const deviceClass = fields.class ?? driver?.class ?? 'led-board';
  if (deviceClass !== 'led-board') return `which is a ${deviceClass}`;
  if (driver && !driver.commands.includes('call')) return `whose driver ${driver.name} has no command call`;
  return fields.admin === 'disabled' ? 'which is disabled' : undefined;
}

/** Twice on one place, a call would be written over itself. */
function onceRule(places: readonly Place[]): Mistake[] {
  return places.flatMap((later, index): Mistake[] => {
    const first = places.slice(0, index).find((earlier) => isSamePlace(earlier, later) && shared(earlier, later));
    const counters = first && shared(first, later);
    if (!first || counters === undefined) return [];
    return [
      {
        path: later.path,
        found: `${placeText(later)} again for ${counters}`,
        allowed: 'each board and zone once for a counter',
        hint: `${formatPath(first.path)} names it already`,
      },
    ];
  });
}

function isSamePlace(a: Place, b: Place): boolean {
  return a.board === b.board && (a.zone ?? defaultZone) === (b.zone ?? defaultZone);
}

function placeText({ board, zone }: Place): string {
  return zone === undefined ? `"${board}"` : `zone "${zone}" of "${board}"`;
}

/** The counters that both serve, in words; undefined when there are none. */
function shared({ counters: some }: Place, { counters: others }: Place): string | undefined {
  const both = some && others ? some.filter((counter) => others.includes(counter)) : (some ?? others);
  if (both === undefined) return 'every counter';
  return both.length === 0 ? undefined : `counter ${both.join(', ')}`;
}
