import { expect, it } from 'vitest';
import { addressOf, boardsOnLine, callText } from './boards-on-line.js';

/** Numbers in the order in which the line has carried them to a board. */
const carried = (said: readonly { bytes: Uint8Array }[], address: number) =>
  said.flatMap(({ bytes }) => {
    const [, number] = (addressOf(bytes) === address && /A(\d+) to/.exec(Buffer.from(bytes).toString('latin1'))) || [];
    return number === undefined ? [] : [Number(number)];
  });

it('a repetition that a call has overtaken is never sent: no number after a newer one, on no board', async () => {
  // Every text is repeated every five seconds, so that repetitions always wait somewhere on the line.
  const line = boardsOnLine({ seed: 21, options: { pollIntervalMs: 1_000, expireSeconds: 10, replyTimeoutMs: 500 } });
  const { clock, random, boards, wire } = line;
  boards[3]!.card.setFaults({ lateMs: 300 });
  await line.start();
  const calls: Promise<unknown>[] = [];
  for (let number = 1; number <= 400; number++) {
    const board = boards[Math.floor(random() * boards.length)]!;
    calls.push(board.call(number).catch((error) => error));
    // Some come together, some in the middle of what is under way.
    const kind = random();
    await clock.advance(kind < 0.6 ? 0 : random() * (kind < 0.9 ? 300 : 8_000));
  }
  await clock.advance(12_000);
  await Promise.all(calls);

  let repetitions = 0;
  for (const [index, board] of boards.entries()) {
    const numbers = carried(wire.said, index + 1);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    repetitions += numbers.length - new Set(numbers).size;
    const stood = board.stood.map(({ text }) => Number(/\d+/.exec(text)?.[0] ?? 0)).filter((number) => number > 0);
    expect(stood).toEqual([...new Set(stood)].sort((a, b) => a - b));
    expect(board.glass()).toBe(callText(numbers.at(-1)!));
    expect(board.state()).toMatchObject({ showing: { main: board.glass() }, verified: 'acknowledged' });
  }
  expect(repetitions).toBeGreaterThan(50);
  expect(line.bus.stats().withdrawn).toBeGreaterThan(5);
  await line.end();
});
