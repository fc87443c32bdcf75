import type { Clock } from '../simulator.js';

export type CctalkKind = 'bill' | 'coin' | 'hopper';

/** What does not change; texts are ASCII. */
export interface CctalkNature {
  readonly kind: CctalkKind;
  readonly address: number;
  readonly category: string;
  readonly manufacturer: string;
  readonly product: string;
  readonly software: string;
  readonly build: string;
  /** 0 to 16777215, sent as three bytes, low first. */
  readonly serial: number;
}

/** The two bytes of an event: first 0 = status in the second; else a credit. */
export type EventPair = readonly [first: number, second: number];

export interface CctalkDeviceView {
  readonly kind: CctalkKind;
  readonly address: number;
  /** Event counter: 0 after power-up, then 1 to 255 and 1 again. */
  readonly counter: number;
  /** The last five events, newest first. */
  readonly events: readonly EventPair[];
  /** What self-check answers: code and, where it has one, its number. */
  readonly fault: readonly number[];
  /** Whether money that goes in now would be taken. */
  readonly accepting: boolean;
  /** Coins or notes that were taken since the start, credited by a poll or not. */
  readonly taken: number;
  /** How often header 1 came. */
  readonly resets: number;
}

export interface CctalkDevice {
  readonly nature: CctalkNature;
  /** Header and data of the reply; undefined = says nothing. */
  answer(header: number, data: readonly number[]): { header: number; data: readonly number[] } | undefined;
  event(...pair: EventPair): void;
  setEvents(counter: number, pairs: readonly EventPair[]): void;
  setFault(code: number, extra?: number): void;
  /** A customer puts money in; true when it was taken. */
  insert(type: number): boolean;
  powerCycle(): void;
  view(): CctalkDeviceView;
}

/** ms after the last poll for credit until nothing is taken any more (Azkoyen, terminal-health.md 5.1). */
const acceptanceMs = 1_000;
const wakeUpMs = 250;
const noEvent: EventPair = [0, 0];
/** The poll for events of each kind. */
const eventPoll: Readonly<Record<CctalkKind, number | undefined>> = { bill: 159, coin: 229, hopper: undefined };

/**
 * One device on the wire. The poll for credit is what makes it take money: nothing is taken from power-up or reset until
 * it comes, nor a second after it stays away. The sources say so of a coin acceptor; the bill validator here does the
 * same, once its master inhibit is off, because that is the harder case for a supervisor.
 */
export function createCctalkDevice(nature: CctalkNature, clock: Clock): CctalkDevice {
  let counter = 0;
  let events: EventPair[] = [];
  let fault: readonly number[] = [0];
  let poweredAt = Number.NEGATIVE_INFINITY;
  let polledAt = Number.NEGATIVE_INFINITY;
  let masterInhibit = nature.kind === 'bill';
  let inhibits: readonly number[] = [0xff, 0xff];
  let taken = 0;
  let resets = 0;

  const forget = () => {
    counter = 0;
    events = [];
    polledAt = Number.NEGATIVE_INFINITY;
    masterInhibit = nature.kind === 'bill';
    inhibits = [0xff, 0xff];
  };
  const accepting = () =>
    nature.kind !== 'hopper' &&
    !masterInhibit &&
    inhibits.some((bits) => bits !== 0) &&
    fault[0] === 0 &&
    clock.now() - polledAt < acceptanceMs;
  const block = () => [counter, ...Array.from({ length: 5 }, (_, at) => events[at] ?? noEvent).flat()];
  const event = (...pair: EventPair) => {
    counter = counter === 255 ? 1 : counter + 1;
    events = [pair, ...events].slice(0, 5);
  };
  const ascii = (text: string) => () => [...Buffer.from(text, 'latin1')];
  const done = () => [];
  const money = nature.kind === 'hopper' ? undefined : true;

  const told: Readonly<Record<number, (data: readonly number[]) => readonly number[] | undefined>> = {
    254: done,
    246: ascii(nature.manufacturer),
    245: ascii(nature.category),
    244: ascii(nature.product),
    242: () => [0, 8, 16].map((shift) => (nature.serial >> shift) & 0xff),
    241: ascii(nature.software),
    192: ascii(nature.build),
    // Unit 2 is ten milliseconds: to be asked every 200 ms.
    249: () => [2, 20],
    // Level, major and minor of the specification.
    4: () => [1, 4, 6],
    232: () => fault,
    1: () => {
      forget();
      resets++;
      return [];
    },
    // Nothing is ever held in escrow here.
    153: () => (nature.kind === 'bill' ? [] : undefined),
    154: () => (nature.kind === 'bill' ? [254] : undefined),
    228: ([bits = 0]) => {
      masterInhibit = (bits & 1) === 0;
      return money && [];
    },
    230: () => money && inhibits,
    231: (data) => {
      inhibits = data;
      return money && [];
    },
  };
  return {
    nature,
    event,
    answer(header, data) {
      if (clock.now() - poweredAt < wakeUpMs) return undefined;
      if (header === eventPoll[nature.kind]) {
        polledAt = clock.now();
        return { header: 0, data: block() };
      }
      const reply = told[header]?.(data);
      return reply && { header: 0, data: reply };
    },
    setEvents(wanted, pairs) {
      counter = wanted;
      events = [...pairs];
    },
    setFault(code, extra) {
      fault = extra === undefined ? [code] : [code, extra];
    },
    insert(type) {
      if (!accepting()) return false;
      taken++;
      event(type, nature.kind === 'coin' ? 1 : 0);
      return true;
    },
    powerCycle() {
      forget();
      poweredAt = clock.now();
    },
    view: () => ({
      kind: nature.kind,
      address: nature.address,
      counter,
      events,
      fault,
      accepting: accepting(),
      taken,
      resets,
    }),
  };
}
