import type { IConnackPacket, MqttClient } from 'mqtt';
import { asGatewayError, type Clock, GatewayError } from '../../../drivers/index.js';
import type { Acknowledgement, Connection, IncomingMessage, OutgoingMessage } from './connection.js';
import { InFlight } from './in-flight.js';
import {
  clientOptions,
  closedByServer,
  connected,
  endOf,
  type Introduction,
  incomingMessage,
  ourMaximumPacketSize,
  subscribe,
} from './mqtt-client.js';
import { publishPacket } from './publish-packet.js';
import { refusedBy } from './reason-codes.js';
import { SharedStream } from './shared-stream.js';
import { openSocket } from './socket.js';

/** From the first packet until the centre has taken CONNECT and our subscriptions, ms. */
const answerLimitMs = 10_000;
/** PUBACK reason codes from here on mean that the message was not taken (MQTT 5.0 section 3.4.2.1). */
const firstRefusal = 0x80;
const packetTooLarge = 149;

export interface WireOptions extends Introduction {
  readonly clock: Clock;
  readonly subscriptions: readonly string[];
  readonly onMessage: (message: IncomingMessage) => Promise<void>;
  /** Once, when a connection that was made ends. */
  readonly onLost: (end: WireEnd) => void;
  /** Gives up the making of a connection. */
  readonly signal: AbortSignal;
}

export interface WireEnd {
  readonly error: GatewayError;
  /** The server just closed the connection, as far as we can see. */
  readonly isUnexplained: boolean;
}

export interface Wire extends Connection {
  /** `clock.monotonic()` when something last came from the server, and of the last PUBACK. */
  readonly heardAt: number;
  readonly pubackAt: number | undefined;
  /** When the oldest publish that waits for its PUBACK was sent; undefined when none waits. */
  readonly waitingSince: number | undefined;
  /** Seconds between our signs of life. */
  readonly keepaliveSeconds: number;
  /** Ends it at once, as if the line had been cut. */
  cut(error: GatewayError): void;
}

/**
 * Makes one connection: one MQTT.js client, which connects, subscribes, pings, takes commands and is thrown away with
 * it. Publishes and their PUBACKs, the many, go past it over the same socket. Rejects with ConnectRefused, ClosedEarly,
 * UPLINK_REFUSED, UPLINK_CONNECT_FAILED or the reason of its end.
 */
export async function connectWire(options: WireOptions): Promise<Wire> {
  const { default: mqtt } = await import('mqtt');
  const { clock, signal } = options;
  signal.throwIfAborted();
  const inFlight = new InFlight();
  const heard: Heard = { at: clock.monotonic(), pubackAt: undefined, allAnswered: undefined };
  const stream = new SharedStream({
    socket: openSocket(options.settings),
    onPuback(packetId, reasonCode) {
      const publish = inFlight.take(packetId);
      heard.pubackAt = heard.at;
      publish?.done(reasonCode < firstRefusal ? { kind: 'taken' } : refusedBy(reasonCode));
      if (inFlight.size === 0) heard.allAnswered?.();
    },
    onHeard() {
      heard.at = clock.monotonic();
    },
    mostPacketBytes: ourMaximumPacketSize,
  });
  const client = new mqtt.MqttClient(() => stream, clientOptions(options));
  // Silence is judged by what comes from the server at all (session.ts), not by its PINGRESP alone.
  client.onKeepaliveTimeout = () => undefined;
  client.handleMessage = (packet, done) => {
    options.onMessage(incomingMessage(packet)).then(
      () => done(),
      () => done(),
    );
  };
  const end = endOf(client);
  const giveUp = () => stream.destroy();
  const limit = clock.setTimeout(() => stream.destroy(unanswered()), answerLimitMs);
  signal.addEventListener('abort', giveUp);
  try {
    const connack = await connected(client, end);
    assertUsable(connack);
    await subscribe(client, options.subscriptions, end);
    return new MqttWire({ client, stream, inFlight, heard, connack, end }, options);
  } catch (error) {
    client.end(true);
    stream.destroy();
    throw error;
  } finally {
    limit.cancel();
    signal.removeEventListener('abort', giveUp);
  }
}

function unanswered(): GatewayError {
  return new GatewayError('UPLINK_CONNECT_FAILED', `no answer within ${answerLimitMs / 1_000} s`);
}

/** Throws UPLINK_REFUSED for a server to which nothing could be delivered. */
function assertUsable({ properties = {} }: IConnackPacket): void {
  const { maximumQoS, receiveMaximum, maximumPacketSize } = properties;
  const refuse = (what: string) => {
    throw new GatewayError('UPLINK_REFUSED', `the centre ${what}`);
  };
  if (maximumQoS === 0) refuse('takes QoS 0 only; without acknowledgements messages get lost');
  if (receiveMaximum === 0) refuse('breaks MQTT: its Receive Maximum is 0');
  if (maximumPacketSize === 0) refuse('breaks MQTT: its Maximum Packet Size is 0');
}

/** What has come from the server. */
interface Heard {
  /** `clock.monotonic()` */
  at: number;
  pubackAt: number | undefined;
  /** Called when the last publish that waited is answered. */
  allAnswered: (() => void) | undefined;
}

interface Parts {
  readonly client: MqttClient;
  readonly stream: SharedStream;
  readonly inFlight: InFlight;
  readonly heard: Heard;
  readonly connack: IConnackPacket;
  /** endOf(client) */
  readonly end: Promise<Error | undefined>;
}

class MqttWire implements Wire {
  readonly protocolVersion: 4 | 5;
  readonly sessionPresent: boolean;
  readonly receiveMaximum: number;
  readonly keepaliveSeconds: number;
  readonly #parts: Parts;
  readonly #options: WireOptions;
  readonly #maximumPacketSize: number;
  readonly #retainAvailable: boolean;
  /** Nothing may follow our DISCONNECT. */
  #isLeaving = false;
  #ended = false;

  constructor(parts: Parts, options: WireOptions) {
    const { client, connack } = parts;
    this.#parts = parts;
    this.#options = options;
    this.protocolVersion = options.protocolVersion;
    this.sessionPresent = connack.sessionPresent;
    this.receiveMaximum = connack.properties?.receiveMaximum ?? 65_535;
    this.#maximumPacketSize = connack.properties?.maximumPacketSize ?? Number.POSITIVE_INFINITY;
    this.#retainAvailable = connack.properties?.retainAvailable ?? true;
    this.keepaliveSeconds = keepaliveOf(connack, options);
    client.keepaliveManager?.setKeepalive(this.keepaliveSeconds);
    parts.end.then((reason) => this.#finish(reason));
  }

  get heardAt(): number {
    return this.#parts.heard.at;
  }

  get pubackAt(): number | undefined {
    return this.#parts.heard.pubackAt;
  }

  get waitingSince(): number | undefined {
    return this.#parts.inFlight.oldestSentAt;
  }

  get unsentBytes(): number {
    return this.#parts.stream.unsentBytes;
  }

  publish(message: OutgoingMessage, done: (acknowledgement: Acknowledgement) => void): void {
    if (this.#isLeaving || this.#ended) {
      done({ kind: 'lost' });
      return;
    }
    const retain = message.retain && this.#retainAvailable;
    const packet = publishPacket(retain === message.retain ? message : { ...message, retain }, this.protocolVersion);
    if (packet.bytes > this.#maximumPacketSize) {
      done(refusedBy(packetTooLarge));
      return;
    }
    const { inFlight, stream } = this.#parts;
    stream.publish(packet, inFlight.add({ sentAt: this.#options.clock.monotonic(), done }));
  }

  async end(ms: number, leave = () => true): Promise<void> {
    const { clock } = this.#options;
    const { client, stream, inFlight, heard } = this.#parts;
    if (inFlight.size > 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        const timer = clock.setTimeout(resolve, ms);
        // An answer makes room for what has waited for it, which is sent before this turn of the event loop is over.
        const look = () => {
          if (inFlight.size > 0) return;
          timer.cancel();
          resolve();
        };
        heard.allAnswered = () => void setImmediate(look);
      });
    }
    if (this.#ended) return;
    if (!leave()) {
      this.#finish(undefined);
      return;
    }
    this.#isLeaving = true;
    await new Promise<void>((resolve) => {
      // The server may never read the DISCONNECT.
      const timer = clock.setTimeout(() => stream.destroy(), ms);
      client.end(false, {}, () => {
        timer.cancel();
        resolve();
      });
    });
    this.#finish(undefined);
  }

  cut(error: GatewayError): void {
    this.#finish(error);
  }

  #finish(reason: Error | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    const { client, stream, inFlight, heard } = this.#parts;
    client.end(true);
    stream.destroy();
    for (const { done } of inFlight.takeAll()) done({ kind: 'lost' });
    heard.allAnswered?.();
    // An error of the socket says no more than a closing does.
    const isUnexplained = reason === undefined || 'errno' in reason;
    this.#options.onLost({ error: asGatewayError(reason ?? closedByServer(), 'UPLINK_LOST'), isUnexplained });
  }
}

/** Seconds: ours, or those of a server that wants us to speak sooner. A later sign of life would tell us too late. */
function keepaliveOf({ properties }: IConnackPacket, { settings }: WireOptions): number {
  return Math.min(settings.keepaliveSeconds, properties?.serverKeepAlive || Number.POSITIVE_INFINITY);
}
