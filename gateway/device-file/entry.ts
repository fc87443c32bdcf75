import { z } from 'zod';

/** What an entry may say. Those of `handKinds` are made by people. */
export const handKinds = ['note', 'inspection', 'repair', 'part-change', 'paper-change', 'purchase', 'reset'] as const;
export type HandKind = (typeof handKinds)[number];

export const alarmKinds = [
  'alarm-raised',
  'alarm-severity',
  'alarm-cleared',
  'alarm-acknowledged',
  'alarm-closed',
  'alarm-shelved',
  'alarm-unshelved',
  'alarm-flapping',
  'alarm-steady',
] as const;
export type AlarmKind = (typeof alarmKinds)[number];

export const entryKinds = [
  ...alarmKinds,
  'unverified',
  'verified',
  'online',
  'offline',
  'service',
  'maintenance-on',
  'maintenance-off',
  'enabled',
  'disabled',
  'gateway-start',
  'gateway-stop',
  'power-cycle',
  'shortened',
  'gap',
  ...handKinds,
] as const;
export type EntryKind = (typeof entryKinds)[number];

/** A file that forgets the purchase and the parts is none: these outlive the months they were made in. */
export const keptKinds: ReadonlySet<string> = new Set(['inspection', 'repair', 'part-change', 'purchase']);

/** One line of a device file, before it has a number. */
export interface NewEntry {
  readonly kind: EntryKind;
  /** What the clock on the wall said, ms since 1970-01-01 UTC. */
  readonly at: number;
  /** ms since the start of the gateway, whatever the wall clock did; undefined for what was looked up after a kill. */
  readonly up?: number | undefined;
  /** Versions of alarms up to this `x-seq` are told by this entry and those before it. */
  readonly xSeq: number;
  /** At most 2 kB as JSON. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Entry extends NewEntry {
  /** Counts up by one per device, over restarts: the order, whatever the clock did. */
  readonly seq: number;
}

/** As it stands in the file: short names, the number and the kind first, so that a reader can skip without parsing. */
export const storedSchema = z.object({
  q: z.int().min(1),
  k: z.string(),
  t: z.number(),
  u: z.number().optional(),
  x: z.number(),
  d: z.record(z.string(), z.unknown()),
});

export function toStored({ seq, kind, at, up, xSeq, data }: Entry): z.input<typeof storedSchema> {
  return { q: seq, k: kind, t: at, ...(up === undefined ? {} : { u: up }), x: xSeq, d: { ...data } };
}

/** Undefined for what is no entry. A kind that a newer gateway wrote is passed on. */
export function fromStored(value: unknown): Entry | undefined {
  const parsed = storedSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { q, k, t, u, x, d } = parsed.data;
  return { seq: q, kind: k as EntryKind, at: t, up: u, xSeq: x, data: d };
}

/** The text, cut where it would make an entry too long. */
export function clip(text: string, characters: number): string {
  const letters = [...text];
  return letters.length <= characters ? text : `${letters.slice(0, characters - 1).join('')}…`;
}
