import type { LocalTime } from '../../local-time.js';
import { type AreaOrder, type CoordinateUnit, encodeAreaOrder } from './area.js';
import { encodeFrame } from './frame.js';
import { type CommandName, encodePacket } from './packet.js';

/** Whole frames must not be longer, or the card's receive buffer loses them (led-boards-counters-hid.md 2.1). */
export const frameLimit = 1_024;

/** Brightest level of a card; 0 is the darkest. */
export const brightest = 15;

/** Everything that can be said to a card. */
export type Request =
  | { readonly kind: 'ping' | 'firmware' | 'status' | 'clear-screen' }
  | { readonly kind: 'power'; readonly on: boolean }
  /** Level 0 to 15; beyond is clamped, because the sources disagree about 16. */
  | { readonly kind: 'brightness'; readonly level: number }
  | { readonly kind: 'clock'; readonly time: LocalTime }
  | ({
      readonly kind: 'areas';
      readonly unit: CoordinateUnit;
      /** 0 keeps the other areas, 1 begins anew. */
      readonly processMode?: number;
    } & AreaOrder);

/** The whole frame for one card; `address` is its screen number. */
export function encodeRequest(request: Request, address: number): Uint8Array {
  const command: CommandName = request.kind;
  const reserved = request.kind === 'areas' ? (request.processMode ?? 0) : 0;
  return encodeFrame(encodePacket({ destination: address, command, reserved, payload: payloadOf(request) }));
}

function payloadOf(request: Request): number[] {
  switch (request.kind) {
    case 'power':
      return [request.on ? 1 : 2];
    case 'brightness':
      return brightnessPayload(request.level);
    case 'clock':
      return clockPayload(request.time);
    case 'areas':
      return encodeAreaOrder(request, request.unit);
    default:
      return [];
  }
}

/** Fixed mode; the timetable that follows, a byte per half hour, says the same. */
function brightnessPayload(wanted: number): number[] {
  const level = Math.min(brightest, Math.max(0, Math.round(wanted)));
  return [1, level, ...Array<number>(48).fill(level)];
}

/** BCD, the year low byte first. */
function clockPayload({ year, month, day, hour, minute, second, weekday }: LocalTime): number[] {
  return [year % 100, Math.floor(year / 100), month, day, hour, minute, second, weekday].map(
    (value) => Math.floor(value / 10) * 16 + (value % 10),
  );
}
