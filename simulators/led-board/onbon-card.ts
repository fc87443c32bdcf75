import type { Clock } from '../simulator.js';
import { type CardSeries, parseAreaOrder } from './onbon-area.js';
import { type AreaMemory, createAreaMemory } from './onbon-areas.js';
import { type CardClock, createCardClock } from './onbon-clock.js';
import type { OnbonPacket } from './onbon-codec.js';
import type { Font } from './onbon-text.js';

/** CmdError of a NACK (led-boards-counters-hid.md 2.5); those the card itself has reason to send. */
export const refusal = {
  unknownGroup: 1,
  unknownCommand: 2,
  busy: 3,
  crc: 5,
  download: 8,
  dateTime: 14,
} as const;

/** What a command came to: bytes after an ACK, or the code of a NACK. */
export type Outcome =
  | { readonly ok: true; readonly data?: readonly number[] }
  | { readonly ok: false; readonly code: number };

/** A card's inside: what it keeps and how commands change it. */
export interface Card {
  readonly areas: AreaMemory;
  readonly clock: CardClock;
  readonly on: () => boolean;
  /** 0 to 15, as it is now. */
  readonly brightness: () => number;
  /** What the last area order said about programs beside it. */
  readonly dynamicFirst: () => boolean;
  readonly counts: CardCounts;
  perform(request: Pick<OnbonPacket, 'data' | 'dynamicFirst'>): Outcome;
}

/** How often the commands came that a good host never sends. */
export interface CardCounts {
  /** `A2 01`: wipes the card. */
  readonly resets: number;
  /** `A1 00`: formats its files. */
  readonly formats: number;
  /** `A2 06`: gives it another screen number. Only counted, so that it can still be asked who it is. */
  readonly renumberings: number;
}

/** ProcessMode of `A3 06`. */
const clearFirst = 1;

type Request = Parameters<Card['perform']>[0];

const done: Outcome = { ok: true };
const refuse = (code: number): Outcome => ({ ok: false, code });

/**
 * The commands of led-boards-counters-hid.md 2.6 that a call board needs; programs, files, locks and addresses are not
 * simulated and refused as unknown. The sources give no code for a payload that cannot be read: `download` (8) it is.
 */
export function createCard(
  clock: Clock,
  { address, series, font, firmware }: { address: number; series: CardSeries; font: Font; firmware: string },
): Card {
  const areas = createAreaMemory(clock, font);
  const cardClock = createCardClock(clock);
  const counts = { resets: 0, formats: 0, renumberings: 0 };
  const brightest = 15;
  let on = true;
  let dynamicFirst = false;
  let level: () => number = () => brightest;

  const commands: Readonly<Record<string, (payload: Uint8Array, request: Request) => Outcome>> = {
    'A1 00': () => {
      counts.formats++;
      return done;
    },
    'A1 02': () => ({ ok: true, data: status() }),
    'A2 00': () => done,
    'A2 01': () => {
      counts.resets++;
      areas.wipe();
      on = true;
      level = () => brightest;
      return done;
    },
    'A2 03': (payload) => (payload.length === 8 && cardClock.set([...payload]) ? done : refuse(refusal.dateTime)),
    'A2 04': () => ({ ok: true, data: [...Buffer.from(firmware, 'latin1')] }),
    'A2 06': (payload) => {
      if (payload.length !== 2) return refuse(refusal.download);
      counts.renumberings++;
      return done;
    },
    'A2 07': () => ({ ok: true, data: [address & 0xff, address >> 8] }),
    'A3 00': (payload) => {
      const [wanted = 0] = payload;
      if (payload.length !== 1 || wanted < 1 || wanted > 2) return refuse(refusal.download);
      on = wanted === 1;
      return done;
    },
    'A3 02': (payload) => {
      const [mode = 0, fixed = 0, ...halfHours] = payload;
      if (halfHours.length !== 48 || mode < 1 || mode > 2) return refuse(refusal.download);
      level = () => Math.min(brightest, mode === 1 ? fixed : (halfHours[cardClock.halfHour()] ?? 0));
      return done;
    },
    'A3 06': (payload, request) => {
      const order = parseAreaOrder(payload, series);
      if (!order) return refuse(refusal.download);
      // The vendor's example has 2D in this place, so everything but 1 is taken for "keep".
      if (request.data[3] === clearFirst) areas.wipe();
      dynamicFirst = request.dynamicFirst;
      areas.apply(order);
      return done;
    },
    'A3 10': () => {
      areas.wipe();
      return done;
    },
  };
  const groups = new Set(Object.keys(commands).map((code) => code.slice(0, 2)));

  /** Offsets as the vendor's demo reads them (2.8); what is not known there is zero here. */
  const status = () => {
    const ids = areas.list().map(({ area }) => area.id);
    return [on ? 1 : 2, level(), ...cardClock.bcd(), ...Array<number>(7).fill(0), ids.length, ...ids];
  };

  return {
    areas,
    clock: cardClock,
    on: () => on,
    brightness: () => level(),
    dynamicFirst: () => dynamicFirst,
    counts,
    perform(request) {
      const { data } = request;
      const [group = '', command = ''] = Array.from(data.subarray(0, 2), hexPair);
      const run = commands[`${group} ${command}`];
      if (run && data.length >= 5) return run(data.subarray(5), request);
      return refuse(groups.has(group) ? refusal.unknownCommand : refusal.unknownGroup);
    },
  };
}

function hexPair(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
