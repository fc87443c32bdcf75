import type { Reason } from './condition.js';
import { type host, storageTypes } from './oids.js';
import type { Row } from './table.js';
import { numberOf, oidOf, textOf } from './value.js';

export interface Volume {
  readonly kind: 'disk' | 'memory';
  readonly name: string;
  /** Of an alarm: short and of plain letters. */
  readonly qualifier: string;
  /** % used, one decimal. */
  readonly percent: number;
}

interface Entry {
  readonly name: string;
  readonly type: string | undefined;
  readonly size: number;
  readonly used: number;
}

const mostVolumes = 32;

/**
 * Fixed disks and memory of hrStorageTable (terminal-health.md 2.1); what can be taken out has no level of interest. Linux
 * counts its caches as used memory and tells them as rows of their own: they are free for whoever needs them.
 */
export function decodeStorage(rows: ReadonlyMap<string, Row<keyof typeof host.storage>>): Volume[] {
  const entries = [...rows.values()].flatMap((row) => entryOf(row) ?? []);
  const caches = entries
    .filter(({ name }) => /^(cached memory|memory buffers)$/i.test(name))
    .reduce((sum, { used }) => sum + used, 0);
  const taken = new Set<string>();
  return entries.flatMap((entry): Volume[] => {
    const kind = kindOf(entry);
    if (!kind || entry.size <= 0 || taken.size >= mostVolumes) return [];
    const used = kind === 'memory' ? Math.max(0, entry.used - caches) : entry.used;
    const qualifier = distinct(`${kind}-${slug(entry.name)}`, taken);
    return [{ kind, name: entry.name, qualifier, percent: Math.round((1_000 * used) / entry.size) / 10 }];
  });
}

export function storageReasons(volumes: readonly Volume[], limits: { disk: number; memory: number }): Reason[] {
  return volumes.flatMap(({ kind, name, qualifier, percent }) =>
    percent < limits[kind]
      ? []
      : { type: 'terminal-storage-nearly-full', qualifier, detail: `hrStorage "${name}": ${percent} % used` },
  );
}

function entryOf(row: Row<keyof typeof host.storage>): Entry | undefined {
  const [units, size, used] = [numberOf(row.units), unsigned(row.size), unsigned(row.used)];
  const name = textOf(row.descr);
  if (name === undefined || units === undefined || size === undefined || used === undefined) return undefined;
  return { name, type: oidOf(row.type), size: size * units, used: used * units };
}

/** A disk of more than 2^31 units comes as a negative number from agents that let it overflow. */
function unsigned(value: Parameters<typeof numberOf>[0]): number | undefined {
  const number = numberOf(value);
  return number !== undefined && number < 0 ? number + 2 ** 32 : number;
}

function kindOf({ name, type }: Entry): Volume['kind'] | undefined {
  if (type === storageTypes.fixedDisk) return 'disk';
  if (type === storageTypes.ram || type === storageTypes.virtualMemory) return 'memory';
  if (type !== undefined) return undefined;
  return /^([A-Z]:|\/)/i.test(name) ? 'disk' : undefined;
}

/** `C:\ Label:System` is `c`, `/var/log` is `var-log`, `/` is `root`. */
function slug(name: string): string {
  const place = name.replace(/\s*label:.*$/i, '');
  const letters = place
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return letters.slice(0, 40) || 'root';
}

function distinct(name: string, taken: Set<string>): string {
  let tried = name;
  for (let count = 2; taken.has(tried); count++) tried = `${name}-${count}`;
  taken.add(tried);
  return tried;
}
