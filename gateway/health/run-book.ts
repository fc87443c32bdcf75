import { z } from 'zod';
import type { AlarmCondition, Clock, Timer } from '../../drivers/index.js';
import type { Table } from '../storage/store.js';

const type = 'service-restart-loop';

/** So many starts after a run that broke off, within so many ms. */
const loop = { starts: 3, withinMs: 600_000 };

export const runSchema = z.strictObject({
  endedInOrder: z.boolean(),
  /** Wall-clock ms of the newest starts after a run that broke off; none of them ran for ten minutes. */
  uncleanStarts: z.array(z.number()).max(loop.starts),
});
export type Run = z.infer<typeof runSchema>;

export interface RunBookOptions {
  readonly table: Table<Run>;
  readonly clock: Clock;
  /** The book could not be written; the run goes on. */
  readonly onError: (error: unknown) => void;
}

export interface RunBook {
  /** GWY-506, as it stands at this start. */
  condition(): AlarmCondition;
  /** This run ends as it should. Resolves when that is on disk; never rejects. */
  end(): Promise<void>;
}

/**
 * Notes that a run has begun, and whether the one before broke off: killed, crashed, out of power. That the starts of a
 * loop lie close together is seen by the wall clock, which may have been set in between; a run of ten minutes proves by
 * itself that there is none.
 */
export function beginRun({ table, clock, onError }: RunBookOptions): RunBook {
  const key = 'run';
  const before = table.get(key) ?? { endedInOrder: true, uncleanStarts: [] };
  const now = clock.now();
  const recent = before.uncleanStarts.filter((start) => now - start <= loop.withinMs);
  let uncleanStarts = (before.endedInOrder ? recent : [...recent, now]).slice(-loop.starts);
  const note = (endedInOrder: boolean) => table.put(key, { endedInOrder, uncleanStarts }).catch(onError);
  const isLoop = !before.endedInOrder && uncleanStarts.length >= loop.starts;
  const detail = `${uncleanStarts.length} starts after a run that broke off, since ${new Date(uncleanStarts[0] ?? now).toISOString()}`;

  note(false);
  const timer: Timer = clock.setTimeout(() => {
    if (uncleanStarts.length === 0) return;
    uncleanStarts = [];
    note(false);
  }, loop.withinMs);

  return {
    condition: () => (isLoop ? { type, active: true, detail } : { type, active: false }),
    end() {
      timer.cancel();
      return note(true);
    },
  };
}
