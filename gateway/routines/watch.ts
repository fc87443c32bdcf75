import { type Clock, GatewayError, type Timer } from '../../drivers/index.js';
import { type DailyRoutine, type Done, type Due, type DueOptions, dueAt, isShut, nextLook } from './due.js';

/** The clock is looked at this often, as it may be set and customers may still wait, ms. */
const lookMs = 60_000;

export interface WatchOptions extends DueOptions {
  readonly clock: Clock;
  readonly done: () => Done;
  readonly hallIsBusy: () => boolean;
  /** False while the day that the clock shows cannot be right: then nothing is done. */
  readonly clockIsBelievable: () => boolean;
  /** What the configuration leaves out is never due. */
  readonly wanted: ReadonlySet<DailyRoutine>;
  /** Does it and notes that it was done; a rejection has it done again at the next look. */
  readonly run: (due: Due) => Promise<void>;
  readonly onShut: (isShut: boolean) => void;
  readonly onError: (error: unknown) => void;
}

/** Does what is due when it is due, one after the other; what was missed, late. */
export function createRoutineWatch(options: WatchOptions) {
  const { clock, done, wanted, run, onShut, onError } = options;
  let timer: Timer | undefined;
  let working: Promise<void> = Promise.resolve();
  let stopped = false;

  async function look(): Promise<void> {
    if (!options.clockIsBelievable()) return;
    onShut(isShut(options, done(), clock.now()));
    for (const due of dueAt(options, done(), clock.now(), options.hallIsBusy())) {
      if (stopped) return;
      if (wanted.has(due.routine)) await run(due);
    }
    onShut(isShut(options, done(), clock.now()));
  }
  const begin = () => {
    working = look()
      .catch((error: unknown) => {
        // A disk that takes nothing has an alarm of its own.
        if (!(error instanceof GatewayError && error.code.startsWith('STORAGE_'))) onError(error);
      })
      .then(() => {
        if (stopped) return;
        const now = clock.now();
        const next = (nextLook(options, now) ?? now + lookMs) - now;
        timer = clock.setTimeout(begin, Math.min(lookMs, next));
      });
  };

  return {
    start: begin,
    async stop(): Promise<void> {
      stopped = true;
      timer?.cancel();
      await working;
    },
  };
}
