import type { Clock } from '../simulator.js';
import { type CardSeries, parseAreaOrder } from './onbon-area.js';
import { type AreaMemory, createAreaMemory } from './onbon-areas.js';
import { type CardClock, createCardClock } from './onbon-clock.js';

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
  /** How often the commands came that wipe a card (`A2 01`, `A1 00`). */
  readonly counts: { readonly resets: number; readonly formats: number };
  perform(data: Uint8Array): Outcome;
}

const done: Outcome = { ok: true };
const refuse = (code: number): Outcome => ({ ok: false, code });

/**
 * The commands of led-boards-counters-hid.md 2.6 that a call board needs; programs, files, locks and addresses are not
 * simulated and refused as unknown. The sources give no code for a payload that cannot be read: `download` (8) it is.
 */
export function createCard(clock: Clock, series: CardSeries): Card {
  const areas = createAreaMemory(clock);
  const cardClock = createCardClock(clock);
  const counts = { resets: 0, formats: 0 };
  const brightest = 15;
  let on = true;
  let level: () => number = () => brightest;

  const commands: Readonly<Record<string, (payload: Uint8Array) => Outcome>> = {
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
    'A3 06': (payload) => {
      const order = parseAreaOrder(payload, series);
      if (!order) return refuse(refusal.download);
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
    counts,
    perform(data) {
      const [group = '', command = ''] = Array.from(data.subarray(0, 2), hexPair);
      const run = commands[`${group} ${command}`];
      if (run && data.length >= 5) return run(data.subarray(5));
      return refuse(groups.has(group) ? refusal.unknownCommand : refusal.unknownGroup);
    },
  };
}

function hexPair(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
