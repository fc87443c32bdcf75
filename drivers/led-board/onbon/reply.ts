import type { ReplyDecoder } from '../../transport/transaction.js';
import { FrameDecoder } from './frame.js';
import { type CommandName, commandCodes, decodePacket, type Packet } from './packet.js';
import { brightest } from './request.js';

/** What a card answers (led-boards-counters-hid.md 2.5). */
export type Reply =
  | { readonly accepted: true; readonly deviceType: number; readonly payload: Uint8Array }
  /** `code` is the CmdError, see `refusalText`. */
  | { readonly accepted: false; readonly deviceType: number; readonly code: number };

const replyGroup = 0xa0;
const prefixLength = 5;

/**
 * Waits for the reply of the card with this screen number to one `command`. Other cards' replies and our own echo
 * leave it waiting. Replies carry no number: one that comes after its time-out cannot be told from the next.
 */
export function replyDecoder(address: number, command: CommandName): ReplyDecoder<Reply> {
  const frames = new FrameDecoder();
  return (chunk) => {
    for (const content of frames.push(chunk)) {
      const packet = decodePacket(content);
      const reply = packet && readReply(packet, address, command);
      if (reply) return reply;
    }
    return undefined;
  };
}

/** Whether a card swaps the addresses in its replies is not documented, so its number may stand in either (2.3). */
function readReply(packet: Packet, address: number, command: CommandName): Reply | undefined {
  const { source, destination, deviceType, data } = packet;
  if ((source !== address && destination !== address) || data.length < prefixLength) return undefined;
  const [group, code, error = 0] = data;
  const payload = data.subarray(prefixLength);
  if (group === replyGroup && code === 0 && error === 0) return { accepted: true, deviceType, payload };
  if (group === replyGroup && (code === 0 || code === 1)) return { accepted: false, deviceType, code: error };
  return error === 0 && isOwnCode(group, code, command) ? { accepted: true, deviceType, payload } : undefined;
}

/**
 * A query may be answered under its own code (2.8). Our own request coming back has the Response byte 01 where a reply
 * has its error, so it is none.
 */
function isOwnCode(group: number | undefined, code: number | undefined, command: CommandName): boolean {
  if (command !== 'status' && command !== 'firmware') return false;
  const [askedGroup, askedCode] = commandCodes[command];
  return group === askedGroup && code === askedCode;
}

/** The documented part of the controller's status; what the sources do not agree on is left alone (2.8). */
export interface CardStatus {
  readonly on: boolean;
  /** 0 to 15. */
  readonly level: number;
  /** Dynamic areas the card holds; advisory, undefined where the reply is shorter. */
  readonly areaCount: number | undefined;
}

/** Undefined when the payload is not what the vendor's demo reads. */
export function readStatus(payload: Uint8Array): CardStatus | undefined {
  const [power, level] = payload;
  if (level === undefined || (power !== 1 && power !== 2)) return undefined;
  return { on: power === 1, level: Math.min(level, brightest), areaCount: payload[17] };
}

/** The layout of the firmware reply is not documented: what reads as text is taken, anything else is not. */
export function readFirmware(payload: Uint8Array): string | undefined {
  const text = Buffer.from(payload).toString('latin1').replace(/\0+$/, '').trim();
  return /^[\x20-\x7e]{1,64}$/.test(text) ? text : undefined;
}
