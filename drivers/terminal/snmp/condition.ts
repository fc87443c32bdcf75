import type { AlarmCondition } from '../../driver.js';

/** A reason for an alarm, as one source tells it. */
export interface Reason {
  /** alarm-type-id. */
  readonly type: string;
  readonly qualifier?: string;
  readonly severity?: NonNullable<AlarmCondition['severity']>;
  readonly detail: string;
}

const ranks = ['warning', 'minor', 'major', 'critical'] as const;
const longestDetail = 400;

/**
 * One active condition for each alarm there is a reason for, with all its reasons; of several severities the worst, where
 * a reason without one has the catalogue's, which is the worst of its alarm.
 */
export function conditionsOf(reasons: readonly Reason[]): AlarmCondition[] {
  const byAlarm = new Map<string, Reason[]>();
  for (const reason of reasons) {
    const key = `${reason.type}/${reason.qualifier ?? ''}`;
    byAlarm.set(key, [...(byAlarm.get(key) ?? []), reason]);
  }
  return [...byAlarm.values()].map((all) => {
    const [{ type, qualifier }] = all as [Reason];
    const said = all.map(({ severity }) => severity);
    const worst = said.includes(undefined) ? undefined : ranks.findLast((rank) => said.includes(rank));
    const detail = [...new Set(all.map((reason) => reason.detail))].join('; ').slice(0, longestDetail);
    return { type, ...(qualifier && { qualifier }), active: true, ...(worst && { severity: worst }), detail };
  });
}

/**
 * The same with everything else that could be the matter and is not: what was active before and is not said any more, and
 * every alarm of `quiet` there is no reason for.
 */
export function withTheQuiet(
  active: readonly AlarmCondition[],
  before: readonly AlarmCondition[],
  quiet: readonly Pick<AlarmCondition, 'type' | 'qualifier'>[],
): AlarmCondition[] {
  const isActive = new Set(active.map(nameOf));
  const over = new Map(
    [...before, ...quiet].filter((each) => !isActive.has(nameOf(each))).map((each) => [nameOf(each), each]),
  );
  const ended = [...over.values()].map(({ type, qualifier }) => ({
    type,
    ...(qualifier && { qualifier }),
    active: false,
  }));
  return [...active, ...ended];
}

function nameOf({ type, qualifier = '' }: Pick<AlarmCondition, 'type' | 'qualifier'>): string {
  return `${type}/${qualifier}`;
}
