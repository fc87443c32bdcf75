import type { WebSocket } from 'ws';
import type { Timers } from '../timers.js';
import { eventVersion } from './xfs4iot-commands.js';
import { type Envelope, type Said, writeMessage } from './xfs4iot-envelope.js';
import { isSwallowed, sendTroubled, type TroubleMode } from './xfs4iot-troubles.js';

/** How messages leave the terminal at the moment. */
export interface Manner {
  readonly envelope: Envelope;
  readonly explicitNull: boolean;
  /** The completion leaves first, then the acknowledge, then the events. */
  shuffle: boolean;
  trouble: TroubleMode;
  lateMs: number;
  silent: boolean;
}

/** One open WebSocket of a client. */
export interface Client {
  readonly socket: WebSocket;
  /** Sensors of Auxiliaries it wants to hear of. */
  readonly registered: Set<string>;
  /** requestIds whose completion is still to come. */
  readonly pending: Map<number, { cancel(): void }>;
  /** What answers one command, in the order the manner wants. */
  answer(said: readonly (Said & { readonly name: string; readonly version: string })[], requestId: number): void;
  unsolicited(name: string, said: Said): void;
  end(): void;
}

const shuffled = ['completion', 'acknowledge', 'event'];

export function createClient(socket: WebSocket, manner: Manner, timers: Timers): Client {
  const pending = new Map<number, { cancel(): void }>();
  const send = (text: string) => {
    if (manner.silent) return;
    const leave = () => sendTroubled(socket, text, manner.trouble);
    if (manner.lateMs > 0) timers.after(manner.lateMs, leave);
    else leave();
  };
  return {
    socket,
    registered: new Set(),
    pending,
    answer(said, requestId) {
      const heard = said.filter(({ type }) => !isSwallowed(type, manner.trouble));
      if (manner.shuffle) heard.sort((a, b) => shuffled.indexOf(a.type) - shuffled.indexOf(b.type));
      for (const { name, version, ...each } of heard) {
        send(writeMessage(each as Said, { name, version, requestId }, manner));
      }
    },
    unsolicited(name, said) {
      if (manner.trouble === 'frozen') return;
      send(writeMessage(said, { name, version: eventVersion(name, manner.envelope) }, manner));
    },
    end() {
      for (const timer of pending.values()) timer.cancel();
      pending.clear();
    },
  };
}
