import { createServer, type Socket } from 'node:net';
import type { Chain } from '../../gateway/uplink/outbox/outbox.js';
import { lines } from './uplink-kill-order.js';

/** A centre that speaks lines: `CHAIN SEQ PAYLOAD` comes, `CHAIN SEQ` goes back, in any order and sometimes late. */
export interface Centre {
  readonly port: number;
  /** Resolves when nobody is connected and everything sent has been taken. */
  quiet(): Promise<void>;
  close(): void;
}

export async function startCentre(
  random: () => number,
  arrive: (chain: Chain, seq: number, payload: string) => void,
): Promise<Centre> {
  const open = new Map<Socket, Promise<void>>();
  const server = createServer({ noDelay: true }, (socket) => {
    const take = lines((line) => {
      const [, chain = '', seq = '', payload = ''] = /^(\w+) (\d+) (.*)$/.exec(line) ?? [];
      arrive(chain as Chain, Number(seq), payload);
      answers.push(`${chain} ${seq}\n`);
    });
    let answers: string[] = [];
    socket.on('data', (chunk) => {
      take(chunk);
      const shuffled = answers.map((answer) => ({ answer, rank: random() })).sort((a, b) => a.rank - b.rank);
      const late = random() < 0.5 ? 1 : 0;
      answers = shuffled.splice(0, late).map(({ answer }) => answer);
      socket.write(shuffled.map(({ answer }) => answer).join(''));
    });
    socket.on('error', () => undefined);
    open.set(socket, new Promise((resolve) => socket.once('close', () => resolve())));
    socket.once('close', () => open.delete(socket));
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  return {
    port,
    quiet: async () => void (await Promise.all(open.values())),
    close: () => void server.close(),
  };
}
