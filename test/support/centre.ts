import { createServer, type Server, type Socket } from 'node:net';
import mqttPacket, { type IPublishPacket, type ISubscription, type Packet } from 'mqtt-packet';
import { freePort } from './free-port.js';

/** A publish of the gateway as it came to the centre. */
export interface Arrival {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  /** MQTT 5, e.g. `correlationData`, `userProperties`. */
  readonly properties: NonNullable<IPublishPacket['properties']>;
  /** The envelope of the gateway's own messages. */
  readonly envelope:
    | { readonly id: string; readonly data: Record<string, unknown>; [field: string]: unknown }
    | undefined;
  /** Its place in the outbox, epoch.chain.seq. */
  readonly outbox: string | undefined;
  readonly historical: boolean;
  /** Which connection it came over, from 1. */
  readonly connection: number;
}

export interface Sending {
  readonly retain?: boolean;
  readonly properties?: IPublishPacket['properties'];
}

/**
 * A central broker for one gateway, MQTT 5 or 3.1.1: takes and acknowledges everything, keeps what is retained, keeps the
 * session while the gateway is away, publishes its will.
 */
export interface Centre {
  readonly port: number;
  readonly arrivals: Arrival[];
  /** What a new subscriber would get. */
  readonly retained: ReadonlyMap<string, string>;
  /** The first arrival, there already or to come, that fits. */
  expect(what: string, fits: (arrival: Arrival) => boolean, timeoutMs?: number): Promise<Arrival>;
  /** Publishes to the gateway, at once or when it is there again. */
  send(topic: string, payload: unknown, sending?: Sending): void;
  /** Ends the connection without a word and listens on. */
  cut(): void;
  /** Ends the connection and refuses new ones; sessions and retained messages stay. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
}

export interface CentreOptions {
  /** Most publishes the gateway may have unanswered (MQTT 5); default 65,535. */
  readonly receiveMaximum?: number;
}

type Publish = Omit<IPublishPacket, 'cmd' | 'messageId' | 'dup'>;

export async function startCentre({ receiveMaximum = 65_535 }: CentreOptions = {}): Promise<Centre> {
  const port = await freePort();
  const arrivals: Arrival[] = [];
  const retained = new Map<string, string>();
  const retainedCommands = new Map<string, Publish>();
  const watchers = new Set<(arrival: Arrival) => void>();
  const sockets = new Set<Socket>();
  /** The gateway's session: what it has subscribed, and what was sent to it and not acknowledged. */
  let subscriptions: ISubscription[] = [];
  let unacknowledged = new Map<number, Publish>();
  let deliver: ((packet: Packet) => void) | undefined;
  let lastId = 0;
  let connections = 0;
  let server: Server | undefined;

  const arrive = (packet: IPublishPacket | (Publish & { retain: boolean }), connection: number) => {
    const arrival = arrivalOf(packet, connection);
    if (arrival.retain && arrival.payload === '') retained.delete(arrival.topic);
    else if (arrival.retain) retained.set(arrival.topic, arrival.payload);
    arrivals.push(arrival);
    for (const look of watchers) look(arrival);
  };
  const hand = (messageId: number, publish: Publish, dup: boolean) =>
    deliver?.({ ...publish, cmd: 'publish', messageId, dup });

  const queue = (publish: Publish) => {
    lastId += 1;
    unacknowledged.set(lastId, publish);
    hand(lastId, publish, false);
  };

  const serve = (socket: Socket) => {
    sockets.add(socket);
    connections += 1;
    const connection = connections;
    let protocolVersion = 5;
    let will: Publish | undefined;
    const answer = (packet: Packet) => void socket.write(mqttPacket.generate(packet, { protocolVersion }));
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      sockets.delete(socket);
      if (deliver === answer) deliver = undefined;
      if (will) arrive(will, connection);
    });
    const parser = mqttPacket.parser();
    socket.on('data', (chunk) => parser.parse(chunk));
    parser.on('packet', (packet) => {
      if (socket.destroyed) return;
      if (packet.cmd === 'connect') {
        protocolVersion = packet.protocolVersion ?? 4;
        if (packet.will) will = { ...packet.will, qos: 1, retain: packet.will.retain ?? false };
        if (packet.clean) {
          subscriptions = [];
          unacknowledged = new Map();
        }
        deliver = answer;
        const sessionPresent = subscriptions.length > 0;
        answer({
          cmd: 'connack',
          sessionPresent,
          ...(protocolVersion === 5 ? { reasonCode: 0, properties: { receiveMaximum } } : { returnCode: 0 }),
        });
        for (const [id, publish] of unacknowledged) hand(id, publish, true);
      }
      if (packet.cmd === 'pingreq') answer({ cmd: 'pingresp' });
      if (packet.cmd === 'subscribe') {
        subscriptions = packet.subscriptions;
        answer({ cmd: 'suback', messageId: packet.messageId ?? 0, granted: subscriptions.map(() => 1) });
        for (const publish of retainedCommands.values()) queue(publish);
      }
      if (packet.cmd === 'puback') unacknowledged.delete(packet.messageId ?? 0);
      if (packet.cmd === 'disconnect') {
        will = undefined;
        socket.destroy();
      }
      if (packet.cmd !== 'publish') return;
      arrive(packet, connection);
      answer({ cmd: 'puback', messageId: packet.messageId ?? 0, reasonCode: 0 });
    });
  };

  const centre: Centre = {
    port,
    arrivals,
    retained,
    expect(what, fits, timeoutMs = 15_000) {
      const already = arrivals.find(fits);
      if (already) return Promise.resolve(already);
      return new Promise((resolve, reject) => {
        const look = (arrival: Arrival) => {
          if (!fits(arrival)) return;
          clearTimeout(timer);
          watchers.delete(look);
          resolve(arrival);
        };
        const timer = setTimeout(() => {
          watchers.delete(look);
          const last = arrivals.slice(-5).map(({ topic, payload }) => `${topic} ${payload}`);
          reject(new Error(`${what} never came to the centre; last:\n${last.join('\n')}`));
        }, timeoutMs);
        watchers.add(look);
      });
    },
    send(topic, payload, { retain = false, properties = {} } = {}) {
      const publish: Publish = { topic, payload: Buffer.from(JSON.stringify(payload)), qos: 1, retain, properties };
      if (retain) retainedCommands.set(topic, publish);
      // To a subscription that stands, the flag goes only where it is asked for (MQTT 5.0 section 3.8.3.1).
      queue({ ...publish, retain: retain && (subscriptions[0]?.rap ?? false) });
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    async goAway() {
      const last = server;
      server = undefined;
      centre.cut();
      if (last) await new Promise((resolve) => last.close(resolve));
    },
    async comeBack() {
      const next = createServer({ noDelay: true }, serve);
      server = next;
      await new Promise<void>((resolve) => next.listen(port, '127.0.0.1', resolve));
    },
  };
  await centre.comeBack();
  return centre;
}

function arrivalOf({ topic, payload: bytes, retain, properties = {} }: Publish, connection: number): Arrival {
  const payload = bytes.toString();
  const envelope = /^\{"(?:outbox|v)":/.test(payload) ? JSON.parse(payload) : undefined;
  const { outbox, historical } = { ...envelope, ...properties.userProperties };
  return {
    topic,
    payload,
    retain,
    properties,
    envelope,
    outbox,
    historical: historical === true || historical === 'true',
    connection,
  };
}
