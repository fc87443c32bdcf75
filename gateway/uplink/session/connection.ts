import type { Clock, GatewayError } from '../../../drivers/index.js';

/** A message to the centre, QoS 1. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retain: boolean;
  /** MQTT 5 only; left out on 3.1.1. */
  readonly correlation?: Uint8Array | undefined;
  /** MQTT 5 user properties; left out on 3.1.1. */
  readonly userProperties?: Readonly<Record<string, string>> | undefined;
}

/** What the centre said to a message. */
export type Acknowledgement =
  | { readonly kind: 'taken' }
  /** Not now, or not until somebody changes something there: keep it and try again later (0x80, 0x83, 0x87, 0x91, 0x97 and unknown codes). */
  | { readonly kind: 'refused'; readonly reasonCode: number; readonly reason: string }
  /** Never: this message itself is wrong for the centre (0x90 topic name, 0x99 payload format, or over its packet size). */
  | { readonly kind: 'unacceptable'; readonly reasonCode: number; readonly reason: string }
  /** The connection ended first; nobody knows whether it arrived. */
  | { readonly kind: 'lost' };

/** A command topic's message from the centre. */
export interface IncomingMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retained: boolean;
  /** Seconds the message may still wait, as the server counted them down (MQTT 5 message expiry interval). */
  readonly expirySeconds?: number | undefined;
  readonly responseTopic?: string | undefined;
  readonly correlation?: Uint8Array | undefined;
}

/** One connection to the centre, from CONNACK to its end. */
export interface Connection {
  readonly protocolVersion: 4 | 5;
  /** True when the server still had our session and with it what was sent to us meanwhile. */
  readonly sessionPresent: boolean;
  /** Most messages the server takes unacknowledged: its Receive Maximum, 65,535 where it names none. */
  readonly receiveMaximum: number;
  /** Bytes written and not yet taken by the operating system. */
  readonly unsentBytes: number;
  /** Calls back exactly once, also when the connection ends. Must not be called with more than `receiveMaximum` open. */
  publish(message: OutgoingMessage, done: (acknowledgement: Acknowledgement) => void): void;
  /**
   * Waits until what was published is acknowledged, `ms` at most, then asks `leave`, after which nothing may be published:
   * true is a clean DISCONNECT, false none, so that the server publishes the will. Resolves when the connection is gone.
   */
  end(ms: number, leave?: () => boolean): Promise<void>;
}

/** Why there is no connection (any more). */
export interface LinkDown {
  /** What the technician reads, e.g. `connect ECONNREFUSED 10.1.0.5:8883`. UPLINK_*. */
  readonly error: GatewayError;
}

/** Where the centre is and how it wants to be spoken to. */
export interface SessionSettings {
  /** `mqtt://host:port` or `mqtts://host:port`. */
  readonly url: string;
  /** 5 falls back to 4 (3.1.1) when the server does not speak it. */
  readonly protocolVersion: 4 | 5;
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** PEM texts; `ca` in place of the system's authorities. Certificates are always verified. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string } | undefined;
  /** Seconds between signs of life. */
  readonly keepaliveSeconds: number;
  /** How long the server keeps what is sent to us while we are away, seconds. */
  readonly sessionExpirySeconds: number;
}

export interface SessionOptions {
  readonly settings: SessionSettings;
  readonly clock: Clock;
  readonly random: () => number;
  /** The last will, made anew for each connection. */
  readonly will: () => OutgoingMessage;
  /** Topic filters to subscribe at QoS 1 on every connection. */
  readonly subscriptions: readonly string[];
  /** A connection is there; `onDown` follows before the next one. */
  readonly onUp: (connection: Connection) => void;
  /** Once for every failed attempt and every lost connection. */
  readonly onDown: (down: LinkDown) => void;
  /** The PUBACK waits until this resolves; it never rejects. */
  readonly onMessage: (message: IncomingMessage) => Promise<void>;
}

/** The link to the centre: connects, reconnects for ever, says which connection is there. It queues nothing. */
export interface Session {
  start(): void;
  stats(): SessionStats;
  /** Ends the connection (see Connection.end) or the attempt to make one, and stays away. */
  stop(ms: number, leave?: () => boolean): Promise<void>;
}

export interface SessionStats {
  readonly connected: boolean;
  readonly protocolVersion: 4 | 5 | undefined;
  /** Connections made since the start. */
  readonly connections: number;
  /** ms since anything came from the server, PINGRESP and PUBACK included; undefined while not connected. */
  readonly heardAgoMs: number | undefined;
  /** ms since the last PUBACK; undefined before the first of this start. */
  readonly pubackAgoMs: number | undefined;
  readonly lastError: string | undefined;
}
