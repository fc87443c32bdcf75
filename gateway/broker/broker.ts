import type { Duplex } from 'node:stream';
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes';
import mqttPacket from 'mqtt-packet';
import type { IncomingCommand } from '../commands/incoming.js';
import type { MessageBus } from '../messages/bus.js';
import type { Topics } from '../messages/topics.js';
import { type Account, judgePublish, mayConnect } from './access.js';
import { type Listener, listenTcp, listenWebSocket } from './listener.js';
import { limitPackets } from './packet-limit.js';

/** A publish of a local client on a topic of its own. */
export interface ForwardedPublish {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retain: boolean;
}

export interface BrokerOptions {
  readonly host: string;
  readonly port: number;
  readonly websocketPort?: number | undefined;
  readonly accounts: readonly Account[];
  readonly maxPacketBytes: number;
  readonly maxClients: number;
  readonly topics: Topics;
  readonly bus: MessageBus;
  /** Resolves when the command may be acknowledged: it is on disk or answered. */
  readonly onCommand: (command: IncomingCommand) => Promise<void>;
  /** Resolves when a client's own publish may be acknowledged, where it belongs to the centre; undefined where not. */
  readonly forward?: ((publish: ForwardedPublish) => Promise<void> | undefined) | undefined;
  /** One line per refused client or publish. */
  readonly onRefused: (reason: string, clientId: string) => void;
  /** One line per client that was cut: broken protocol, lost connection, or it did not read. */
  readonly onDropped: (reason: string, clientId: string) => void;
}

export interface LocalBroker {
  readonly port: number;
  readonly websocketPort: number | undefined;
  stats(): { clients: number; refused: number; dropped: number };
  close(): Promise<void>;
}

// The packet writer would keep 65,536 prepared two-byte buffers, some 8 MB for the life of the process.
mqttPacket.writeToStream.cacheNumbers = false;

/** A frozen subscriber is cut after this many ms, so that it stops nobody else (messaging.md 1.1). */
const drainTimeoutMs = 10_000;
/** Longest wait for the delivery of what was published before the broker closes, ms. */
const lastWordsMs = 200;
/** Subscriptions one client may hold. */
const maxSubscriptionsPerClient = 100;
/** Retained messages that clients may leave on topics of their own, over all clients. */
const maxForeignRetained = 1_000;

/**
 * The local MQTT 3.1.1 broker. What the gateway publishes comes from the message bus; commands of clients are taken
 * out before the acknowledgement and held until `onCommand` resolves.
 */
export async function startBroker(options: BrokerOptions): Promise<LocalBroker> {
  const { topics, bus, accounts, maxClients } = options;
  let refused = 0;
  let dropped = 0;
  const foreignRetained = new Set<string>();
  const subscriptions = new WeakMap<Client, Set<string>>();

  const refuse = (reason: string, clientId: string): Error => {
    refused += 1;
    options.onRefused(reason, clientId);
    return new Error(reason);
  };

  const aedes = await Aedes.createBroker({
    drainTimeout: drainTimeoutMs,
    maxTopicLevels: 20,
    maxInflightInbound: 100,
    preConnect: (_client, packet, done) => {
      // A persistent session's queue has no bound in this broker, so every session is a clean one (messaging.md 1.1).
      packet.clean = true;
      done(null, true);
    },
    authenticate: (client, username, password, done) => {
      const turnAway = (reason: string, returnCode: 3 | 4) =>
        done(Object.assign(refuse(reason, client.id), { returnCode }) as AuthenticateError, false);
      if (aedes.connectedClients >= maxClients) return turnAway(`more than ${maxClients} clients`, 3);
      if (!mayConnect(accounts, username, password))
        return turnAway(`wrong user or password for user "${username ?? ''}"`, 4);
      done(null, true);
    },
    authorizeSubscribe: (client, subscription, done) => {
      const held = subscriptions.get(client) ?? new Set();
      held.add(subscription.topic);
      subscriptions.set(client, held);
      if (held.size > maxSubscriptionsPerClient) {
        held.delete(subscription.topic);
        refuse(`more than ${maxSubscriptionsPerClient} subscriptions`, client.id);
        return done(null, null);
      }
      done(null, subscription);
    },
    authorizePublish: (client, packet, done) => {
      const clientId = client?.id ?? '';
      const verdict = judgePublish(topics, packet.topic);
      if (verdict.kind === 'refuse') return done(refuse(verdict.reason, clientId));
      const { topic, retain } = packet;
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
      if (verdict.kind === 'pass') {
        const forwarded = options.forward?.({ topic, payload, retain });
        boundRetained(packet);
        if (!forwarded) return done(null);
        // Cutting the client is the only "no" that MQTT 3.1.1 has: it will hand in again what was not acknowledged.
        forwarded.then(
          () => done(null),
          (error: Error) => done(refuse(error.message, clientId)),
        );
        return;
      }
      packet.retain = false;
      const { deviceId, name } = verdict;
      options.onCommand({ deviceId, name, payload, retained: retain, clientId, origin: 'local' }).then(
        () => done(null),
        (error: Error) => done(error),
      );
    },
  });

  function boundRetained(packet: PublishPacket): void {
    if (!packet.retain) return;
    if (packet.payload.length === 0) foreignRetained.delete(packet.topic);
    else if (foreignRetained.has(packet.topic) || foreignRetained.size < maxForeignRetained)
      foreignRetained.add(packet.topic);
    else packet.retain = false;
  }

  aedes.on('unsubscribe', (filters, client) => {
    for (const filter of filters) subscriptions.get(client)?.delete(filter);
  });
  // A client's fault is the client's: it is cut by the broker and counted here, once, though every message that waits
  // for it fails on its own.
  const cut = new WeakSet<Client>();
  const drop = (client: Client, error: Error) => {
    if (cut.has(client)) return;
    cut.add(client);
    dropped += 1;
    options.onDropped(error.message, client.id ?? '');
  };
  aedes.on('clientError', drop);
  aedes.on('connectionError', drop);

  const underway = new Set<Promise<void>>();
  const stopRelay = bus.subscribe(({ topic, retained, envelope, centreOnly }) => {
    if (centreOnly) return;
    const payload = envelope === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(envelope));
    const relayed = new Promise<void>((resolve) => {
      aedes.publish({ cmd: 'publish', topic, payload, qos: 1, retain: retained, dup: false }, () => resolve());
    });
    underway.add(relayed);
    relayed.finally(() => underway.delete(relayed));
  });

  const onConnection = (stream: Duplex) => {
    limitPackets(stream, options.maxPacketBytes, () => refuse(`packet over ${options.maxPacketBytes} bytes`, ''));
    aedes.handle(stream);
  };
  const listeners: Listener[] = [];
  const closeAll = async () => {
    stopRelay();
    // The last words (presence) still reach whoever reads; one who does not read holds nobody up.
    const patience = new Promise<void>((resolve) => setTimeout(resolve, lastWordsMs).unref());
    await Promise.race([Promise.all(underway), patience]);
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    await Promise.all(listeners.map((listener) => listener.close()));
  };
  try {
    const { host, port, websocketPort, maxPacketBytes } = options;
    listeners.push(await listenTcp({ host, port, maxPacketBytes, onConnection }));
    if (websocketPort !== undefined) {
      listeners.push(await listenWebSocket({ host, port: websocketPort, maxPacketBytes, onConnection }));
    }
  } catch (error) {
    await closeAll();
    throw error;
  }

  return {
    port: listeners[0]?.port ?? 0,
    websocketPort: listeners[1]?.port,
    stats: () => ({ clients: aedes.connectedClients, refused, dropped }),
    close: closeAll,
  };
}
