import type { Clock } from './simulator.js';

/** The running timers of one device, to end them together. */
export interface Timers {
  after(ms: number, callback: () => void): { cancel(): void };
  clear(): void;
}

export function createTimers(clock: Clock): Timers {
  const running = new Set<{ cancel(): void }>();
  return {
    after(ms, callback) {
      const pending = clock.setTimeout(() => {
        running.delete(timer);
        callback();
      }, ms);
      const timer = {
        cancel() {
          running.delete(timer);
          pending.cancel();
        },
      };
      running.add(timer);
      return timer;
    },
    clear() {
      for (const timer of [...running]) timer.cancel();
    },
  };
}
