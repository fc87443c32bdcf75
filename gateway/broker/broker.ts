import type { Duplex } from 'node:stream';
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes';
import mqttPacket from 'mqtt-packet';
import { type Clock, withTimeout } from '../../drivers/index.js';
import { identifierRefusal } from '../card-numbers/identifiers.js';
import { hasCardNumber, maskIdentifier } from '../card-numbers/mask.js';
import { payloadWithoutCardNumbers } from '../card-numbers/payload.js';
import type { IncomingCommand } from '../commands/incoming.js';
import type { HeartbeatVerdict, IncomingHeartbeat } from '../heartbeat/mqtt.js';
import type { MessageBus } from '../messages/bus.js';
import { parseHeartbeatTopic, type Topics } from '../messages/topics.js';
import { type Account, judgePublish, mayConnect } from './access.js';
import { boundBacklog } from './backlog.js';
import { InOrder } from './in-order.js';
import { type Listener, listenTcp, listenWebSocket } from './listener.js';
import { type RetainedStore, watchRetained } from './newest-retained.js';
import { limitPackets } from './packet-limit.js';
import { Patience } from './patience.js';
import { RetainedLimit } from './retained-limit.js';
import { batchWrites } from './write-batch.js';

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
  readonly clock: Clock;
  /** Resolves when the command may be acknowledged: it is on disk or answered. */
  readonly onCommand: (command: IncomingCommand) => Promise<void>;
  /**
   * Resolves when a client's own publish may be acknowledged, where it belongs to the centre; undefined where not. It is
   * called in the order of each client's publishes and may be waiting for many of them.
   */
  readonly forward?: ((publish: ForwardedPublish) => Promise<void> | undefined) | undefined;
  /** A heartbeat of a terminal; absent = there are none, and their topics are closed. */
  readonly onHeartbeat?: ((message: IncomingHeartbeat) => HeartbeatVerdict) | undefined;
  /** Once per connection and reason. */
  readonly onRefused: (reason: string, clientId: string) => void;
  /** A login with a wrong user or password. */
  readonly onWrongLogin?: (login: { readonly address: string; readonly user: string }) => void;
  /** Once per connection that was cut: broken protocol, lost connection, or it did not read. */
  readonly onDropped: (reason: string, clientId: string) => void;
}

export interface LocalBroker {
  readonly port: number;
  readonly websocketPort: number | undefined;
  isListening(): boolean;
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

/** The broker calls its own `publish` with the client whose message it is. */
type Publish = (packet: PublishPacket, client: Client | Done, done?: Done) => void;
type Done = (error?: Error) => void;
type Named = Pick<Client, 'id'>;
/** The author of a will whose client the broker has forgotten. */
const nobody: Named = { id: '' };

/**
 * The local MQTT 3.1.1 broker. What the gateway publishes comes from the message bus; commands of clients are taken
 * out before the acknowledgement and held until `onCommand` resolves.
 */
export async function startBroker(options: BrokerOptions): Promise<LocalBroker> {
  const { topics, bus, clock, accounts, maxClients, maxPacketBytes } = options;
  let refused = 0;
  let dropped = 0;
  const subscriptions = new WeakMap<Client, Set<string>>();
  const retained = new RetainedLimit();
  const inOrder = new InOrder();
  const patience = new Patience(clock);
  const inBounds = boundBacklog(maxPacketBytes);

  const addresses = new WeakMap<Client, string>();
  const users = new WeakMap<Named, string>();
  const told = new WeakMap<Named, Set<string>>();
  const refuse = (reason: string, client: Named): Error => {
    const reasons = told.get(client) ?? new Set();
    told.set(client, reasons);
    if (!reasons.has(reason)) {
      reasons.add(reason);
      refused += 1;
      options.onRefused(reason, client.id ?? '');
    }
    return new Error(reason);
  };
  // A client's fault is the client's: it is cut by the broker and counted here, once, though every message that waits
  // for it fails on its own.
  const cut = new WeakSet<Named>();
  const drop = (client: Client, error: Error) => {
    if (cut.has(client)) return;
    cut.add(client);
    dropped += 1;
    options.onDropped(error.message, client.id ?? '');
  };

  const aedes = await Aedes.createBroker({
    // With a bound, those who wait for a deaf subscriber would use up the places of all others.
    concurrency: 0,
    drainTimeout: drainTimeoutMs,
    maxTopicLevels: 20,
    maxInflightInbound: 100,
    preConnect: (_client, packet, done) => {
      // A persistent session's queue has no bound in this broker, so every session is a clean one (messaging.md 1.1).
      packet.clean = true;
      done(null, true);
    },
    authenticate: (client, username, password, done) => {
      const turnAway = (reason: string, returnCode: 2 | 3 | 4) =>
        done(Object.assign(refuse(reason, client), { returnCode }) as AuthenticateError, false);
      if (hasCardNumber(client.id))
        return turnAway(`the client id ${maskIdentifier(client.id)} ${identifierRefusal}`, 2);
      if (aedes.connectedClients >= maxClients) return turnAway(`more than ${maxClients} clients`, 3);
      if (!mayConnect(accounts, username, password)) {
        options.onWrongLogin?.({ address: addresses.get(client) ?? '', user: username ?? '' });
        return turnAway(`wrong user or password for user "${username ?? ''}"`, 4);
      }
      if (username !== undefined) users.set(client, username);
      done(null, true);
    },
    authorizeSubscribe: (client, subscription, done) => {
      const held = subscriptions.get(client) ?? new Set();
      held.add(subscription.topic);
      subscriptions.set(client, held);
      if (held.size > maxSubscriptionsPerClient) {
        held.delete(subscription.topic);
        refuse(`more than ${maxSubscriptionsPerClient} subscriptions`, client);
        return done(null, null);
      }
      done(null, subscription);
    },
    authorizePublish: (client, packet, done) => {
      const author = client ?? nobody;
      inOrder.ask(author, admit(author, packet), (error) =>
        done(error && !cut.has(author) ? refuse(error.message, author) : error),
      );
    },
    // What a terminal reports is for the gateway: it has said it when it is in the device's state.
    authorizeForward: (client, packet) =>
      isNewest(packet) && parseHeartbeatTopic(topics, packet.topic) === undefined ? inBounds(client, packet) : null,
  });
  // The types of the broker leave it out.
  const isNewest = watchRetained((aedes as unknown as { readonly persistence: RetainedStore }).persistence);

  /** Whether the broker may take a publish: at once, when the promise resolves, or not. */
  function admit(client: Named, packet: PublishPacket): Promise<void> | Error | null {
    const { topic, retain } = packet;
    const verdict = judgePublish(topics, topic, options.onHeartbeat !== undefined);
    if (verdict.kind === 'refuse') return new Error(verdict.reason);
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    const filtered = payloadWithoutCardNumbers(payload);
    if (verdict.kind === 'command') {
      packet.retain = false;
      // Who listens to the commands of others gets no more than the gateway keeps of them.
      packet.payload = Buffer.from(filtered);
      const { deviceId, name } = verdict;
      return options.onCommand({ deviceId, name, payload, retained: retain, clientId: client.id, origin: 'local' });
    }
    if (verdict.kind === 'heartbeat') {
      packet.retain = false;
      const message = { deviceId: verdict.deviceId, payload, retained: retain, user: users.get(client) };
      const outcome = options.onHeartbeat?.(message);
      if (outcome?.kind === 'refused') return new Error(outcome.reason);
      if (outcome?.kind === 'noted') refuse(outcome.reason, client);
      return null;
    }
    if (!retained.admit(packet)) {
      packet.retain = false;
      refuse('no room for more retained messages of clients', client);
    }
    const forwarded = options.forward?.({ topic, payload: filtered, retain });
    // What goes to the centre is the same here; what clients only say to each other is theirs.
    if (forwarded) packet.payload = Buffer.from(filtered);
    return forwarded ?? null;
  }

  // Here the broker waits until every subscriber has taken a message before it reads on from the one who sent it.
  const publish = aedes.publish.bind(aedes) as Publish;
  const publishPatiently: Publish = (packet, client, done) => publish(packet, client, done && patience.limit(done));
  aedes.publish = publishPatiently;

  aedes.on('unsubscribe', (filters, client) => {
    for (const filter of filters) subscriptions.get(client)?.delete(filter);
  });
  aedes.on('clientError', drop);
  aedes.on('connectionError', drop);

  const underway = new Set<Promise<void>>();
  const stopRelay = bus.subscribe(({ topic, retained: retain, envelope, centreOnly }) => {
    if (centreOnly) return;
    const payload = envelope === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(envelope));
    const relayed = new Promise<void>((resolve) => {
      aedes.publish({ cmd: 'publish', topic, payload, qos: 1, retain, dup: false }, () => resolve());
    });
    underway.add(relayed);
    relayed.finally(() => underway.delete(relayed));
  });

  const onConnection = (stream: Duplex, address: string) => {
    limitPackets(stream, maxPacketBytes, () => refuse(`packet over ${maxPacketBytes} bytes`, client));
    const client = aedes.handle(batchWrites(stream));
    addresses.set(client, address);
  };
  const listeners: Listener[] = [];
  const closeAll = async () => {
    stopRelay();
    patience.stop();
    // The last words (presence) still reach whoever reads; one who does not read holds nobody up.
    const said = Promise.all(underway);
    await withTimeout(clock, said, lastWordsMs, () => new Error('somebody does not read')).catch(() => undefined);
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    await Promise.all(listeners.map((listener) => listener.close()));
  };
  try {
    const { host, port, websocketPort } = options;
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
    isListening: () => listeners.every((listener) => listener.isListening()),
    stats: () => ({ clients: aedes.connectedClients, refused, dropped }),
    close: closeAll,
  };
}
