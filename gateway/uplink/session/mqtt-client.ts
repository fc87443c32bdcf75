import type { IClientOptions, IConnackPacket, IPublishPacket, MqttClient } from 'mqtt';
import { GatewayError } from '../../../drivers/index.js';
import type { IncomingMessage, OutgoingMessage, SessionSettings } from './connection.js';
import { reasonText } from './reason-codes.js';

/** From the first packet to CONNACK, ms. */
const connectTimeoutMs = 10_000;
/** Commands the centre may send before we have taken the ones before. */
const ourReceiveMaximum = 20;
/** Largest packet we take: a command with room to spare. */
const ourMaximumPacketSize = 256 * 1024;

/** How MQTT.js is to introduce itself. */
export interface Introduction {
  readonly settings: SessionSettings;
  readonly protocolVersion: 4 | 5;
  /** True to have the server forget what it kept for us. */
  readonly clean: boolean;
  readonly will: OutgoingMessage;
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

export function clientOptions({ settings, protocolVersion, clean, will }: Introduction): IClientOptions {
  const { clientId, username, password, keepaliveSeconds, sessionExpirySeconds } = settings;
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
    // Its debug output costs some microseconds per packet even while it is off.
    log: () => undefined,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
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

/** Rejects with ConnectRefused, ClosedEarly or the socket's error. */
export function connected(client: MqttClient): Promise<IConnackPacket> {
  return new Promise((resolve, reject) => {
    client.once('connect', resolve);
    client.once('error', (error: Error & { code?: unknown }) => {
      reject(typeof error.code === 'number' ? new ConnectRefused(error.code) : error);
    });
    client.once('close', () => reject(new ClosedEarly('the server closed the connection before it answered')));
  });
}

export async function subscribe(client: MqttClient, filters: readonly string[]): Promise<void> {
  if (filters.length === 0) return;
  const closed = new Promise<never>((_, reject) => {
    client.once('close', () => reject(new ClosedEarly('the server closed the connection')));
  });
  // MQTT 5 takes the retain flag off on the way to a subscription that stands, unless it is asked not to: a retained
  // command would pass for an ordinary one, and come again at the next connection.
  const options = { qos: 1, rap: true } as const;
  const granted = await Promise.race([client.subscribeAsync([...filters], options), closed]).catch((error) => {
    throw refusedSubscription(error);
  });
  if (granted.some(({ qos }) => qos >= 128)) throw refusedSubscription(undefined);
}

function refusedSubscription(cause: unknown): Error {
  if (cause instanceof ClosedEarly) return cause;
  const message = 'the centre does not let us subscribe to our commands; check the rights of this gateway there';
  return new GatewayError('UPLINK_REFUSED', message, { cause });
}

export function incomingMessage({ topic, payload, retain, properties }: IPublishPacket): IncomingMessage {
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
