/** A boot keyboard's report: modifiers, 0, six key codes (led-boards-counters-hid.md 6.1). */
const reportBytes = 8;
const firstSlot = 2;

/** Code of the left Ctrl key; the other modifiers follow in the order of their bits. */
const firstModifier = 0xe0;

/** Roll-over error, failed self-test, undefined error: no keys, and nothing is known about the others. */
const leastKey = 0x04;

/** What one report says has changed, in the order of its slots. Codes of usage page 07; modifiers are E0 to E7. */
export interface KeyChanges {
  readonly pressed: readonly number[];
  readonly released: readonly number[];
  /** A shift key is down. */
  readonly shift: boolean;
}

/**
 * Tells presses from keys that are merely down: a key is pressed when it is in a report and was not in the one before. A
 * keyboard that repeats its reports presses nothing twice.
 */
export class KeyEdges {
  #down: ReadonlySet<number>;

  /** @param down keys that are known to be down already; they press nothing until they were released */
  constructor(down: readonly number[] = []) {
    this.#down = new Set(down);
  }

  /** Keys that are down now. */
  get down(): ReadonlySet<number> {
    return this.#down;
  }

  /**
   * Undefined for what says nothing: a roll-over error (too many keys to tell which) and reports of other kinds, e.g. of
   * volume keys. Where a device numbers its reports, the number stands before the eight bytes.
   */
  push(report: Uint8Array): KeyChanges | undefined {
    if (report.length !== reportBytes && report.length !== reportBytes + 1) return undefined;
    const boot = report.subarray(report.length - reportBytes);
    const slots = [...boot.subarray(firstSlot)].filter((code) => code !== 0);
    if (slots.some((code) => code < leastKey)) return undefined;
    const modifiers = boot[0] ?? 0;
    const keys = new Set([...modifierKeys(modifiers), ...slots]);
    const before = this.#down;
    this.#down = keys;
    return {
      pressed: [...keys].filter((code) => !before.has(code)),
      released: [...before].filter((code) => !keys.has(code)),
      shift: (modifiers & 0x22) !== 0,
    };
  }
}

function modifierKeys(bits: number): number[] {
  return Array.from({ length: 8 }, (_, bit) => bit)
    .filter((bit) => (bits >> bit) & 1)
    .map((bit) => firstModifier + bit);
}
