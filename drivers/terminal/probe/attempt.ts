import type { Clock } from '../../clock.js';
import type { Certificate } from './certificate.js';

/** What a check may use: time, and the wish to stop. */
export interface CheckContext {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** ms for the whole check, from the first packet to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Hears of the certificate of the other end, trusted or not, where one came and can be read. */
  readonly onCertificate?: (certificate: Certificate) => void;
}

/** How `begin` of an attempt reports: the first outcome counts, later ones are dropped. */
export interface Attempt<T> {
  readonly done: (outcome: T) => void;
  /** ms since the attempt began, whole. */
  readonly elapsedMs: () => number;
}

/**
 * Runs something that ends by an event, by its time-out or by the signal, whichever comes first. `begin` starts it and
 * returns how to take it down; `onTimeout` says what a time-out means at that moment.
 */
export function attempt<T>(
  { clock, signal, timeoutMs }: CheckContext,
  begin: (attempt: Attempt<T>) => () => void,
  onTimeout: () => T,
): Promise<T> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(onTimeout());
    const started = clock.monotonic();
    let takeDown: (() => void) | undefined;
    const done = (outcome: T) => {
      timer.cancel();
      signal.removeEventListener('abort', expire);
      takeDown?.();
      resolve(outcome);
    };
    const expire = () => done(onTimeout());
    const timer = clock.setTimeout(expire, timeoutMs);
    signal.addEventListener('abort', expire, { once: true });
    takeDown = begin({ done, elapsedMs: () => Math.round(clock.monotonic() - started) });
  });
}
