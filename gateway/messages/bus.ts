import type { Envelope } from './envelope.js';

/**
 * How a message must be treated on its way to the centre (DESIGN.md section 7): `critical` may never be lost, `event`
 * and `telemetry` may be evicted in need, `state` is only interesting now.
 */
export type MessageKind = 'critical' | 'event' | 'telemetry' | 'state';

export interface Message {
  readonly topic: string;
  readonly kind: MessageKind;
  readonly retained: boolean;
  /** undefined empties a retained topic. */
  readonly envelope: Envelope | undefined;
  /** Present on what concerns the centre alone; local clients do not get it. */
  readonly centreOnly?: true;
  /** Present on what nobody but local clients wants; the centre does not get it. */
  readonly localOnly?: true;
  /** MQTT 5 correlation data of the request this answers. */
  readonly correlation?: Uint8Array;
}

export interface MessageBus {
  publish(message: Message): void;
  /** Returns the way to unsubscribe. */
  subscribe(listener: (message: Message) => void): () => void;
}

/**
 * Hands every message to every listener, in order, at once. A listener that throws is reported and harms no other.
 */
export function createMessageBus(onListenerError: (error: unknown) => void): MessageBus {
  const listeners = new Set<(message: Message) => void>();
  return {
    publish(message) {
      for (const listener of listeners) {
        try {
          listener(message);
        } catch (error) {
          onListenerError(error);
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
