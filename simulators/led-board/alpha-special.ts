import type { SignClock } from './alpha-clock.js';
import { status } from './alpha-codec.js';
import type { AlphaMemory } from './alpha-memory.js';

/** What special functions change. */
export interface AlphaSettings {
  address: string;
  /** 1 knows no ACK/NAK. */
  generation: 1 | 2;
  acknowledges: boolean;
  speaker: boolean;
  timeFormat: 'S' | 'M';
  /** Two hex digits of mode, two digits of level. */
  dimming: string;
  /** Bits of the serial error status that have come up since it was cleared, without bit 6. */
  errors: number;
  /** What a good host never orders: 2C, 37. `configurations` counts wiped memories. */
  readonly tripwires: { softResets: number; addressChanges: number; configurations: number };
}

export interface SpecialFunction {
  /** Gives 0 or the bits of the serial error status it raises. */
  readonly write?: (data: string) => number;
  readonly read?: () => string;
}

/** Levels of 2F in percent of full brightness. */
const dimLevels = [100, 86, 72, 58, 44] as const;

export function percentOf(dimming: string): number {
  return dimLevels[Number(dimming.slice(2))] ?? dimLevels[0];
}

/**
 * Special functions by label (led-boards-counters-hid.md 4.1). The sources do not lay out the answers to 22 and 23:
 * part number, speaker, pool and free bytes it is here. Network query (2D) is not simulated.
 */
export function specialFunctions(sign: {
  readonly memory: AlphaMemory;
  readonly clock: SignClock;
  readonly settings: AlphaSettings;
  readonly softReset: () => void;
}): Readonly<Record<string, SpecialFunction>> {
  const { memory, clock, settings } = sign;
  const ifLegal = (legal: boolean) => (legal ? 0 : status.illegal);
  /** Takes what fits the pattern. */
  const take = (data: string, pattern: RegExp, run: () => void) => {
    if (!pattern.test(data)) return status.illegal;
    run();
    return 0;
  };
  const pool = () => `${hex4(memory.pool().size)},${hex4(memory.pool().free)}`;
  const speaker = () => (settings.speaker ? '00' : 'FF');

  return {
    '\x20': { write: (data) => ifLegal(clock.setTime(data)), read: clock.time },
    '\x21': {
      write: (data) =>
        take(data, /^(00|FF)$/, () => {
          settings.speaker = data === '00';
        }),
      read: speaker,
    },
    '\x22': { read: () => `10368701A${clock.time()}${speaker()}${pool()}` },
    '\x23': { read: pool },
    '\x24': {
      write(data) {
        const bits = memory.configure(data);
        if (bits === 0) settings.tripwires.configurations++;
        return bits;
      },
      read: memory.configuration,
    },
    '\x26': { write: (data) => ifLegal(clock.setWeekday(data)), read: clock.weekday },
    '\x27': {
      write: (data) =>
        take(data, /^[SM]$/, () => {
          settings.timeFormat = data as 'S' | 'M';
        }),
      read: () => settings.timeFormat,
    },
    '\x28': { write: (data) => take(data, /^[012][0-9A-F]*$/, () => {}) },
    '\x2a': { read: () => String.fromCharCode(status.idle | settings.errors) },
    '\x2c': {
      write: (data) =>
        take(data, /^$/, () => {
          settings.tripwires.softResets++;
          sign.softReset();
        }),
    },
    '\x2e': { write: memory.runInOrder, read: memory.order },
    '\x2f': {
      write: (data) =>
        take(data, /^[0-9A-F]{2}0[0-4]$/, () => {
          settings.dimming = data;
        }),
      read: () => settings.dimming,
    },
    '\x34': {
      write: (data) =>
        take(data, /^$/, () => {
          settings.errors = 0;
        }),
    },
    '\x37': {
      write: (data) =>
        take(data, /^(?!00)[0-9A-F]{2}$/, () => {
          settings.tripwires.addressChanges++;
          settings.address = data;
        }),
    },
    '\x3b': { write: (data) => ifLegal(clock.setDate(data)), read: clock.date },
    '\x73': {
      write: (data) =>
        take(data, settings.generation === 1 ? /(?!)/ : /^[01]$/, () => {
          settings.acknowledges = data === '1';
        }),
    },
  };
}

function hex4(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0');
}
