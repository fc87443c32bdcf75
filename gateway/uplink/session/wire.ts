import type { IClientOptions, IConnackPacket, IPublishPacket, MqttClient } from 'mqtt';
import { asGatewayError, type Clock, GatewayError } from '../../../drivers/index.js';
import type { Acknowledgement, Connection, IncomingMessage, OutgoingMessage, SessionSettings } from './connection.js';
import { isConnectRefusal, reasonText, refusedBy, takenOver } from './reason-codes.js';

/** From the first packet to CONNACK, ms. */
const connectTimeoutMs = 10_000;
/** Commands the centre may send before we have taken the ones before. */
const ourReceiveMaximum = 20;
/** Largest packet we take: a command with room to spare. */
const ourMaximumPacketSize = 256 * 1024;
/** A PUBLISH beside its topic and payload: header, packet id, properties' lengths; user properties are counted extra. */
const packetOverheadBytes = 32;

export interface WireOptions {
  readonly settings: SessionSettings;
  readonly protocolVersion: 4 | 5;
  /** True to have the server forget what it kept for us. */
  readonly clean: boolean;
  readonly clock: Clock;
  readonly will: OutgoingMessage;
  readonly subscriptions: readonly string[];
  readonly onMessage: (message: IncomingMessage) => Promise<void>;
  /** Once, when a connection that was made ends. */
  readonly onLost: (error: GatewayError) => void;
}

export interface Wire extends Connection {
  /** `clock.monotonic()` of the last packet, and of the last PUBACK. */
  readonly heardAt: number;
  readonly pubackAt: number | undefined;
  /** When the oldest publish that waits for its PUBACK was sent; undefined when none waits. */
  readonly waitingSince: number | undefined;
  /** Ends it at once, as if the line had been cut. */
  cut(error: GatewayError): void;
}

/** A CONNACK other than success; `code` as the server sent it. */
export class ConnectRefused extends Error {
  readonly code: number;

  constructor(code: number) {
    super(reasonText(code));
    this.code = code;
  }
}

/** The server ended the connection before any CONNACK. */
export class ClosedEarly extends Error {}

/**
 * Makes one connection: one MQTT.js client, which connects, pings and acknowledges and is thrown away with it. Rejects
 * with ConnectRefused, ClosedEarly or the socket's error.
 */
export async function connectWire(options: WireOptions): Promise<Wire> {
  const { connect } = await import('mqtt');
  const client = connect(options.settings.url, clientOptions(options));
  // A late error of a client that is done with must harm nobody.
  client.on('error', () => undefined);
  const incoming = options.onMessage;
  client.handleMessage = (packet, done) => {
    incoming(incomingMessage(packet)).then(
      () => done(),
      () => done(),
    );
  };
  try {
    const connack = await connected(client);
    const wire = new MqttWire(client, connack, options);
    if (connack.properties?.maximumQoS === 0) {
      throw new GatewayError(
        'UPLINK_REFUSED',
        'the centre takes QoS 0 only; without acknowledgements messages get lost',
      );
    }
    await subscribe(client, options.subscriptions);
    return wire;
  } catch (error) {
    client.end(true);
    throw error;
  }
}

function clientOptions({ settings, protocolVersion, clean, will }: WireOptions): IClientOptions {
  const { clientId, username, password, keepaliveSeconds, sessionExpirySeconds, tls } = settings;
  return {
    clientId,
    protocolVersion,
    clean,
    keepalive: keepaliveSeconds,
    reschedulePings: false,
    reconnectPeriod: 0,
    connectTimeout: connectTimeoutMs,
    queueQoSZero: false,
    resubscribe: false,
    rejectUnauthorized: true,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls?.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls?.key === undefined ? {} : { key: tls.key }),
    will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: will.retain },
    ...(protocolVersion === 5
      ? {
          properties: {
            sessionExpiryInterval: sessionExpirySeconds,
            receiveMaximum: ourReceiveMaximum,
            maximumPacketSize: ourMaximumPacketSize,
          },
        }
      : {}),
  };
}

function connected(client: MqttClient): Promise<IConnackPacket> {
  return new Promise((resolve, reject) => {
    client.once('connect', resolve);
    client.once('error', (error: Error & { code?: unknown }) => {
      reject(typeof error.code === 'number' ? new ConnectRefused(error.code) : error);
    });
    client.once('close', () => reject(new ClosedEarly('the server closed the connection before it answered')));
  });
}

async function subscribe(client: MqttClient, filters: readonly string[]): Promise<void> {
  if (filters.length === 0) return;
  const closed = new Promise<never>((_, reject) => {
    client.once('close', () => reject(new ClosedEarly('the server closed the connection')));
  });
  const granted = await Promise.race([client.subscribeAsync([...filters], { qos: 1 }), closed]).catch((error) => {
    throw refusedSubscription(error);
  });
  if (granted.some(({ qos }) => qos >= 128)) throw refusedSubscription(undefined);
}

function refusedSubscription(cause: unknown): Error {
  if (cause instanceof ClosedEarly) return cause;
  const message = 'the centre does not let us subscribe to our commands; check the rights of this gateway there';
  return new GatewayError('UPLINK_REFUSED', message, { cause });
}

function incomingMessage({ topic, payload, retain, properties }: IPublishPacket): IncomingMessage {
  const { messageExpiryInterval, responseTopic, correlationData } = properties ?? {};
  return {
    topic,
    payload: Buffer.from(payload),
    retained: retain,
    ...(messageExpiryInterval === undefined ? {} : { expirySeconds: messageExpiryInterval }),
    ...(responseTopic === undefined ? {} : { responseTopic }),
    ...(correlationData === undefined ? {} : { correlation: correlationData }),
  };
}

interface Waiting {
  readonly sentAt: number;
  readonly done: (acknowledgement: Acknowledgement) => void;
}

class MqttWire implements Wire {
  readonly protocolVersion: 4 | 5;
  readonly sessionPresent: boolean;
  readonly receiveMaximum: number;
  readonly #client: MqttClient;
  readonly #options: WireOptions;
  readonly #maximumPacketSize: number;
  readonly #retainAvailable: boolean;
  /** In the order of sending. */
  readonly #waiting = new Set<Waiting>();
  #heardAt: number;
  #pubackAt: number | undefined;
  #ended = false;
  #reason: GatewayError | undefined;
  #drained: (() => void) | undefined;

  constructor(client: MqttClient, connack: IConnackPacket, options: WireOptions) {
    const { properties } = connack;
    this.#client = client;
    this.#options = options;
    this.protocolVersion = options.protocolVersion;
    this.sessionPresent = connack.sessionPresent;
    this.receiveMaximum = properties?.receiveMaximum ?? 65_535;
    this.#maximumPacketSize = properties?.maximumPacketSize ?? Number.POSITIVE_INFINITY;
    this.#retainAvailable = properties?.retainAvailable ?? true;
    this.#heardAt = options.clock.monotonic();
    client.on('packetreceive', () => {
      this.#heardAt = options.clock.monotonic();
    });
    client.on('disconnect', ({ reasonCode = 0 }) => {
      this.#reason = disconnected(reasonCode);
    });
    client.on('error', (error) => {
      this.#reason ??= asGatewayError(error, 'UPLINK_LOST');
    });
    client.once('close', () => this.#finish());
  }

  get heardAt(): number {
    return this.#heardAt;
  }

  get pubackAt(): number | undefined {
    return this.#pubackAt;
  }

  get waitingSince(): number | undefined {
    const [oldest] = this.#waiting;
    return oldest?.sentAt;
  }

  get unsentBytes(): number {
    return this.#client.stream?.writableLength ?? 0;
  }

  publish(message: OutgoingMessage, done: (acknowledgement: Acknowledgement) => void): void {
    if (this.#ended) {
      done({ kind: 'lost' });
      return;
    }
    const { topic, payload, retain } = message;
    if (this.#isTooLarge(message)) {
      done(refusedBy(149));
      return;
    }
    const waiting = { sentAt: this.#options.clock.monotonic(), done };
    this.#waiting.add(waiting);
    this.#client.publish(
      topic,
      payload as Buffer,
      { qos: 1, retain: retain && this.#retainAvailable, ...this.#properties(message) },
      (error) => this.#answered(waiting, error),
    );
  }

  async end(ms: number): Promise<void> {
    if (this.#waiting.size > 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        const timer = this.#options.clock.setTimeout(resolve, ms);
        this.#drained = () => {
          timer.cancel();
          resolve();
        };
      });
    }
    if (this.#ended) return;
    await new Promise<void>((resolve) => {
      this.#client.end(false, {}, () => resolve());
      // The server may never read the DISCONNECT.
      this.#options.clock.setTimeout(() => this.#client.stream?.destroy(), ms);
    });
    this.#finish();
  }

  cut(error: GatewayError): void {
    this.#reason ??= error;
    this.#client.end(true);
    this.#client.stream?.destroy();
    this.#finish();
  }

  #properties({ correlation, userProperties }: OutgoingMessage) {
    if (this.protocolVersion === 4 || !(correlation || userProperties)) return {};
    return {
      properties: {
        ...(correlation ? { correlationData: Buffer.from(correlation) } : {}),
        ...(userProperties ? { userProperties } : {}),
      },
    };
  }

  #isTooLarge({ topic, payload, correlation, userProperties = {} }: OutgoingMessage): boolean {
    if (this.#maximumPacketSize === Number.POSITIVE_INFINITY) return false;
    let bytes = packetOverheadBytes + Buffer.byteLength(topic) + payload.length + (correlation?.length ?? 0);
    for (const [name, value] of Object.entries(userProperties)) {
      bytes += 5 + Buffer.byteLength(name) + Buffer.byteLength(value);
    }
    return bytes > this.#maximumPacketSize;
  }

  #answered(waiting: Waiting, error: (Error & { code?: unknown }) | null | undefined): void {
    // When the connection ends everything that waits is told so, once and in order, by `#finish`.
    if (!this.#waiting.has(waiting)) return;
    if (error && typeof error.code !== 'number') return;
    this.#waiting.delete(waiting);
    this.#pubackAt = this.#options.clock.monotonic();
    waiting.done(error ? refusedBy(error.code as number) : { kind: 'taken' });
    if (this.#waiting.size === 0) this.#drained?.();
  }

  #finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#client.end(true);
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const { done } of waiting) done({ kind: 'lost' });
    this.#drained?.();
    this.#options.onLost(this.#reason ?? new GatewayError('UPLINK_LOST', 'the server closed the connection'));
  }
}

/** What a DISCONNECT of the server means (MQTT 5.0 section 3.14.2.1). */
function disconnected(reasonCode: number): GatewayError {
  if (reasonCode === takenOver) {
    return new GatewayError('UPLINK_TAKEN_OVER', 'another client has connected with the client id of this gateway');
  }
  const code = isConnectRefusal(reasonCode) ? 'UPLINK_REFUSED' : 'UPLINK_LOST';
  return new GatewayError(code, `the server ended the connection: ${reasonText(reasonCode)}`);
}
