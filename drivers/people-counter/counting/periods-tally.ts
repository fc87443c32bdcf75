import { oneAtATime } from '../../one-at-a-time.js';
import { Book, type Save } from './book.js';
import type { CounterContext, Counts, PeriodRecord, PeriodsTally, Recorded } from './model.js';
import { periodMemory } from './period-memory.js';
import type { Grade } from './today.js';

/** ms by which the clock of a unit may be ahead. */
const aheadMs = 600_000;
/** ms for which a unit keeps records that nobody answered, with a margin (led-boards-counters-hid.md 5.4: 7.5 days). */
const keptMs = 10 * 86_400_000;

export function periodsTally(context: CounterContext): PeriodsTally {
  const { clock, logger } = context;
  const memory = periodMemory(context);
  const book = new Book(context, memory.book());
  const turn = oneAtATime();

  async function record(period: PeriodRecord): Promise<Recorded> {
    const known = memory.find(period);
    const someone = period.in > 0 || period.out > 0;
    const { view } = book;
    if (known === 'same' && view) {
      context.state(view);
      return { view, changed: false, quality: 'good', repeated: true };
    }
    const { during, ...grade } = timeOf(period);
    const save: Save = (value, told, entered) => memory.save(value, told, entered && someone ? period : undefined);
    return book.enter({ delta: countsOnly(period), ...(known === 'other' ? sameTime : grade), during }, save);
  }

  /** Where its clock is wrong, the unit cannot say when they passed. */
  function timeOf({ stamp, from, to }: PeriodRecord) {
    const now = clock.now();
    if (from <= to && to <= now + aheadMs && to >= now - keptMs)
      return { during: { from, to }, quality: 'good' as const };
    logger.warn('the clock of the unit is wrong', { stamp });
    const since = Math.min(book.memory?.reportedAt ?? now, now);
    return { during: { from: since, to: now }, quality: 'uncertain' as const, why: 'unit-clock' as const };
  }

  return {
    record: (period) => turn(() => record(period)),
    view: () => book.view,
    judgedDay: () => book.judgedDay,
    settled: () => turn(async () => undefined),
  };
}

const sameTime: Grade = { quality: 'uncertain', why: 'same-time' };

function countsOnly({ in: entered, out: left }: Counts): Counts {
  return { in: entered, out: left };
}
