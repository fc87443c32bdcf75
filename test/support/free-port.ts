import { createServer } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections (32768 to 60999 on Linux): a program that is killed and
 * started again must find its port free, and not as the near end of some client's connection.
 */
const range = { from: 12_000, to: 32_000 };

/** A TCP port of loopback that was free a moment ago; no two calls of one process get the same. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = range.from + Math.floor(Math.random() * (range.to - range.from));
    if (!taken.has(port) && (await isFree(port))) {
      taken.add(port);
      return port;
    }
  }
}

/** What this process has given away already. */
const taken = new Set<number>();

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
