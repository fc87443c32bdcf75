import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { type LocalBroker, startBroker } from '../../../gateway/broker/broker.js';
import { createMessageBus } from '../../../gateway/messages/bus.js';
import { topicsOf } from '../../../gateway/messages/topics.js';
import { VirtualClock } from '../../support/virtual-clock.js';

export const topics = topicsOf({ branchId: 'b017', gatewayId: 'gw1' });

export interface Heard {
  readonly topic: string;
  readonly text: string;
}

/** A local broker on a free port, its clients, and what it told of them. */
export interface BrokerHarness {
  readonly broker: LocalBroker;
  readonly bus: ReturnType<typeof createMessageBus>;
  readonly refused: string[];
  readonly dropped: string[];
  client(options?: IClientOptions): Promise<MqttClient>;
  /** A client that notes what it hears on a filter, and can wait until it has heard so much. */
  listener(filter: string): Promise<{ heard: Heard[]; until(count: number): Promise<void> }>;
  close(): Promise<void>;
}

export async function openBroker(options: Partial<Parameters<typeof startBroker>[0]> = {}): Promise<BrokerHarness> {
  const refused: string[] = [];
  const dropped: string[] = [];
  const clients: MqttClient[] = [];
  const bus = createMessageBus((error) => {
    throw error;
  });
  const broker = await startBroker({
    host: '127.0.0.1',
    port: 0,
    accounts: [],
    maxPacketBytes: 200_000,
    maxClients: 20,
    topics,
    bus,
    clock: new VirtualClock(),
    onCommand: async () => undefined,
    onRefused: (reason) => refused.push(reason),
    onDropped: (reason) => dropped.push(reason),
    ...options,
  });
  const client = async (clientOptions: IClientOptions = {}) => {
    const made = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
      protocolVersion: 4,
      reconnectPeriod: 0,
      ...clientOptions,
    });
    made.on('error', () => undefined);
    clients.push(made);
    return made;
  };
  return {
    broker,
    bus,
    refused,
    dropped,
    client,
    async listener(filter) {
      const heard: Heard[] = [];
      const made = await client();
      made.on('message', (topic, payload) => heard.push({ topic, text: payload.toString() }));
      await made.subscribeAsync(filter, { qos: 1 });
      return {
        heard,
        async until(count) {
          while (heard.length < count) await new Promise((resolve) => made.once('message', resolve));
        },
      };
    },
    async close() {
      await Promise.all(clients.map((each) => each.endAsync(true)));
      await broker.close();
    },
  };
}

export const closed = (client: MqttClient) => new Promise<void>((resolve) => client.once('close', () => resolve()));

/** A disk that takes what is handed over when the test says so. */
export function slowDisk() {
  const waiting: { topic: string; text: string; retain: boolean; payload: Uint8Array; settle(error?: Error): void }[] =
    [];
  let arrived: () => void = () => undefined;
  return {
    waiting,
    forward: ({ topic, payload, retain }: { topic: string; payload: Uint8Array; retain: boolean }) => {
      if (!topic.startsWith('queue/')) return undefined;
      return new Promise<void>((resolve, reject) => {
        const settle = (error?: Error) => (error ? reject(error) : resolve());
        waiting.push({ topic, text: Buffer.from(payload).toString(), retain, payload, settle });
        arrived();
      });
    },
    /** Resolves when so many publishes wait for it. */
    async holds(count: number) {
      while (waiting.length < count) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
    },
  };
}
