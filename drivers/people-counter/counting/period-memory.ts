import { z } from 'zod';
import type { Told } from '../../driver.js';
import { type CounterMemory, counterMemorySchema } from './memory.js';
import type { CounterContext, PeriodRecord } from './model.js';

/** Records are remembered by the hour; more hours than a unit keeps of records nobody answered, at one a minute. */
const hoursKept = 256;
/** Digits of a stamp that name its hour: yyyyMMddHH. */
const hourDigits = 10;
const bookKey = 'book';

const pageSchema = z.object({
  /** The higher, the later it was written. */
  page: z.int(),
  /** The book as it was then. */
  book: counterMemorySchema,
  /** By the rest of their stamps, the counts of the records of this hour, as `in/out`. */
  seen: z.record(z.string(), z.array(z.string())),
});
type Page = z.infer<typeof pageSchema>;

/**
 * The book of a counter that repeats its records, and which of these are in it. Each page holds both, so that one write has
 * a record counted and remembered, or neither.
 */
export function periodMemory({ memory: { records }, logger }: Pick<CounterContext, 'memory' | 'logger'>) {
  const pages = new Map<string, Page>();
  for (const [key, stored] of records.load()) {
    const parsed = pageSchema.safeParse(stored);
    if (parsed.success) pages.set(key, parsed.data);
    else logger.warn('a page of the remembered counts is damaged', { key });
  }
  let latest = [...pages.values()].reduce<Page | undefined>((a, b) => (a && a.page > b.page ? a : b), undefined);

  async function forgetOldest(): Promise<void> {
    const hours = [...pages].filter(([key]) => key !== bookKey).sort(([, a], [, b]) => a.page - b.page);
    for (const [key] of hours.slice(0, Math.max(0, hours.length - hoursKept))) {
      await records.put(key, undefined);
      pages.delete(key);
    }
  }

  return {
    book: (): CounterMemory | undefined => latest?.book,
    /** `same`: this very record; `other`: one of the same time with other counts. */
    find(period: PeriodRecord): 'same' | 'other' | undefined {
      const seen = pages.get(keyOf(period))?.seen[restOf(period)];
      if (!seen) return undefined;
      return seen.includes(countsOf(period)) ? 'same' : 'other';
    },
    /** `period` is what the book has just taken in. */
    async save(book: CounterMemory, told: Told, period: PeriodRecord | undefined): Promise<void> {
      const key = period ? keyOf(period) : bookKey;
      const seen = pages.get(key)?.seen ?? {};
      const page: Page = {
        page: (latest?.page ?? 0) + 1,
        book,
        seen: period ? { ...seen, [restOf(period)]: [...(seen[restOf(period)] ?? []), countsOf(period)] } : seen,
      };
      await records.put(key, page, told);
      pages.set(key, page);
      latest = page;
      await forgetOldest().catch((error: unknown) =>
        logger.warn('old records cannot be forgotten', { error: String(error) }),
      );
    },
  };
}

function keyOf({ serial, stamp }: PeriodRecord): string {
  return `${serial} ${stamp.slice(0, hourDigits)}`;
}

function restOf({ stamp }: PeriodRecord): string {
  return stamp.slice(hourDigits);
}

function countsOf(period: PeriodRecord): string {
  return `${period.in}/${period.out}`;
}
