import { formatPath, type Mistake } from '../../validation/mistake.js';
import { type hallCounterSchema, hallLevelsSchema, type hallServiceSchema } from '../hall-schema.js';
import type { Entry, Outline } from '../outline.js';
import { hallDeviceRules, unknownName } from './hall-devices.js';
import { repeated } from './repeated.js';

type Services = readonly Entry<typeof hallServiceSchema>[];
type Counters = readonly Entry<typeof hallCounterSchema>[];

/** What the hall names must be there, and everybody who draws a ticket must find a counter that takes him. */
export function hallRules({ hall, devices }: Outline): Mistake[] {
  if (!hall) return [];
  const { services, counters } = hall;
  const isOwn = hall.fields.mode !== 'listen';
  return [
    ...(isOwn ? somethingRule('services', hall.raw) : []),
    ...(isOwn ? somethingRule('counters', hall.raw) : []),
    ...onceRule(services, 'id', 'service'),
    ...onceRule(services, 'prefix', 'service'),
    ...onceRule(counters, 'id', 'counter'),
    ...services.flatMap(numbersRule),
    ...counters.flatMap((counter) => takenRule(counter, services, isOwn)),
    ...(isOwn ? servedRule(services, counters) : []),
    ...levelRules(hall.raw['levels']),
    ...hallDeviceRules(hall, devices, isOwn ? { counters: idsOf(counters), services: idsOf(services) } : undefined),
  ];
}

function somethingRule(name: string, raw: Readonly<Record<string, unknown>>): Mistake[] {
  const written = raw[name];
  if (Array.isArray(written) ? written.length > 0 : written !== undefined) return [];
  return [
    {
      path: ['hall', name],
      ...(written === undefined ? { missing: true } : {}),
      allowed: `at least one, or mode: listen where a queue system of the branch prints and calls`,
    },
  ];
}

function onceRule(entries: Services | Counters, field: 'id' | 'prefix', kind: string): Mistake[] {
  const named = entries.flatMap(({ path, fields }) => {
    const value = (fields as Readonly<Record<string, unknown>>)[field];
    return value === undefined ? [] : [{ key: String(value), path: [...path, field] }];
  });
  return repeated(named).map(({ first, later }) => ({
    path: later.path,
    allowed: `${field === 'id' ? 'an id' : 'a prefix'} that no other ${kind} has`,
    hint: `${formatPath(first.path.slice(0, -1))} has it already`,
  }));
}

function numbersRule({ path, fields }: Services[number]): Mistake[] {
  const { firstNumber = 1, lastNumber = 999 } = fields;
  if (firstNumber < lastNumber) return [];
  return [
    { path: [...path, 'lastNumber'], found: String(lastNumber), allowed: `more than firstNumber, ${firstNumber}` },
  ];
}

function takenRule({ path, fields }: Counters[number], services: Services, isOwn: boolean): Mistake[] {
  const ids = idsOf(services);
  if (!isOwn && ids.length === 0) return [];
  return (fields.services ?? []).flatMap((id, index) =>
    ids.includes(id) ? [] : [unknownName([...path, 'services', index], id, ids, 'an entry of hall.services')],
  );
}

function servedRule(services: Services, counters: Counters): Mistake[] {
  // Services of a counter with a mistake in them say nothing about what it takes.
  if (counters.length === 0 || counters.some(({ raw, fields }) => raw['services'] !== undefined && !fields.services)) {
    return [];
  }
  return services.flatMap(({ path, fields: { id } }): Mistake[] => {
    if (id === undefined || counters.some(({ fields }) => fields.services?.includes(id) ?? true)) return [];
    return [{ path, found: `service ${id}, which no counter takes`, allowed: 'a service that some counter takes' }];
  });
}

function levelRules(written: unknown): Mistake[] {
  const parsed = hallLevelsSchema.safeParse(written ?? {});
  if (!parsed.success) return [];
  const { level1, level2, level3, hysteresis } = parsed.data;
  const mistake = (name: string, value: number, allowed: string): Mistake => ({
    path: ['hall', 'levels', name],
    found: String(value),
    allowed,
  });
  return [
    ...(level2 > level1 ? [] : [mistake('level2', level2, `more than level1, ${level1}`)]),
    ...(level3 > level2 ? [] : [mistake('level3', level3, `more than level2, ${level2}`)]),
    ...(hysteresis < level1 ? [] : [mistake('hysteresis', hysteresis, `less than level1, ${level1}`)]),
  ];
}

function idsOf(entries: Services | Counters): string[] {
  return entries.flatMap(({ fields: { id } }) => (id === undefined ? [] : [id]));
}
