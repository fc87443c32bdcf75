import { type AlarmFilter, type FilterOptions, filtered } from './alarm-filter.js';
import { type AlarmState, isIn } from './alarm-states.js';
import type { AlarmKey } from './key.js';
import { isOpen, type Severity } from './record.js';

/** `cleared` takes also what nobody has seen; without a state only what somebody has dealt with goes. */
export const purgeStates = [
  'cleared',
  'unacknowledged',
  'acknowledged',
  'closed',
  'shelved',
] as const satisfies AlarmState[];

/** Filters of RFC 8632, as far as they concern cleared alarms: raised ones are never purged. */
export interface PurgeRequest extends AlarmFilter {
  readonly operator: string;
  readonly olderThanMinutes?: number | undefined;
  readonly severity?: Severity | undefined;
  readonly state?: (typeof purgeStates)[number] | undefined;
}

export interface Purged {
  readonly purged: number;
  /** Cleared ones that fit and nobody has dealt with: they stay unless `state` names them. */
  readonly unseen: number;
  /** Raised ones that fit: they stay. */
  readonly raised: number;
}

export interface PurgeOptions extends FilterOptions {
  /** ms since the alarm cleared. */
  readonly ageMs: (key: AlarmKey) => number;
}

/** Resolves when every topic is empty. Rejects with COMMAND_ARGS_INVALID. */
export async function purge(options: PurgeOptions, request: PurgeRequest): Promise<Purged> {
  const { olderThanMinutes = 0, severity, state } = request;
  const meant = filtered(options, request).filter(
    ([, record]) => (severity ?? record['perceived-severity']) === record['perceived-severity'],
  );
  const cleared = meant.filter(
    ([key, record]) =>
      record['is-cleared'] &&
      options.ageMs(key) >= olderThanMinutes * 60_000 &&
      (state === undefined || isIn(record, state)),
  );
  const going = cleared.filter(([, record]) => state !== undefined || !isOpen(record));
  await Promise.all(going.map(([key]) => options.ledger.purge(key)));
  return {
    purged: going.length,
    unseen: cleared.length - going.length,
    raised: meant.filter(([, record]) => !record['is-cleared']).length,
  };
}
