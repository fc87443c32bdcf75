import type { Clock } from '../simulator.js';
import { createTimers } from '../timers.js';
import type { DayPlan } from './day-plan.js';
import type { HallRecord, Holder } from './hall-record.js';
import type { HallPeople } from './people.js';

/** s until somebody whom the hall did not answer tries again. */
const retrySeconds = 10;
/** After so many tries the hall is taken for broken. */
const mostTries = 200;

/** What everybody in the hall shares: time, the hall itself, and what they see of each other. */
export interface Floor {
  readonly plan: DayPlan;
  readonly people: HallPeople;
  readonly record: HallRecord;
  readonly now: () => number;
  /** s since local midnight. */
  readonly secondOfDay: () => number;
  /** Sleeps; never resolves once the day was stopped. */
  pause(seconds: number): Promise<void>;
  after(seconds: number, act: () => void): { cancel(): void };
  /**
   * Does it, again and again where it rejects, until it is done or `done` sees that it is. Rejects when the hall never does.
   * @param done looks whether an attempt that rejected was done all the same.
   */
  insist(what: string, act: () => Promise<unknown>, done?: () => Promise<boolean>): Promise<void>;
  /** One attempt; undefined when it was rejected. */
  attempt<T>(act: () => Promise<T>): Promise<{ readonly got: T } | undefined>;
  /** Goes on beside everything else; what it rejects with ends the day. */
  run(work: Promise<void>): void;
  /** Who stands at the machine and has no ticket yet. */
  drawing: number;
  /** Idle clerks look up whenever somebody waits anew. */
  readonly idle: Set<(holder: Holder) => void>;
}

export interface FloorTime {
  readonly clock: Clock;
  readonly speed: number;
  readonly secondOfDay: () => number;
}

export function createFloor(options: {
  readonly plan: DayPlan;
  readonly people: HallPeople;
  readonly record: HallRecord;
  readonly time: FloorTime;
  readonly failed: (error: Error) => void;
}): Floor & { settled(): Promise<void>; stop(): void } {
  const { plan, people, record, time, failed } = options;
  const timers = createTimers(time.clock);
  let stopped = false;
  let asking = 0;
  let answered: (() => void)[] = [];

  const after = (seconds: number, act: () => void) => timers.after((seconds * 1_000) / time.speed, act);
  const pause = (seconds: number) => new Promise<void>((resolve) => void (stopped || after(seconds, resolve)));
  const ask = async <T>(act: () => Promise<T>): Promise<T> => {
    asking += 1;
    try {
      return await act();
    } finally {
      asking -= 1;
      for (const resolve of answered.splice(0)) resolve();
    }
  };

  const attempt = async <T>(act: () => Promise<T>) => {
    try {
      return { got: await ask(act) };
    } catch {
      return undefined;
    }
  };

  return {
    plan,
    people,
    record,
    now: () => time.clock.now(),
    secondOfDay: time.secondOfDay,
    pause,
    after,
    run: (work) => void work.catch(failed),
    drawing: 0,
    idle: new Set(),
    attempt,
    async insist(what, act, done = async () => false) {
      for (let tries = 1; ; tries++) {
        try {
          await ask(act);
          return;
        } catch (error) {
          if (tries >= mostTries) throw new Error(`the hall never did "${what}": ${(error as Error).message}`);
        }
        // Who could not see whether it was done does not do it again, but looks again.
        let seen: { readonly got: boolean } | undefined;
        while (!seen && tries < mostTries) {
          await pause(retrySeconds);
          seen = await attempt(done);
          if (!seen) tries += 1;
        }
        if (seen?.got) return;
      }
    },
    async settled() {
      for (;;) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        if (asking === 0) return;
        await new Promise<void>((resolve) => answered.push(resolve));
      }
    },
    stop() {
      stopped = true;
      timers.clear();
      answered = [];
    },
  };
}
