import { connect } from 'node:net';
import { attempt, type CheckContext } from './attempt.js';
import { connectFailure, type TcpOutcome } from './outcome.js';

/** Where to connect to. */
export interface TcpTarget {
  readonly host: string;
  /** 1..65535. */
  readonly port: number;
}

/** Connects and hangs up; no byte is sent (terminal-health.md 4.4: the base probe, refusal proves the host alive). */
export function tcpCheck({ host, port }: TcpTarget, context: CheckContext): Promise<TcpOutcome> {
  return attempt<TcpOutcome>(
    context,
    ({ done, elapsedMs }) => {
      const socket = connect({ host, port });
      socket.on('error', (error) => done(connectFailure(error)));
      socket.once('connect', () => done({ kind: 'open', latencyMs: elapsedMs() }));
      return () => socket.destroy();
    },
    () => ({ kind: 'no-answer', reason: `no answer to the connection within ${context.timeoutMs} ms` }),
  );
}
