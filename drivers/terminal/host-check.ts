import type { CheckContext } from './probe/attempt.js';
import { tcpCheck } from './probe/tcp-check.js';

/** Whether the computer of a terminal answers at all. */
export interface HostVerdict {
  readonly alive: boolean;
  /** What was seen, of each port where none answers, for the technician. */
  readonly detail: string;
}

/**
 * Tries every port at once, for `timeoutMs` at most: one that is refused proves the computer alive as well as one that is
 * open (terminal-health.md 4.4), and the first of them is enough. No byte is sent.
 */
export async function checkHost(
  { address, ports }: { readonly address: string; readonly ports: readonly number[] },
  { clock, signal, timeoutMs }: CheckContext,
): Promise<HostVerdict> {
  const enough = new AbortController();
  const context = { clock, timeoutMs, signal: AbortSignal.any([signal, enough.signal]) };
  const seen = await Promise.all(
    ports.map(async (port) => {
      const outcome = await tcpCheck({ host: address, port }, context);
      const alive = outcome.kind !== 'no-answer' && outcome.kind !== 'no-route';
      if (alive) enough.abort();
      const place = `tcp ${address}:${port}`;
      return { alive, detail: 'reason' in outcome ? `${place}: ${outcome.reason}` : `${place} is ${outcome.kind}` };
    }),
  );
  const answering = seen.filter(({ alive }) => alive);
  const told = answering.length > 0 ? answering : seen;
  return { alive: answering.length > 0, detail: told.map(({ detail }) => detail).join(', ') };
}
