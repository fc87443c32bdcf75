import { describe, expect, it } from 'vitest';
import { type BoardsOnLine, boardsOnLine, callText, settled } from './boards-on-line.js';
import { disturbHost } from './disturbance.js';

const options = { pollIntervalMs: 2_000, replyTimeoutMs: 500 };

/** Calls to all boards for this long, whatever becomes of them; gives the numbers of each board and how they ended. */
async function callFor({ clock, random, boards }: BoardsOnLine, ms: number, everyMs = 500) {
  const calls = boards.map(() => [] as { number: number; outcome: 'pending' | 'done' | 'failed' }[]);
  const end = clock.monotonic() + ms;
  for (let number = 1; clock.monotonic() < end; number++) {
    const index = Math.floor(random() * boards.length);
    const entry: (typeof calls)[number][number] = { number, outcome: 'pending' };
    calls[index]!.push(entry);
    boards[index]!.call(number).then(
      () => (entry.outcome = 'done'),
      () => (entry.outcome = 'failed'),
    );
    await clock.advance(random() * 2 * everyMs);
  }
  return calls;
}

/** On every glass ever stood only what was called there, and each ends as its last call, or blank where that was in vain. */
async function expectTruth(line: BoardsOnLine, calls: Awaited<ReturnType<typeof callFor>>) {
  for (const [index, { id, stood, glass, state, alarm }] of line.boards.entries()) {
    const mine = calls[index]!;
    const texts = new Set(['', ...mine.map(({ number }) => callText(number))]);
    expect(stood.filter(({ text }) => !texts.has(text))).toEqual([]);
    expect(mine.filter(({ outcome }) => outcome === 'pending')).toEqual([]);
    const newest = mine.at(-1);
    const last = newest?.outcome === 'done' ? newest : undefined;
    expect({ id, glass: glass() }).toEqual({ id, glass: last ? callText(last.number) : '' });
    expect(state()).toMatchObject({
      operating: 'online',
      verified: 'acknowledged',
      showing: last ? { main: glass() } : {},
    });
    expect(alarm('led-unreachable')).toMatchObject({ active: false });
  }
}

describe('a minute of noise', () => {
  it.each([
    ['random bytes before each answer', { garbageBytes: 6 }],
    ['answers in pieces', { splitBytes: 3 }],
    ['both, and a bit turned in each answer', { garbageBytes: 6, splitBytes: 3, flipBit: true }],
  ])('%s: nobody is lost for good', async (_, knobs) => {
    const line = boardsOnLine({ addresses: [1, 2, 3, 4], seed: 51, options });
    await line.start();
    line.line.setFaults(knobs);
    const calls = await callFor(line, 60_000);
    line.line.setFaults({ garbageBytes: 0, splitBytes: 0, flipBit: false });
    await line.clock.advance(130_000);
    await expectTruth(line, calls);
    await line.end();
  });

  it('on single boards touches only these', async () => {
    const line = boardsOnLine({ seed: 52, options });
    await line.start();
    line.boards[1]!.card.setFaults({ flipBit: true });
    line.boards[5]!.card.setFaults({ garbageBytes: 20, splitBytes: 1 });
    const calls = await callFor(line, 60_000);
    const well = line.boards.filter((_, index) => index !== 1);
    for (const board of well) {
      expect(
        board.states().filter(({ state }) => ['degraded', 'offline'].includes(state['operating'] as string)),
      ).toEqual([]);
    }
    line.boards[1]!.card.setFaults({ flipBit: false });
    await line.clock.advance(130_000);
    await expectTruth(line, calls);
    await line.end();
  });

  it('a bit turned or the end lost on the way to the boards is never a text on a glass', async () => {
    const line = boardsOnLine({ addresses: [1, 2, 3, 4], seed: 53, options });
    await line.start();
    const noise = disturbHost(line, 0.3);
    const calls = await callFor(line, 60_000);
    expect(noise.damaged).toBeGreaterThan(50);
    expect(calls.flat().some(({ outcome }) => outcome === 'failed')).toBe(true);
    line.wire.disturb = (bytes) => bytes;
    await line.clock.advance(130_000);
    await expectTruth(line, calls);
    await line.end();
  });

  it('that takes one frame in twenty takes hardly a call: it is sent once more', async () => {
    const line = boardsOnLine({ seed: 54, options });
    await line.start();
    disturbHost(line, 0.05);
    let failed = 0;
    for (let number = 1; number <= 150; number++) {
      const outcome = await settled(line.clock, line.boards[number % 8]!.call(number));
      if (outcome.status === 'rejected') failed++;
      await line.clock.advance(300);
    }
    expect(failed).toBeLessThan(3);
    await line.end();
  });
});
