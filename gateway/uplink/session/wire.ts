import type { IConnackPacket, MqttClient } from 'mqtt';
import { asGatewayError, type Clock, GatewayError } from '../../../drivers/index.js';
import type { Acknowledgement, Connection, IncomingMessage, OutgoingMessage } from './connection.js';
import { InFlight } from './in-flight.js';
import { clientOptions, connected, type Introduction, incomingMessage, subscribe } from './mqtt-client.js';
import { publishPacket } from './publish-packet.js';
import { isConnectRefusal, reasonText, refusedBy, takenOver } from './reason-codes.js';
import { SharedStream } from './shared-stream.js';
import { openSocket } from './socket.js';

/** PUBACK reason codes from here on mean that the message was not taken (MQTT 5.0 section 3.4.2.1). */
const firstRefusal = 0x80;
const packetTooLarge = 149;

export interface WireOptions extends Introduction {
  readonly clock: Clock;
  readonly subscriptions: readonly string[];
  readonly onMessage: (message: IncomingMessage) => Promise<void>;
  /** Once, when a connection that was made ends. */
  readonly onLost: (error: GatewayError) => void;
}

export interface Wire extends Connection {
  /** `clock.monotonic()` when something last came from the server, and of the last PUBACK. */
  readonly heardAt: number;
  readonly pubackAt: number | undefined;
  /** When the oldest publish that waits for its PUBACK was sent; undefined when none waits. */
  readonly waitingSince: number | undefined;
  /** Ends it at once, as if the line had been cut. */
  cut(error: GatewayError): void;
}

/**
 * Makes one connection: one MQTT.js client, which connects, subscribes, pings, takes commands and is thrown away with
 * it. Publishes and their PUBACKs, the many, go past it over the same socket. Rejects with ConnectRefused, ClosedEarly,
 * UPLINK_REFUSED or the socket's error.
 */
export async function connectWire(options: WireOptions): Promise<Wire> {
  const { default: mqtt } = await import('mqtt');
  const { clock } = options;
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
  });
  const client = new mqtt.MqttClient(() => stream, clientOptions(options));
  // A late error of a client that is done with must harm nobody.
  client.on('error', () => undefined);
  client.handleMessage = (packet, done) => {
    options.onMessage(incomingMessage(packet)).then(
      () => done(),
      () => done(),
    );
  };
  try {
    const connack = await connected(client);
    const wire = new MqttWire({ client, stream, inFlight, heard, connack }, options);
    if (connack.properties?.maximumQoS === 0) {
      const message = 'the centre takes QoS 0 only; without acknowledgements messages get lost';
      throw new GatewayError('UPLINK_REFUSED', message);
    }
    await subscribe(client, options.subscriptions);
    return wire;
  } catch (error) {
    client.end(true);
    stream.destroy();
    throw error;
  }
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
}

class MqttWire implements Wire {
  readonly protocolVersion: 4 | 5;
  readonly sessionPresent: boolean;
  readonly receiveMaximum: number;
  readonly #parts: Parts;
  readonly #options: WireOptions;
  readonly #maximumPacketSize: number;
  readonly #retainAvailable: boolean;
  #ended = false;
  #reason: GatewayError | undefined;

  constructor(parts: Parts, options: WireOptions) {
    const { client, connack } = parts;
    this.#parts = parts;
    this.#options = options;
    this.protocolVersion = options.protocolVersion;
    this.sessionPresent = connack.sessionPresent;
    this.receiveMaximum = connack.properties?.receiveMaximum ?? 65_535;
    this.#maximumPacketSize = connack.properties?.maximumPacketSize ?? Number.POSITIVE_INFINITY;
    this.#retainAvailable = connack.properties?.retainAvailable ?? true;
    client.on('disconnect', ({ reasonCode = 0 }) => {
      this.#reason = disconnected(reasonCode);
    });
    client.on('error', (error) => {
      this.#reason ??= asGatewayError(error, 'UPLINK_LOST');
    });
    client.once('close', () => this.#finish());
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
    if (this.#ended) {
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

  async end(ms: number): Promise<void> {
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
    await new Promise<void>((resolve) => {
      // The server may never read the DISCONNECT.
      const timer = clock.setTimeout(() => stream.destroy(), ms);
      client.end(false, {}, () => {
        timer.cancel();
        resolve();
      });
    });
    this.#finish();
  }

  cut(error: GatewayError): void {
    this.#reason ??= error;
    this.#finish();
  }

  #finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    const { client, stream, inFlight, heard } = this.#parts;
    client.end(true);
    stream.destroy();
    for (const { done } of inFlight.takeAll()) done({ kind: 'lost' });
    heard.allAnswered?.();
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
