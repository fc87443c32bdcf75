/** ASN.1 and SMI types by tag (RFC 2578). */
export const snmpTypes = { integer: 2, string: 4, null: 5, oid: 6, counter: 65, gauge: 66, ticks: 67 } as const;

/** What a manager may ask for: an instance and its value now. */
export interface SnmpObject {
  readonly oid: string;
  readonly type: keyof typeof snmpTypes;
  readonly value: number | string | Uint8Array;
}

/** An action's or a profile's piece of the tree. */
export interface SnmpProfile {
  /** Everything it shows at this instant, in any order. */
  objects(): SnmpObject[];
  view(): Record<string, unknown>;
}

export function scalar(base: string, type: SnmpObject['type'], value: SnmpObject['value']): SnmpObject {
  return { oid: `${base}.0`, type, value };
}

export interface Column {
  readonly number: number;
  readonly type: SnmpObject['type'];
  readonly value: SnmpObject['value'];
}

/** One row of a table: `entry` is the OID of the entry, `index` what follows the column, e.g. `1.3`. */
export function row(entry: string, index: string | number, columns: readonly Column[]): SnmpObject[] {
  return columns.map(({ number, type, value }) => ({ oid: `${entry}.${number}.${index}`, type, value }));
}

/** An object with its OID in numbers, so that a walk does not read the text again and again. */
export interface SortedObject extends SnmpObject {
  readonly path: readonly number[];
}

/** In the order a walk gives them: number by number, not letter by letter. */
export function sorted(objects: readonly SnmpObject[]): SortedObject[] {
  return objects
    .map((object) => ({ ...object, path: object.oid.split('.').map(Number) }))
    .sort((a, b) => comparePaths(a.path, b.path));
}

export function find(objects: readonly SnmpObject[], oid: string): SnmpObject | undefined {
  return objects.find((object) => object.oid === oid);
}

/** The next instance behind `oid`; undefined at the end of what there is. */
export function next(objects: readonly SortedObject[], oid: string): SnmpObject | undefined {
  const path = oid.split('.').map(Number);
  return objects.find((object) => comparePaths(object.path, path) > 0);
}

/** True for the object itself and for everything below it. */
export function isWithin(oid: string, root: string): boolean {
  return oid === root || oid.startsWith(`${root}.`);
}

function comparePaths(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = (a[at] as number) - (b[at] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
