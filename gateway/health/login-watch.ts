import type { AlarmCondition, Clock } from '../../drivers/index.js';
import { quote } from '../validation/mistake.js';

const type = 'unauthorised-access-attempt';

/** How long a wrong password counts, ms. */
const countsForMs = 600_000;
/** The alarm takes up a newer attempt at most this often, ms: each one is a write to disk, and an attacker is quick. */
const toldEveryMs = 60_000;

/** A login that was refused for its user or password. The password itself goes nowhere. */
export interface WrongLogin {
  /** Where it came from, e.g. 10.0.0.7. */
  readonly address: string;
  /** What it called itself; anything at all. */
  readonly user: string;
}

export interface LoginWatchOptions {
  readonly clock: Clock;
  /** Wrong logins within ten minutes that are an attack, or a device with a wrong password. */
  readonly limit: number;
  readonly condition: (condition: AlarmCondition) => void;
}

/** GWY-508. */
export function watchLogins({ clock, limit, condition }: LoginWatchOptions) {
  /** Monotonic ms of the newest, at most `limit`. */
  let times: number[] = [];
  let toldAt = Number.NEGATIVE_INFINITY;

  return {
    /** What an earlier start has raised begins to clear. */
    start(): void {
      condition({ type, active: false });
    },

    wrong({ address, user }: WrongLogin): void {
      const now = clock.monotonic();
      times = [...times, now].slice(-limit);
      const [first = now] = times;
      if (times.length < limit || now - first > countsForMs || now - toldAt < toldEveryMs) return;
      toldAt = now;
      const seconds = Math.ceil((now - first) / 1_000);
      const detail = `${limit} logins with a wrong user or password within ${seconds} s, the last from ${address} as ${quote(user)}`;
      condition({ type, active: true, detail });
      condition({ type, active: false });
    },
  };
}
