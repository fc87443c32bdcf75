import type { IClientOptions, IConnackPacket, IPublishPacket, MqttClient } from 'mqtt';
import { GatewayError } from '../../../drivers/index.js';
import type { IncomingMessage, OutgoingMessage, SessionSettings } from './connection.js';
import { isConnectRefusal, reasonText, takenOver } from './reason-codes.js';

/** Commands the centre may send before we have taken the ones before. */
const ourReceiveMaximum = 20;
/** What a timer of Node takes at most. */
const longestTimerMs = 2 ** 31 - 1;
/** Largest packet we take: a command with room to spare. */
export const ourMaximumPacketSize = 256 * 1024;

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
    // The limit of ours covers the subscription as well.
    connectTimeout: longestTimerMs,
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

/**
 * Resolves when the connection has ended, with the reason where there is one; leaves a server that breaks the protocol,
 * which MQTT.js does for some mistakes only, or that has said goodbye.
 */
export function endOf(client: MqttClient): Promise<Error | undefined> {
  return new Promise((resolve) => {
    let reason: Error | undefined;
    const leave = (error: Error) => {
      reason ??= error;
      client.stream.destroy();
    };
    client.on('disconnect', ({ reasonCode = 0 }) => leave(disconnected(reasonCode)));
    client.on('error', leave);
    client.once('close', () => resolve(reason));
  });
}

/** Rejects with ConnectRefused, ClosedEarly or the reason of the end. */
export function connected(client: MqttClient, end: Promise<Error | undefined>): Promise<IConnackPacket> {
  const early = end.then((error) => {
    throw notConnected(error);
  });
  return Promise.race([new Promise<IConnackPacket>((resolve) => client.once('connect', resolve)), early]);
}

function notConnected(error: (Error & { code?: unknown }) | undefined): Error {
  const advice = 'check the port, and whether it wants TLS (mqtts://) or not (mqtt://)';
  if (!error) return new ClosedEarly(`the server closed the connection before it answered; ${advice}`);
  if (typeof error.code === 'number') return new ConnectRefused(error.code);
  // OpenSSL says its reason in the middle of figures.
  const [, reason] = /:SSL routines:[^:]*:([^:]+):/.exec(error.message) ?? [];
  if (reason) return new Error(`TLS: ${reason}`, { cause: error });
  return error.code === undefined ? new Error(`the answer is no MQTT (${error.message}); ${advice}`) : error;
}

/** Rejects with UPLINK_REFUSED or the reason of the end. */
export async function subscribe(
  client: MqttClient,
  filters: readonly string[],
  end: Promise<Error | undefined>,
): Promise<void> {
  if (filters.length === 0) return;
  const ended = end.then((error) => Promise.reject(error ?? closedByServer()));
  // MQTT 5 takes the retain flag off on the way to a subscription that stands, unless it is asked not to: a retained
  // command would pass for an ordinary one, and come again at the next connection.
  const granted = client.subscribeAsync([...filters], { qos: 1, rap: true }).catch(async (error) => {
    // MQTT.js fails what waits a moment before it tells that the connection has ended.
    throw client.stream.destroyed ? ((await end) ?? closedByServer()) : refusedSubscription(error);
  });
  for (const { qos } of await Promise.race([granted, ended])) if (qos >= 128) throw refusedSubscription(undefined);
}

export function closedByServer(): GatewayError {
  return new GatewayError('UPLINK_LOST', 'the server closed the connection');
}

/** What a DISCONNECT of the server means (MQTT 5.0 section 3.14.2.1). */
function disconnected(reasonCode: number): GatewayError {
  if (reasonCode === takenOver) {
    return new GatewayError('UPLINK_TAKEN_OVER', 'another client has connected with the client id of this gateway');
  }
  const code = isConnectRefusal(reasonCode) ? 'UPLINK_REFUSED' : 'UPLINK_LOST';
  return new GatewayError(code, `the server ended the connection: ${reasonText(reasonCode)}`);
}

function refusedSubscription(cause: unknown): GatewayError {
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
