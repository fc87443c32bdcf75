import { oneAtATime } from '../../one-at-a-time.js';
import { account } from './account.js';
import { Book, type Save } from './book.js';
import { readCounterMemory } from './memory.js';
import type { CounterContext, CounterNature, Recorded, TotalsReading, TotalsTally } from './model.js';

/** Most counters: totals of 32 bits, which may be gone with the power. */
const commonNature: CounterNature = { range: 2 ** 32, afterPowerCut: 'zero' };

export function totalsTally(context: CounterContext, nature: CounterNature = commonNature): TotalsTally {
  const { memory, logger, options } = context;
  const book = new Book(context, readCounterMemory(memory.load(), logger));
  const turn = oneAtATime();
  const save: Save = (value, told) => memory.save(value, told);

  const accountNow = (reading: TotalsReading) => {
    const { mostPerSecond } = options;
    return account(lastReading(book), reading, { ...nature, mostPerSecond, ...book.sinceEntry() });
  };

  async function record(reading: TotalsReading): Promise<Recorded> {
    const last = lastReading(book);
    const { delta, quality, why } = accountNow(reading);
    const begunAgain = quality === 'restart' || why === 'restart-by-clock' || why === 'roll-over-or-restart';
    const change = last && { before: countsOnly(last), after: countsOnly(reading) };
    const event = begunAgain && change ? { name: 'counter-restarted', data: change } : undefined;
    const recorded = await book.enter({ delta, quality, why, device: reading, event }, save);
    if (quality !== 'good' && quality !== 'first') {
      logger.info('the totals of the counter did not just go on', { quality, why, ...change });
    }
    return recorded;
  }

  return {
    surprising: (reading) => !['good', 'first'].includes(accountNow(reading).quality),
    record: (reading) => turn(() => record(reading)),
    zeroed: () => turn(() => book.zeroed(save)),
    view: () => book.view,
    judgedDay: () => book.judgedDay,
    settled: () => turn(async () => undefined),
  };
}

function lastReading({ memory }: Book): TotalsReading | undefined {
  if (!memory?.device) return undefined;
  const { device, uptimeSeconds } = memory;
  return uptimeSeconds === undefined ? device : { ...device, uptimeSeconds };
}

function countsOnly({ in: entered, out: left }: TotalsReading) {
  return { in: entered, out: left };
}
