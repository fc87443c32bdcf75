import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** What the control channel answers. */
export interface ControlReply {
  readonly ok: boolean;
  readonly error?: string;
  readonly [field: string]: unknown;
}

/** A client of the control channel; replies come in the order of the requests. */
export interface ControlClient {
  /** Rejects when the simulator refuses or the channel is gone. */
  ask(request: Record<string, unknown>): Promise<ControlReply>;
  close(): void;
}

export async function connectControl({
  host = '127.0.0.1',
  port,
}: {
  host?: string;
  port: number;
}): Promise<ControlClient> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opening = connect({ host, port }, () => resolve(opening));
    opening.once('error', reject);
  });
  const waiting: { resolve(reply: ControlReply): void; reject(error: Error): void }[] = [];
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    for (const { reject } of waiting.splice(0)) reject(new Error('the control channel is closed'));
  });
  createInterface({ input: socket }).on('line', (line) => {
    const reply = JSON.parse(line) as ControlReply;
    const asked = waiting.shift();
    if (reply.ok) asked?.resolve(reply);
    else asked?.reject(new Error(reply.error ?? 'refused'));
  });
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) return reject(new Error('the control channel is closed'));
        waiting.push({ resolve, reject });
        socket.write(`${JSON.stringify(request)}\n`);
      }),
    close: () => socket.destroy(),
  };
}
