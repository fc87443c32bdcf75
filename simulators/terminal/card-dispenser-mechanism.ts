/** What a card dispenser is in, as a technician would find it. */
export interface Mechanism {
  /** Cards in the hopper. */
  cards: number;
  /** Cards in the recycle bin. */
  binCards: number;
  /** Where the one card on the track stands. */
  card: 'none' | 'at-read' | 'at-take';
  motion: 'still' | 'dispensing' | 'calling-back';
  jammed: boolean;
  failed: boolean;
  /** Not ready for a reason of its own, e.g. warming up. */
  halted: boolean;
  /** What became of the last card. */
  last: 'none' | 'taken' | 'called-back';
}

export interface Capacity {
  /** Cards at and below which the hopper counts as low. */
  readonly lowAt: number;
  readonly binHolds: number;
}

/** The twelve flags of PB by digit and bit, least significant first (terminal-health.md 5.2). */
export const flagNames = [
  ['bin-full', 'dispense-failure', 'calling-back', 'dispensing'],
  ['hopper-low', 'jammed', 'called-back', 'card-taken'],
  ['ready', 'at-read', 'at-take', 'hopper-empty'],
] as const;
export type FlagName = (typeof flagNames)[number][number];

export function flagsOf(mechanism: Mechanism, { lowAt, binHolds }: Capacity): ReadonlySet<FlagName> {
  const { cards, binCards, card, motion, jammed, failed, halted, last } = mechanism;
  const is: Record<FlagName, boolean> = {
    'bin-full': binCards >= binHolds,
    'dispense-failure': failed,
    'calling-back': motion === 'calling-back',
    dispensing: motion === 'dispensing',
    'hopper-low': cards > 0 && cards <= lowAt,
    jammed,
    'called-back': last === 'called-back',
    'card-taken': last === 'taken',
    ready: !(failed || jammed || halted || cards === 0 || motion !== 'still'),
    'at-read': card === 'at-read',
    'at-take': card === 'at-take',
    'hopper-empty': cards === 0,
  };
  return new Set((Object.keys(is) as FlagName[]).filter((name) => is[name]));
}

/** The three characters of a PB reply: four flags in the low nibble of each, 30 to 3F. */
export function flagDigits(flags: ReadonlySet<FlagName>): string {
  const digits = flagNames.map((names) =>
    names.reduce((nibble, name, bit) => (flags.has(name) ? nibble | (1 << bit) : nibble), 0x30),
  );
  return String.fromCharCode(...digits);
}

/** What RF says of each, the first that holds; the list of the manual, by priority. */
const states: readonly (readonly [FlagName, string])[] = [
  ['dispense-failure', '200'],
  ['jammed', '020'],
  ['bin-full', '100'],
  ['dispensing', '800'],
  ['calling-back', '400'],
  ['at-take', '004'],
  ['at-read', '002'],
  ['hopper-empty', '008'],
  ['hopper-low', '010'],
  ['ready', '000'],
];

/** The three digits of an RF reply. */
export function stateDigits(flags: ReadonlySet<FlagName>): string {
  return states.find(([name]) => flags.has(name))?.[1] ?? '001';
}
