import { createServer, type Socket } from 'node:net';
import { answerControl } from './control-request.js';
import { listen } from './listen.js';
import type { RunningServer } from './server.js';
import type { Simulator } from './simulator.js';

/** Bytes a control line may have. */
export const controlLineLimit = 65_536;

/**
 * A control channel: one JSON object per line in, one per line out, in order. Each line is answered, also a bad one,
 * with `{"ok":true,…}` or `{"ok":false,"error":"…"}`; what may be asked is in control-request.ts. There is no
 * authentication: listen on loopback only.
 * @param port 0 takes any free one.
 */
export function serveControl({
  host = '127.0.0.1',
  port,
  simulators,
}: {
  host?: string;
  port: number;
  simulators: Readonly<Record<string, Simulator>>;
}): Promise<RunningServer> {
  // Half-open, so that a client that sends its lines and shuts its side still reads the replies.
  const server = createServer({ noDelay: true, allowHalfOpen: true }, async (socket) => {
    socket.on('error', () => socket.destroy());
    try {
      for await (const line of lines(socket)) {
        await send(socket, `${JSON.stringify(await answerControl(simulators, line))}\n`);
      }
      socket.end();
    } catch {
      socket.destroy();
    }
  });
  return listen(server, { host, port });
}

/** Resolves when the client takes its replies, so that one who reads none can ask nothing more. */
function send(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve, reject) => socket.write(text, (error) => (error ? reject(error) : resolve())));
}

/** The lines of a stream; `undefined` stands for one that was over the limit, of which nothing is kept. */
async function* lines(socket: Socket): AsyncGenerator<string | undefined> {
  let line: Buffer | undefined = Buffer.alloc(0);
  // Without `destroyOnReturn: false` the end of the client's side would cut the last reply off.
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    let rest: Buffer = chunk;
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
      yield append(line, rest.subarray(0, end))?.toString('utf8');
      line = Buffer.alloc(0);
      rest = rest.subarray(end + 1);
    }
    line = append(line, rest);
  }
  if (line?.length !== 0) yield line?.toString('utf8');
}

function append(line: Buffer | undefined, bytes: Buffer): Buffer | undefined {
  if (!line || line.length + bytes.length > controlLineLimit) return undefined;
  return Buffer.concat([line, bytes]);
}
