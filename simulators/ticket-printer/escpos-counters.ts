/** What is counted, by the number of its resettable counter; the cumulative one is 80 higher (ticket-printing.md 2.6). */
const numbers = { lines: 0x14, headPulses: 0x15, cuts: 0x32, hours: 0x46 } as const;
const cumulative = 0x80;

export type Counted = Exclude<keyof typeof numbers, 'hours'>;

/** The maintenance counters of 1D 67. They reach lasting memory only so often (ticket-printing.md 8). */
export interface Counters {
  count(what: Counted, times: number): void;
  /** Undefined for a number that is none. */
  read(number: number): number | undefined;
  /** Sets a resettable counter to 0; false for any other number. */
  reset(number: number): boolean;
  /** What has not reached lasting memory is gone. */
  powerOff(): void;
}

/**
 * @param now ms.
 * @param saveMs from the first change to its being saved.
 */
export function createCounters({ now, saveMs }: { readonly now: () => number; readonly saveMs: number }): Counters {
  const started = now();
  let values = new Map<number, number>(
    Object.values(numbers).flatMap((at) => [at, at + cumulative].map((n) => [n, 0])),
  );
  let saved = new Map(values);
  let changedAt: number | undefined;

  const save = () => {
    if (changedAt === undefined || now() - changedAt < saveMs) return;
    saved = new Map(values);
    changedAt = undefined;
  };
  const change = (number: number, value: number) => {
    save();
    values.set(number, value);
    changedAt ??= now();
  };
  const hours = () => Math.floor((now() - started) / 3_600_000);
  return {
    count(what, times) {
      for (const at of [numbers[what], numbers[what] + cumulative]) change(at, (values.get(at) ?? 0) + times);
    },
    read(number) {
      const value = values.get(number);
      return number === numbers.hours || number === numbers.hours + cumulative ? hours() + (value ?? 0) : value;
    },
    reset(number) {
      if (number >= cumulative || !values.has(number)) return false;
      change(number, number === numbers.hours ? -hours() : 0);
      return true;
    },
    powerOff() {
      save();
      values = new Map(saved);
      changedAt = undefined;
    },
  };
}
