import { describe, expect, it } from 'vitest';
import type { TotalsReading } from '../../../../drivers/people-counter/counting/model.js';
import { readSurely } from '../../../../drivers/people-counter/counting/read-surely.js';
import { totalsTally } from '../../../../drivers/people-counter/counting/totals-tally.js';
import { counterWorld } from './world.js';

/** What a counter that showed `last` answers, question by question, and what is made of it. */
async function asked(last: TotalsReading, ...answers: readonly TotalsReading[]) {
  const { context } = counterWorld();
  const tally = totalsTally(context);
  await tally.record(last);
  let questions = 0;
  const reading = await readSurely(tally, async () => answers[questions++] ?? answers.at(-1)!);
  return { reading, questions };
}

const last = { in: 500, out: 480 };

describe('reading totals surely', () => {
  it('asks once where people walked', async () => {
    expect(await asked(last, { in: 502, out: 480 })).toEqual({ reading: { in: 502, out: 480 }, questions: 1 });
  });

  it('asks again where the totals fell, and believes two answers that agree', async () => {
    const reading = { in: 2, out: 0 };
    expect(await asked(last, reading, reading)).toEqual({ reading, questions: 2 });
    expect(await asked(last, reading, { in: 3, out: 0 })).toEqual({ reading: { in: 3, out: 0 }, questions: 2 });
  });

  it('drops an answer that was noise', async () => {
    const truth = { in: 501, out: 480 };
    expect(await asked(last, { in: 33_554_933, out: 480 }, truth)).toEqual({ reading: truth, questions: 2 });
  });

  it('believes neither of two that contradict each other', async () => {
    expect(await asked(last, { in: 9_000, out: 480 }, { in: 70_000, out: 480 })).toMatchObject({ reading: undefined });
    expect(await asked(last, { in: 40, out: 2 }, { in: 39, out: 2 })).toMatchObject({ reading: undefined });
  });

  it('sees through totals of before a restart that come with an uptime of after it', async () => {
    const running = { in: 20, out: 18, uptimeSeconds: 9_000 };
    const torn = { in: 21, out: 18, uptimeSeconds: 1 };
    const after = { in: 0, out: 0, uptimeSeconds: 1 };
    expect(await asked(running, torn, after)).toMatchObject({ reading: undefined });
    expect(await asked(running, after, after)).toMatchObject({ reading: after });
  });

  it('passes on that the counter does not answer', async () => {
    const { context } = counterWorld();
    const tally = totalsTally(context);
    await expect(readSurely(tally, () => Promise.reject(new Error('silent')))).rejects.toThrow('silent');
  });
});
