import { connect } from 'node:net';
import type { Clock } from '../../clock.js';

/** Errors of a connection that only a host that is there can cause (terminal-health.md 4.4). */
const saidByTheHost: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET']);
const patienceMs = 3_000;

/**
 * The first of these TCP ports that takes or refuses a connection, all asked at once; undefined when none says anything
 * within 3 s. No byte is sent.
 */
export function firstAlivePort(
  host: string,
  ports: readonly number[],
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<number | undefined> {
  return new Promise((resolve) => {
    let left = ports.length;
    const sockets = ports.map((port) => {
      const socket = connect({ host, port });
      socket.once('connect', () => end(port));
      socket.on('error', (error: NodeJS.ErrnoException) => {
        if (saidByTheHost.has(error.code ?? '')) return end(port);
        left -= 1;
        if (left === 0) end(undefined);
      });
      return socket;
    });
    const give = () => end(undefined);
    const timer = clock.setTimeout(give, patienceMs);
    const end = (port: number | undefined) => {
      timer.cancel();
      signal.removeEventListener('abort', give);
      for (const socket of sockets) socket.destroy();
      resolve(port);
    };
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
}
