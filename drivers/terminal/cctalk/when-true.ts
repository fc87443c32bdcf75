import { type Clock, sleep } from '../../clock.js';

/** Resolves when `holds`, or when the time is up or the signal aborted; the caller looks which. */
export async function whenTrue(
  holds: () => boolean,
  { clock, signal, everyMs, atMostMs }: { clock: Clock; signal: AbortSignal; everyMs: number; atMostMs: number },
): Promise<void> {
  const until = clock.monotonic() + atMostMs;
  while (!holds() && !signal.aborted && clock.monotonic() < until) await sleep(clock, everyMs, signal);
}
