import { isMissing, type Value } from './value.js';

/** One row: the columns that are there. */
export type Row<Column extends string> = { readonly [Name in Column]?: Value };

interface Bound {
  readonly oid: string;
  readonly type?: number;
  readonly value?: unknown;
}

/** More rows than any table of interest has; what an agent tells beyond is not asked for. */
const mostRows = 1_000;
const mostRounds = 500;

/**
 * Walks columns side by side with GETBULK. An agent that does not go forward is left where it turns back, so that no walk
 * is endless.
 * @param bulk for each OID the objects after it, as many as the agent likes
 */
export async function readColumns<Column extends string>(
  columns: Readonly<Record<Column, string>>,
  bulk: (oids: readonly string[]) => Promise<readonly (readonly Bound[])[]>,
): Promise<ReadonlyMap<string, Row<Column>>> {
  const rows = new Map<string, Partial<Record<Column, Value>>>();
  let walks: readonly Walk<Column>[] = (Object.keys(columns) as Column[]).map((name) => {
    return { name, base: columns[name], at: columns[name] };
  });
  for (let round = 0; walks.length > 0 && rows.size < mostRows && round < mostRounds; round++) {
    const answers = await bulk(walks.map(({ at }) => at));
    // An answer that was cut to fit into its datagram may leave columns out: they are asked for again.
    if (answers.every((answer) => answer.length === 0)) break;
    walks = walks.flatMap((walk, place) => advance(walk, answers[place] ?? [], rows));
  }
  return rows;
}

interface Walk<Column> {
  readonly name: Column;
  readonly base: string;
  /** The last OID of it that was seen. */
  readonly at: string;
}

/** Takes over what belongs to the column; nothing is left of the walk when it has ended. */
function advance<Column extends string>(
  walk: Walk<Column>,
  answer: readonly Bound[],
  rows: Map<string, Partial<Record<Column, Value>>>,
): Walk<Column>[] {
  let { at } = walk;
  for (const bound of answer) {
    if (!isNext(walk.base, at, bound)) return [];
    at = bound.oid;
    const index = at.slice(walk.base.length + 1);
    rows.set(index, { ...rows.get(index), [walk.name]: bound.value as Value } as Partial<Record<Column, Value>>);
  }
  return [{ ...walk, at }];
}

function isNext(base: string, at: string, bound: Bound): boolean {
  return !isMissing(bound) && bound.oid.startsWith(`${base}.`) && isAfter(at, bound.oid);
}

/** Whether `later` comes after `oid` in the order of a walk. */
export function isAfter(oid: string, later: string): boolean {
  const before = oid.split('.').map(Number);
  const after = later.split('.').map(Number);
  for (let place = 0; place < Math.min(before.length, after.length); place++) {
    const difference = (after[place] as number) - (before[place] as number);
    if (difference !== 0) return difference > 0;
  }
  return after.length > before.length;
}
