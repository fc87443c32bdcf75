import { expect } from 'vitest';
import type { Notification } from '../../../gateway/duty/notification-schema.js';
import { type Step, steps } from '../../../gateway/duty/roster.js';
import type { Told } from './support.js';

const minute = 60_000;
/** Of the standard settings; nothing in these stories is critical. */
const waitMs = { a: 10 * minute, b: 15 * minute, manager: 30 * minute, central: 240 * minute };

/** What people have been told of one alarm, checked word by word. */
export class Account {
  /** Who has heard of it and not that it is over. */
  readonly knows = new Set<Step>();
  /** Who was asked in this round, and when last. */
  #asked = new Map<Step, number>();

  /** `renewed`: the alarm was kept from people since the last word, so that a round may begin anew. */
  hear({ step, reason }: Pick<Notification, 'step' | 'reason'>, at: number, renewed: boolean): void {
    const what = `${reason} to ${step} at ${new Date(at).toISOString()}`;
    const last = [...this.#asked].at(-1);
    if (reason === 'cleared') {
      expect(this.knows.delete(step), `${what}: knew of it`).toBe(true);
      this.#asked.clear();
      return;
    }
    this.knows.add(step);
    if (reason === 'overdue') return;
    if (reason === 'reminder') {
      expect(this.#asked.has(step), `${what}: was asked`).toBe(true);
      return;
    }
    if (reason !== 'not-acknowledged') {
      expect(last === undefined || renewed, `${what}: begins once`).toBe(true);
      this.#asked = new Map([[step, at]]);
      return;
    }
    if (last === undefined) throw new Error(`${what}: nobody was asked before`);
    expect(steps.indexOf(step), `${what}: in turn`).toBeGreaterThan(steps.indexOf(last[0]));
    expect(at - last[1], `${what}: after its wait`).toBeGreaterThanOrEqual(waitMs[last[0]] - 1);
    this.#asked.set(step, at);
  }
}

/**
 * The accounts of all alarms named in these messages, by `device/type`; fails on a word too much or out of turn.
 * @param renewals when what kept alarms of a device from people ended, ms since 1970.
 */
export function accountsOf(told: readonly Told[], renewals: ReadonlyMap<string, readonly number[]> = new Map()) {
  const accounts = new Map<string, Account>();
  const lastAt = new Map<string, number>();
  for (const { at, also = [], ...first } of told) {
    for (const { alarm, step, reason } of [first, ...also]) {
      const name = `${alarm.deviceId}/${alarm.alarmType}`;
      const account = accounts.get(name) ?? new Account();
      accounts.set(name, account);
      const since = lastAt.get(name) ?? 0;
      account.hear(
        { step, reason },
        at,
        (renewals.get(alarm.deviceId) ?? []).some((end) => since <= end && end <= at),
      );
      lastAt.set(name, at);
    }
  }
  return accounts;
}
