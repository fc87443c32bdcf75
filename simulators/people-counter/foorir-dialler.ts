import { connect, type Socket } from 'node:net';
import { socketLine } from '../server.js';
import type { Line } from '../simulator.js';

/** Calls a host, one call at a time. */
export interface Dialler {
  /** Gives the line once the host has taken the call, or nothing when it has not. */
  dial(taken: (line: Line) => void, failed: () => void): void;
  /** Ends a call that is not taken yet. */
  close(): void;
}

export function createDialler({ host, port }: { readonly host: string; readonly port: number }): Dialler {
  let calling: Socket | undefined;
  let closed = false;
  return {
    dial(taken, failed) {
      const socket = connect({ host, port, noDelay: true });
      calling = socket;
      const refused = () => {
        calling = undefined;
        if (!closed) failed();
      };
      socket.once('error', () => socket.destroy());
      socket.once('close', refused);
      socket.once('connect', () => {
        calling = undefined;
        socket.off('close', refused);
        taken(socketLine(socket));
      });
    },
    close() {
      closed = true;
      calling?.destroy();
    },
  };
}
