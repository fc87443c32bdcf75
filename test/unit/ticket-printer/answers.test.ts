import { beforeEach, describe, expect, it } from 'vitest';
import { Answers } from '../../../drivers/ticket-printer/escpos/answers.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const forever = new AbortController().signal;
let clock: VirtualClock;
let answers: Answers;

beforeEach(() => {
  clock = new VirtualClock();
  answers = new Answers(clock);
});

/** A request nobody answers in time. */
async function unanswered(): Promise<void> {
  const answer = answers.next(1_000, forever);
  await clock.advance(1_000);
  expect(await answer).toBeUndefined();
}

describe('answers without a number', () => {
  it('belong to the request under way', async () => {
    const answer = answers.next(1_000, forever);
    answers.offer(0x12);
    expect(await answer).toBe(0x12);
    expect(clock.pending).toBe(0);
  });

  it('that nobody asked for are ignored', async () => {
    answers.offer(0x7e);
    const answer = answers.next(1_000, forever);
    answers.offer(0x12);
    expect(await answer).toBe(0x12);
  });

  it('that come late are not taken for the next one', async () => {
    await unanswered();
    const answer = answers.next(1_000, forever);
    answers.offer(0x7e);
    answers.offer(0x12);
    expect(await answer).toBe(0x12);
    expect(answers.owed).toBe(0);
  });

  it('that come late between two requests settle the debt', async () => {
    await unanswered();
    answers.offer(0x7e);
    const answer = answers.next(1_000, forever);
    answers.offer(0x12);
    expect(await answer).toBe(0x12);
  });

  it('that never come are waited for until the line has been quiet once more', async () => {
    await unanswered();
    await unanswered();
    const doubtful = answers.next(1_000, forever);
    answers.offer(0x12);
    await clock.advance(1_000);
    expect(await doubtful).toBeUndefined();
    answers.dropLost();
    const answer = answers.next(1_000, forever);
    answers.offer(0x16);
    expect(await answer).toBe(0x16);
  });

  it('a printer that said nothing at all still owes everything', async () => {
    await unanswered();
    await unanswered();
    answers.dropLost();
    expect(answers.owed).toBe(2);
  });

  it('end at once, and owe nothing, when the printer lost its power', async () => {
    const answer = answers.next(1_000, forever);
    answers.forget();
    expect(await answer).toBeUndefined();
    expect(answers.owed).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('end at once when the session does', async () => {
    const session = new AbortController();
    const answer = answers.next(1_000, forever, session.signal);
    session.abort();
    expect(await answer).toBeUndefined();
    expect(await answers.next(1_000, session.signal)).toBeUndefined();
    expect(clock.pending).toBe(0);
  });
});
