import { expect, it } from 'vitest';
import { boardsOnLine, callText, settled } from './boards-on-line.js';

const likely = /bytes came, none of them the reply: .*two devices with one address/;

it('two boards with one address: it is told what it looks like, the others go on, one off and all is well', async () => {
  const options = { pollIntervalMs: 2_000, replyTimeoutMs: 500 };
  const line = boardsOnLine({ seed: 41, options, onCards: [1, 2, 3, 4, 5, 6, 7, 3] });
  const { clock, boards } = line;
  const third = boards[2]!;
  const twin = boards[7]!;
  const others = boards.filter((board) => board !== third && board !== twin);
  twin.card.setFaults({ unplugged: true });
  await line.start();
  await settled(clock, third.call(1));
  expect(third.state()).toMatchObject({ operating: 'online', verified: 'acknowledged' });

  // Somebody puts a second board with the number 3 on the line.
  twin.card.setFaults({ unplugged: false });
  const began = clock.monotonic();
  for (let number = 2; number < 60; number++) {
    const board = others[number % others.length]!;
    expect(await settled(clock, board.call(number))).toMatchObject({ status: 'fulfilled' });
    expect(board.glass()).toBe(callText(number));
    await clock.advance(2_000);
  }
  expect(line.collisions()).toBeGreaterThan(5);
  expect(third.state()).toMatchObject({
    operating: 'offline',
    verified: 'sent',
    reason: expect.stringMatching(likely),
  });
  const claimed = third.states().filter(({ at, state }) => at > began + 3_000 && state['verified'] !== 'sent');
  expect(claimed).toEqual([]);
  const raised = line.conditions.filter(({ deviceId, active, at }) => deviceId === third.id && active && at > began);
  expect(raised.length).toBeGreaterThan(0);
  for (const { detail } of raised) expect(detail).toMatch(likely);
  expect(raised[0]!.at - began).toBeLessThan(15_000);
  // The board that is not there under its own number says nothing at all.
  expect(twin.state()).toMatchObject({ operating: 'offline', reason: expect.stringContaining('nothing came') });
  for (const board of others) expect(board.state()).toMatchObject({ operating: 'online', verified: 'acknowledged' });

  twin.card.setFaults({ unplugged: true });
  await clock.advance(90_000);
  expect(await settled(clock, third.call(99))).toMatchObject({ status: 'fulfilled' });
  expect(third.glass()).toBe(callText(99));
  expect(third.state()).toMatchObject({ operating: 'online', verified: 'acknowledged' });
  expect(third.alarm('led-unreachable')).toMatchObject({ active: false });
  await line.end();
});
