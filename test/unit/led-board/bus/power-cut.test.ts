import { describe, expect, it } from 'vitest';
import { boardsOnLine, callText, settled } from './boards-on-line.js';

describe('a board whose power is cut for 5 s', () => {
  it('shows its text again when it is back, and nothing is claimed meanwhile', async () => {
    const pollIntervalMs = 2_000;
    const replyTimeoutMs = 500;
    const line = boardsOnLine({ seed: 31, options: { pollIntervalMs, replyTimeoutMs } });
    const { clock, boards } = line;
    await line.start();
    for (const [index, board] of boards.entries()) await settled(clock, board.call(100 + index));
    const cut = boards[2]!;
    const text = callText(102);
    expect(cut.state()).toMatchObject({ operating: 'online', verified: 'acknowledged', showing: { main: text } });

    const began = clock.monotonic();
    cut.cutPower();
    await clock.advance(5_000);
    expect(cut.glass()).toBe('');
    expect(cut.state()).toMatchObject({ verified: 'sent', zones: { main: { text, verified: 'sent' } } });
    expect(['degraded', 'offline']).toContain(cut.state()['operating']);
    cut.powerBack();
    const backAt = clock.monotonic();
    await clock.advance(20_000);

    const again = cut.stood.findLast((stood) => stood.text === text)!;
    expect(cut.glass()).toBe(text);
    expect(again.at).toBeGreaterThan(backAt);
    // From the first poll that fails until it shows the text again, all that is said of it is "sent".
    const said = cut.states().filter(({ at }) => at > began && at < again.at);
    const noticedAt = said[0]!.at;
    expect(noticedAt - began).toBeLessThan(pollIntervalMs + replyTimeoutMs + 500);
    expect(said.map(({ state }) => state['verified'])).toEqual(said.map(() => 'sent'));
    expect(cut.state()).toMatchObject({ operating: 'online', verified: 'acknowledged' });
    // The others have noticed nothing.
    for (const [index, board] of boards.entries()) {
      if (board === cut) continue;
      expect(board.stood.map((stood) => stood.text)).toEqual([callText(100 + index)]);
      expect(board.states().filter(({ at, state }) => at > began && state['verified'] !== 'acknowledged')).toEqual([]);
    }
    await line.end();
  });

  it('between two polls is noticed by nobody, so the text comes back with its next repetition', async () => {
    const line = boardsOnLine({ seed: 32, options: { pollIntervalMs: 10_000, expireSeconds: 60 } });
    const { clock, boards } = line;
    await line.start();
    const cut = boards[2]!;
    await settled(clock, cut.call(7));
    const polled = line.wire.said.length;
    // Just after one of its polls.
    while (!line.wire.said.slice(polled).some(({ bytes }) => bytes[8] === 3)) await clock.advance(50);
    await clock.advance(500);
    cut.cutPower();
    await clock.advance(5_000);
    cut.powerBack();
    expect(cut.glass()).toBe('');
    await clock.advance(40_000);
    expect(cut.glass()).toBe(callText(7));
    await line.end();
  });

  it('and all of a line at once: every board has its own text again', async () => {
    const line = boardsOnLine({ seed: 33, options: { pollIntervalMs: 2_000, replyTimeoutMs: 500 } });
    const { clock, boards } = line;
    await line.start();
    for (const [index, board] of boards.entries()) await settled(clock, board.call(100 + index));
    for (const board of boards) board.cutPower();
    await clock.advance(60_000);
    for (const board of boards) {
      expect(board.state()).toMatchObject({ operating: 'offline', verified: 'sent' });
      expect(board.alarm('led-unreachable')).toMatchObject({ active: true });
      board.powerBack();
    }
    await clock.advance(90_000);
    for (const [index, board] of boards.entries()) {
      expect(board.glass()).toBe(callText(100 + index));
      expect(board.state()).toMatchObject({ operating: 'online', verified: 'acknowledged' });
      expect(board.alarm('led-unreachable')).toMatchObject({ active: false });
    }
    await line.end();
  });
});
