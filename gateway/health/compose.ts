import type { AlarmCondition } from '../../drivers/index.js';
import type { Foundation } from '../foundation.js';
import { watchClock } from './clock-watch.js';
import { type WrongLogin, watchLogins } from './login-watch.js';
import { beginRun, runSchema } from './run-book.js';

export interface SelfWatchOptions {
  readonly foundation: Pick<Foundation, 'store' | 'clock' | 'clockSynced' | 'onError'>;
  /** About the gateway itself. */
  readonly condition: (condition: AlarmCondition) => void;
  /** Wrong logins within ten minutes until the alarm. */
  readonly wrongLogins: number;
}

/** What the gateway sees of itself: how its runs end, how its clock is set, who tries to get in. */
export interface SelfWatch {
  wrongLogin(login: WrongLogin): void;
  /** Called when alarms can be reported. */
  start(): void;
  /** The run ends as it should. Never rejects. */
  end(): Promise<void>;
}

export function composeSelfWatch({ foundation, condition, wrongLogins }: SelfWatchOptions): SelfWatch {
  const { store, clock, clockSynced, onError } = foundation;
  const runs = beginRun({ table: store.table('run', runSchema), clock, onError });
  const logins = watchLogins({ clock, limit: wrongLogins, condition });
  let clockWatch: { stop(): void } | undefined;
  return {
    wrongLogin: (login) => logins.wrong(login),
    start() {
      const restarts = runs.condition();
      condition(restarts);
      // It happened at the start and is over: from now on it clears.
      condition({ type: restarts.type, active: false });
      logins.start();
      clockWatch = watchClock({ clock, clockSynced, condition });
    },
    end() {
      clockWatch?.stop();
      return runs.end();
    },
  };
}
