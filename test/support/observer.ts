import { randomUUID } from 'node:crypto';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';

export interface Seen {
  readonly topic: string;
  readonly retained: boolean;
  readonly payload: Buffer;
  /** The envelope, or undefined for an empty payload. */
  readonly message: { data: Record<string, unknown>; [field: string]: unknown } | undefined;
}

export interface FinalReply {
  readonly commandId: string;
  readonly status: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { code: string; message: string; field?: string };
}

/** An MQTT client that remembers everything it saw and can wait for what it has not seen yet. */
export interface Observer {
  readonly client: MqttClient;
  readonly seen: Seen[];
  /** The first message, seen already or to come, that fits; rejects after `timeoutMs` with what came instead. */
  expect(
    topicEnd: string,
    fits?: (data: Record<string, unknown>, seen: Seen) => boolean,
    timeoutMs?: number,
  ): Promise<Seen>;
  /** The last retained word on a topic. */
  last(topicEnd: string): Seen | undefined;
  /** Forgets what was seen, so that `expect` looks only at what comes. */
  forget(): void;
  command(
    device: string,
    name: string,
    args: Record<string, unknown>,
    extra?: Record<string, unknown>,
  ): Promise<FinalReply>;
  close(): Promise<void>;
}

export async function observe(
  port: number,
  root: string,
  options: IClientOptions = {},
  url = `mqtt://127.0.0.1:${port}`,
): Promise<Observer> {
  const client = await connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0, ...options });
  const seen: Seen[] = [];
  const waiting = new Set<(item: Seen) => void>();
  client.on('message', (topic, payload, packet) => {
    let message: Seen['message'];
    try {
      message = payload.length === 0 ? undefined : JSON.parse(payload.toString());
    } catch {
      message = undefined;
    }
    const item = { topic, retained: packet.retain, payload, message };
    seen.push(item);
    for (const look of waiting) look(item);
  });
  await client.subscribeAsync(`${root}/#`, { qos: 1 });

  const observer: Observer = {
    client,
    seen,
    expect(topicEnd, fits = () => true, timeoutMs = 20_000) {
      const matches = (item: Seen) =>
        item.topic.endsWith(topicEnd) &&
        (item.message ? fits(item.message.data, item) : item.payload.length === 0 && fits({}, item));
      const already = seen.find(matches);
      if (already) return Promise.resolve(already);
      return new Promise((resolve, reject) => {
        const look = (item: Seen) => {
          if (!matches(item)) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(item);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          const similar = seen.filter((item) => item.topic.endsWith(topicEnd)).slice(-3);
          reject(
            new Error(
              `nothing fitting on …${topicEnd}; last: ${similar.map((item) => item.payload.toString()).join('\n')}`,
            ),
          );
        }, timeoutMs);
        waiting.add(look);
      });
    },
    last: (topicEnd) => seen.filter((item) => item.topic.endsWith(topicEnd)).at(-1),
    forget: () => void seen.splice(0),
    async command(device, name, args, extra = {}) {
      const id = String(extra['id'] ?? `test-${randomUUID()}`);
      const final = observer.expect(`/reply/${id}`, (data) => data['status'] !== 'accepted', 20_000);
      final.catch(() => undefined);
      await client.publishAsync(`${root}/command/${device}/${name}`, JSON.stringify({ args, ...extra, id }), {
        qos: 1,
      });
      return (await final).message?.data as unknown as FinalReply;
    },
    close: () => client.endAsync(true),
  };
  return observer;
}
