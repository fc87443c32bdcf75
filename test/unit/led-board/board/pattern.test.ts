import { describe, expect, it } from 'vitest';
import { readyGlass } from './stories.js';

const later = async (board: Awaited<ReturnType<typeof readyGlass>>, ms: number) => {
  await board.clock.advance(ms);
  return board.device.text();
};

describe('a test pattern', () => {
  it('gives back by itself what it has covered, and keeps blank what was blank', async () => {
    const board = await readyGlass();
    await board.order('show', { text: 'A1' });
    expect(await board.order('test', { seconds: 5 }, 200)).toMatchObject({ zones: ['main', 'side'], seconds: 5 });
    expect([board.device.text('main'), board.device.text('side')]).toEqual(['####', '####']);
    expect(await later(board, 6_000)).toBe('A1');
    expect(board.device.text('side')).toBe('');
  });

  it('gives back a call that was ordered in the same moment', async () => {
    const board = await readyGlass();
    await board.order('show', { text: 'A1' });
    const called = board.session.commands.call({ number: 'A2', counter: 1 });
    const tested = board.session.commands.test({ seconds: 5 });
    await board.inTime(Promise.all([called, tested]), 1_000);
    expect(board.device.text()).toBe('####');
    expect(await later(board, 6_000)).toBe('A2>1');
  });

  it('gives back nothing of what was cleared in the same moment', async () => {
    const board = await readyGlass();
    const work = [
      board.session.commands.show({ text: 'A1' }),
      board.session.commands.clear({}),
      board.session.commands.test({ seconds: 5 }),
    ];
    await board.inTime(Promise.all(work), 1_000);
    expect(await later(board, 6_000)).toBe('');
    expect(board.device.seen.filter(({ text }) => text === 'A1')).toHaveLength(1);
  });

  it('does not come over a call that is newer', async () => {
    const board = await readyGlass();
    board.device.slowMs = 100;
    const shown = board.session.commands.show({ text: 'A1' });
    const tested = board.session.commands.test({ seconds: 5 });
    const called = board.session.commands.call({ number: 'A2', counter: 1 });
    await board.inTime(Promise.all([shown, called]), 3_000);
    expect(await tested).toMatchObject({ zones: ['side'] });
    expect(board.device.seen.map(({ text, zone }) => `${zone} ${text}`)).toEqual(['main A1', 'main A2>1', 'side ####']);
  });

  it('of before does not cover the next one for ever', async () => {
    const board = await readyGlass();
    await board.order('show', { text: 'A1' });
    await board.order('test', { seconds: 5 }, 200);
    await board.order('test', { seconds: 5 }, 200);
    expect(await later(board, 6_000)).toBe('A1');
  });
});
