import { attempt, type CheckContext } from './attempt.js';
import { type Dialled, dial, type Place } from './dial.js';
import type { Outcome, TcpOutcome } from './outcome.js';

/**
 * Connects, shakes hands where the place has TLS, and hangs up; no byte of ours follows (terminal-health.md 4.4: the base
 * probe, refusal proves the host alive).
 */
export function tcpCheck(place: Place, context: CheckContext): Promise<TcpOutcome> {
  let dialled: Dialled | undefined;
  return attempt<TcpOutcome>(
    context,
    ({ done, elapsedMs }) => {
      const ready = () => done({ kind: 'open', latencyMs: elapsedMs() });
      dialled = dial(place, context, { ready, failed: done });
      return () => dialled?.socket.destroy();
    },
    () => dialled?.late() ?? notBegun,
  );
}

/** Of a check that was called off before it began. */
export const notBegun: Outcome = { kind: 'no-answer', reason: 'the check was called off' };
