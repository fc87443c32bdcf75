import type { z } from 'zod';
import { catalogue } from '../../alarms/catalogue.js';
import { didYouMean, formatPath, type Mistake, type Path } from '../../validation/mistake.js';
import { suggest } from '../../validation/suggest.js';
import { choreSchema, pairSchema } from '../duty-schema.js';
import { asRecord, type Outline } from '../outline.js';
import { dutyWaitRules } from './duty-waits.js';

/** What a chore can be about. */
const about = ['devices', 'classes', 'alarms'] as const;

type Chore = Partial<z.output<typeof choreSchema>>;

export function dutyRules(outline: Outline): Mistake[] {
  const { duty, branch } = outline;
  const people = Object.keys(asRecord(duty.raw['people']));
  const chores = choresOf(duty.raw['chores']);
  const pairs = Object.entries(asRecord(duty.raw['owners'])).flatMap(([owner, value]) => {
    const pair = pairSchema.partial().safeParse(value);
    return pair.success ? [{ path: ['duty', 'owners', owner], fields: pair.data }] : [];
  });
  const { manager, quietHours } = duty.fields;
  return [
    ...personRule(['duty', 'manager'], manager, people),
    ...[...chores, ...pairs].flatMap(({ path, fields: { a, b } }) => [
      ...personRule([...path, 'a'], a, people),
      ...personRule([...path, 'b'], b, people),
      ...otherPersonRule([...path, 'b'], a, b),
    ]),
    ...chores.flatMap(({ path, raw, fields }) => [
      ...aboutRule(path, raw),
      ...deviceRule(path, fields.devices, outline),
      ...alarmRule(path, fields.alarms),
    ]),
    ...coveredRule(chores),
    ...quietRule(quietHours, branch.raw['hours'] !== undefined),
    ...dutyWaitRules(duty.raw['escalation']),
  ];
}

interface WrittenChore {
  readonly path: Path;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly fields: Chore;
}

/** Chores as far as each field of them is right by itself. */
function choresOf(written: unknown): WrittenChore[] {
  if (!Array.isArray(written)) return [];
  return written.map((value: unknown, index) => {
    const raw = asRecord(value);
    const sound = Object.entries(choreSchema.shape).flatMap(([name, schema]) => {
      const field = (schema as z.ZodType).safeParse(raw[name]);
      return field.success && field.data !== undefined ? [[name, field.data] as const] : [];
    });
    return { path: ['duty', 'chores', index], raw, fields: Object.fromEntries(sound) as Chore };
  });
}

function personRule(path: Path, id: string | undefined, people: readonly string[]): Mistake[] {
  if (id === undefined || people.includes(id)) return [];
  const allowed = people.join(', ') || 'the id of somebody in duty.people (there is nobody)';
  return [{ path, allowed, ...didYouMean(suggest(id, people)) }];
}

function otherPersonRule(path: Path, a: string | undefined, b: string | undefined): Mistake[] {
  return a === undefined || a !== b ? [] : [{ path, allowed: 'another person than a, or no b' }];
}

/** One that is about everything would leave the owners and all chores behind it without effect. */
function aboutRule(path: Path, raw: WrittenChore['raw']): Mistake[] {
  // An unknown key is a mistake of its own, and was probably meant to say it.
  const isKnown = Object.keys(raw).every((name) => Object.hasOwn(choreSchema.shape, name));
  if (!isKnown || about.some((name) => raw[name] !== undefined)) return [];
  return [
    {
      path,
      found: 'a chore that says nothing of what it is about',
      allowed: 'at least one of devices, classes, alarms',
      hint: 'For what fits no chore, use duty.owners',
    },
  ];
}

function deviceRule(path: Path, named: readonly string[] | undefined, { devices }: Outline): Mistake[] {
  const ids = [...devices.flatMap(({ raw: { id } }) => (typeof id === 'string' ? [id] : [])), 'gateway'];
  return (named ?? []).flatMap((id, index) =>
    ids.includes(id)
      ? []
      : [{ path: [...path, 'devices', index], allowed: ids.join(', '), ...didYouMean(suggest(id, ids)) }],
  );
}

function alarmRule(path: Path, named: readonly string[] | undefined): Mistake[] {
  const types = [...catalogue.keys()];
  return (named ?? []).flatMap((type, index) =>
    catalogue.has(type)
      ? []
      : [
          {
            path: [...path, 'alarms', index],
            allowed: 'an alarm type of the catalogue, e.g. printer-paper-out',
            ...didYouMean(suggest(type, types)),
          },
        ],
  );
}

/** The first that fits counts, so a chore within an earlier one is nobody's. */
function coveredRule(chores: readonly WrittenChore[]): Mistake[] {
  return chores.flatMap(({ path, fields }, index): Mistake[] => {
    const earlier = chores.slice(0, index).find((each) => isSound(each) && covers(each.fields, fields));
    if (!earlier) return [];
    return [
      {
        path,
        found: 'a chore that never counts',
        allowed: 'one that an earlier chore does not contain',
        hint: `${formatPath(earlier.path)} is about all of it`,
      },
    ];
  });
}

/** A list with a mistake in it says nothing. */
function isSound({ raw, fields }: WrittenChore): boolean {
  const written = about.filter((name) => raw[name] !== undefined);
  return written.length > 0 && written.every((name) => fields[name] !== undefined);
}

function covers(earlier: Chore, later: Chore): boolean {
  return about.every((name) => {
    const [all, some]: [readonly string[] | undefined, readonly string[] | undefined] = [earlier[name], later[name]];
    return all === undefined || (some?.every((each) => all.includes(each)) ?? false);
  });
}

function quietRule(quietHours: string | undefined, hasHours: boolean): Mistake[] {
  const path = ['duty', 'quietHours'];
  if (quietHours === 'outside-hours') {
    if (hasHours) return [];
    return [{ path, allowed: '"20:00-07:30", or "outside-hours" where branch.hours says when the branch is open' }];
  }
  const [from, to] = quietHours?.split('-') ?? [];
  return from === undefined || from !== to ? [] : [{ path, allowed: 'an end at another time than the beginning' }];
}
