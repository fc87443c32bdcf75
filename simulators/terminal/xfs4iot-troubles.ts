import type { WebSocket } from 'ws';
import { messageLimit } from './xfs4iot-host.js';

/** How a terminal can fail to answer; `none` = it answers. */
export const troubleModes = [
  'none',
  /** The upgrade is never answered. */
  'hang-at-upgrade',
  /** The upgrade is refused with 503. */
  'refuse-upgrade',
  /** Commands are taken without a word. */
  'no-acknowledge',
  /** Only the acknowledge comes. */
  'no-completion',
  /** The connection is shut when a command comes. */
  'close-on-command',
  /** The connection is cut without a closing frame when a command comes. */
  'cut-on-command',
  /** The first half of the answer, as a frame that is never finished. */
  'half-message',
  /** Something that is not JSON instead of the answer. */
  'not-json',
  /** JSON, but no message of this protocol. */
  'not-a-message',
  /** The right answer in binary frames, which a client has to take. */
  'binary',
  /** An answer longer than 2 MiB. */
  'huge-message',
  /** Nothing is read any more, not even a ping. */
  'frozen',
] as const;
export type TroubleMode = (typeof troubleModes)[number];

/** Sends a text as the trouble leaves it. */
export function sendTroubled(socket: WebSocket, text: string, mode: TroubleMode): void {
  if (socket.readyState !== socket.OPEN) return;
  if (mode === 'half-message') socket.send(text.slice(0, text.length / 2), { fin: false });
  else if (mode === 'binary') socket.send(Buffer.from(text), { binary: true });
  else socket.send(spoiled(text, mode));
}

function spoiled(text: string, mode: TroubleMode): string {
  if (mode === 'not-json') return `<error>${text.slice(0, 16)}`;
  if (mode === 'not-a-message') return '[{"header":null}]';
  if (mode === 'huge-message') return `${text.slice(0, -1)},"padding":"${'x'.repeat(messageLimit)}"}`;
  return text;
}

export function isSwallowed(type: string, mode: TroubleMode): boolean {
  return mode === 'no-acknowledge' || (mode === 'no-completion' && type !== 'acknowledge');
}
