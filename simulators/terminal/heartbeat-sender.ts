import type { IncomingMessage } from 'node:http';
import type { MqttClient } from 'mqtt';

/** How an agent's messages reach the gateway. Resolves with what came of one; rejects when it did not get there. */
export interface BeatSender {
  send(beat: string | Uint8Array, how: { readonly retain: boolean }): Promise<string>;
  close(): Promise<void>;
}

/** Where an agent sends to and as whom. */
export interface SenderOptions {
  /** `http(s)://host:port` of the HTTP end point, or `mqtt://host:port` of the local broker; absent = nowhere. */
  readonly url?: string | undefined;
  readonly deviceId: string;
  /** Root of the topics, `branch/{branchId}/{gatewayId}`; MQTT only. */
  readonly root: string;
  /** Bearer token; HTTP only. */
  readonly token?: string | undefined;
  /** MQTT only. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** ms until a message counts as lost. */
const patienceMs = 5_000;

export function createSender(options: SenderOptions): BeatSender {
  const { url } = options;
  if (url === undefined) return { send: async () => 'sent nowhere: the option url is not set', close: async () => {} };
  return url.startsWith('mqtt') ? mqttSender(url, options) : httpSender(url, options);
}

/** A connection for each beat, as a small agent makes it. The outcome is the status and the reason in the answer. */
function httpSender(url: string, { deviceId, token }: SenderOptions): BeatSender {
  return {
    async send(beat) {
      const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
      const headers = {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      };
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const target = new URL(`/heartbeat/${encodeURIComponent(deviceId)}`, url);
        const asking = request(target, { method: 'POST', headers, agent: false, timeout: patienceMs }, resolve);
        asking.on('timeout', () => asking.destroy(new Error('no answer')));
        asking.on('error', reject);
        asking.end(beat);
      });
      let text = '';
      for await (const chunk of answer.setEncoding('utf8')) text += chunk;
      return `${answer.statusCode} ${text}`.trim();
    },
    close: async () => {},
  };
}

/** One connection for all. MQTT 3.1.1 tells a publisher nothing but that the broker has the message. */
function mqttSender(url: string, { deviceId, root, username, password }: SenderOptions): BeatSender {
  let connection: Promise<{ client: MqttClient; gone: Promise<never> }> | undefined;
  const connect = async () => {
    const { connectAsync } = await import('mqtt');
    const client = await connectAsync(url, {
      protocolVersion: 4,
      reconnectPeriod: 0,
      connectTimeout: patienceMs,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    });
    client.on('error', () => {});
    const gone = new Promise<never>((_, reject) => client.once('close', () => reject(new Error('cut off'))));
    gone.catch(() => {
      connection = undefined;
    });
    return { client, gone };
  };
  return {
    async send(beat, { retain }) {
      connection ??= connect();
      const { client, gone } = await connection.catch((error) => {
        connection = undefined;
        throw error;
      });
      const message = typeof beat === 'string' ? beat : Buffer.from(beat);
      await Promise.race([client.publishAsync(`${root}/heartbeat/${deviceId}`, message, { qos: 1, retain }), gone]);
      return 'acknowledged';
    },
    async close() {
      const open = await connection?.catch(() => undefined);
      await open?.client.endAsync(true);
    },
  };
}
