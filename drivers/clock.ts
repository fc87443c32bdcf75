/** A pending call of a clock. Cancelling twice, or after it fired, does nothing. */
export interface Timer {
  cancel(): void;
}

/** The only source of time: tests put a virtual one in its place. */
export interface Clock {
  /** Wall-clock time in ms since 1970-01-01 UTC. May jump when the system clock is set. */
  now(): number;
  /** ms since an arbitrary start; never goes backwards. Durations are measured with this one. */
  monotonic(): number;
  /** Calls back once after `ms` (0 or more). */
  setTimeout(callback: () => void, ms: number): Timer;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout(callback, ms) {
    const handle = setTimeout(callback, ms);
    return { cancel: () => clearTimeout(handle) };
  },
};

/** Resolves after `ms`, or at once when `signal` is aborted; the caller looks at the signal. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      timer.cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = clock.setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** The outcome of `promise`, or a rejection with `onTimeout()` when it takes longer than `ms`. */
export function withTimeout<T>(clock: Clock, promise: Promise<T>, ms: number, onTimeout: () => Error): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = clock.setTimeout(() => reject(onTimeout()), ms);
    promise.then(
      (value) => {
        timer.cancel();
        resolve(value);
      },
      (error: unknown) => {
        timer.cancel();
        reject(error);
      },
    );
  });
}

/**
 * Full-jitter back-off: a random wait between 0 and min(cap, base * 2^attempt) ms, never under `floorMs`.
 * Full jitter keeps a hundred branches from coming back in step after one outage.
 */
export function backoffMs(
  attempt: number,
  random: () => number,
  { baseMs = 1_000, capMs = 60_000, floorMs = 100 } = {},
): number {
  return Math.max(floorMs, Math.round(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30))));
}
