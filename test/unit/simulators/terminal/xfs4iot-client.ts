import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';

export interface Message {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** A client that writes what it is told to and keeps what it hears, for tests of the terminal. */
export async function dial(url: string, options: ClientOptions = {}) {
  const socket = new WebSocket(url, options);
  const heard: Message[] = [];
  const raw: { readonly data: string; readonly isBinary: boolean }[] = [];
  const waiting = new Set<() => void>();
  const note = () => {
    for (const each of waiting) each();
  };
  socket.on('message', (data, isBinary) => {
    raw.push({ data: String(data), isBinary });
    try {
      heard.push(JSON.parse(String(data)) as Message);
    } catch {}
    note();
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.on('error', () => undefined);
  await once(socket, 'open');
  let requestId = 0;
  /** Resolves when so many messages have been heard since the beginning. */
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = () => {
        if (!holds()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const client = {
    socket,
    heard,
    raw,
    closed,
    until,
    send: (text: string | object) => socket.send(typeof text === 'string' ? text : JSON.stringify(text)),
    /** Asks and resolves with the completion. */
    async ask(name: string, payload: object = {}, version: string | undefined = '2.0'): Promise<Message> {
      const id = ++requestId;
      client.send({ header: { type: 'command', name, version, requestId: id }, payload });
      const done = ({ header }: Message) => header['type'] === 'completion' && header['requestId'] === id;
      await until(() => heard.some(done));
      return heard.find(done) as Message;
    },
    /** Resolves with the n-th unsolicited message. */
    async unsolicited(n = 1): Promise<Message> {
      const all = () => heard.filter(({ header }) => header['type'] === 'unsolicited');
      await until(() => all().length >= n);
      return all()[n - 1] as Message;
    },
    end: () => socket.terminate(),
  };
  return client;
}

/** What the attempt to upgrade ends with: a status, or the code of an error. */
export function refusal(url: string, options: ClientOptions = {}): Promise<number | string> {
  const socket = new WebSocket(url, options);
  return new Promise((resolve) => {
    socket.on('unexpected-response', (_request, response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
  });
}
