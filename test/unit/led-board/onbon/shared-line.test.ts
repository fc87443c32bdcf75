import { describe, expect, it } from 'vitest';
import { createBus } from '../../../../drivers/transport/bus.js';
import { memoryPair } from '../../../../drivers/transport/memory.js';
import { settle, VirtualClock } from '../../../support/virtual-clock.js';
import { inTime, openBoard } from './board.js';
import { bodyOf, TestCard } from './test-card.js';

/** Two boards on one RS-485 line whose adapter gives everything back, over the real bus. */
function sharedLine({ discardEcho = true } = {}) {
  const clock = new VirtualClock();
  const [host, line] = memoryPair('rs485');
  const bus = createBus({ name: 'rs485-1', open: async () => host, clock, random: () => 0.5, discardEcho });
  const cards = new Map([1, 2].map((address) => [address, new TestCard(address)]));
  /** Screen numbers in the order in which the line was spoken to. */
  const spokenTo: number[] = [];
  line.onData((frame) => {
    void line.write(frame);
    const address = bodyOf(frame).readUInt16LE(0);
    spokenTo.push(address);
    const answer = cards.get(address)?.answer(frame);
    if (answer) void line.write(answer);
  });
  const board = (address: number) => ({
    ...openBoard({ options: { address }, language: 'en', clock, link: bus.member(`board-${address}`) }),
    card: cards.get(address)!,
  });
  return { clock, bus, spokenTo, hall: board(1), window: board(2) };
}

describe('two boards on one line', () => {
  it.each([true, false])(
    'each shows its own number, whether the echo is taken out (%s) or not',
    async (discardEcho) => {
      const { hall, window, bus } = sharedLine({ discardEcho });
      await inTime(hall, Promise.all([hall.session.identify(), window.session.identify()]), 2_000);
      const calls = [
        hall.session.commands.call({ number: 'A001', counter: 1 }),
        window.session.commands.call({ number: 'B002', counter: 2 }),
      ];
      await inTime(hall, Promise.all(calls), 500);
      expect(hall.card.text()).toBe('A001 to counter 1');
      expect(window.card.text()).toBe('B002 to counter 2');
      expect(bus.stats()).toMatchObject({ timeouts: 0, queued: 0 });
      await bus.close();
    },
  );

  it('a call goes out in the tick in which it comes, when the line is quiet', async () => {
    const { hall, clock, spokenTo, bus } = sharedLine();
    await inTime(hall, hall.session.identify(), 1_000);
    const before = bus.stats().sent;
    const called = hall.session.commands.call({ number: 'A001', counter: 1 });
    expect(bus.stats().sent).toBe(before + 1);
    await settle();
    expect(spokenTo.at(-1)).toBe(1);
    await clock.advance(100);
    await called;
    await bus.close();
  });

  it('a call to one overtakes the polls of the other', async () => {
    const { hall, window, clock, spokenTo, bus } = sharedLine();
    await inTime(hall, Promise.all([hall.session.identify(), window.session.identify()]), 2_000);
    spokenTo.length = 0;
    const polls = [hall.session.poll(), hall.session.poll(), hall.session.poll()];
    const called = window.session.commands.call({ number: 'B002', counter: 2 });
    await clock.advance(1_000);
    await Promise.all([...polls, called]);
    expect(spokenTo).toEqual([1, 2, 1, 1]);
    await bus.close();
  });

  it('one that is silent to a question about its firmware is not counted as silent', async () => {
    const { hall, window, bus } = sharedLine();
    window.card.silent.add('A204');
    await inTime(window, window.session.identify(), 3_000);
    await inTime(window, window.session.poll(), 100);
    await inTime(hall, hall.session.identify(), 1_000);
    expect(bus.stats()).toMatchObject({ timeouts: 1, refused: 0 });
    await bus.close();
  });
});
