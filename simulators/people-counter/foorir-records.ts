import type { Counts, Direction } from './doorway.js';

/** Who passed in one period. */
export interface PeriodRecord extends Counts {
  /** yyyyMMddHHmmss, the end of the period by the counter's own clock. */
  readonly stamp: string;
}

/** The memory of a counter that tells periods: what it has not got rid of, in the order in which it was recorded. */
export interface PeriodRecords {
  count(direction: Direction): void;
  /** Ends the period. With the memory full, the oldest record is lost. */
  close(stamp: string): void;
  oldest(): PeriodRecord | undefined;
  /** The platform has it. */
  confirm(record: PeriodRecord): void;
  /** Takes the last that were confirmed for not confirmed, as if the answers had been lost. */
  forgetAnswers(howMany: number): void;
  /** The power fails: the period that runs is lost. */
  forgetPeriod(): void;
  forgetAll(): void;
  /** Records that wait, and who is in them and in the period that runs; whom it counted and forgot. */
  view(): { readonly waiting: number; readonly unread: Counts; readonly lost: Counts };
}

const nobody: Counts = { in: 0, out: 0 };
const sum = (all: readonly Counts[]): Counts => ({
  in: all.reduce((total, each) => total + each.in, 0),
  out: all.reduce((total, each) => total + each.out, 0),
});
/** Confirmed records that can still be repeated. */
const remembered = 100;

export function createPeriodRecords(capacity: number): PeriodRecords {
  let period = nobody;
  let waiting: PeriodRecord[] = [];
  let confirmed: PeriodRecord[] = [];
  let lost = nobody;
  /** Of those that wait, the ones that a platform has had before: nobody in them is unread. */
  const repeats = new Set<Counts>();
  const isNew = (record: Counts) => !repeats.has(record);
  const lose = (forgotten: readonly Counts[]) => {
    lost = sum([lost, ...forgotten.filter(isNew)]);
  };

  return {
    count(direction) {
      period = { ...period, [direction]: period[direction] + 1 };
    },
    close(stamp) {
      waiting.push({ stamp, ...period });
      period = nobody;
      lose(waiting.splice(0, Math.max(0, waiting.length - capacity)));
    },
    oldest: () => waiting[0],
    confirm(record) {
      waiting = waiting.filter((each) => each !== record);
      repeats.delete(record);
      confirmed = [...confirmed, record].slice(-remembered);
    },
    forgetAnswers(howMany) {
      const again = confirmed.splice(-howMany);
      for (const record of again) repeats.add(record);
      waiting = [...again, ...waiting];
    },
    forgetPeriod() {
      lose([period]);
      period = nobody;
    },
    forgetAll() {
      lose([period, ...waiting]);
      period = nobody;
      waiting = [];
      confirmed = [];
    },
    view: () => ({
      waiting: waiting.length,
      unread: sum([period, ...waiting.filter(isNew)]),
      lost,
    }),
  };
}
