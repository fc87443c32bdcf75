import { describe, expect, it } from 'vitest';
import { AreaCount } from '../../../../drivers/led-board/onbon/area-count.js';
import { type Board, openBoard } from './board.js';

/** A card whose status tells a number of areas, as the vendor's demo reads it (led-boards-counters-hid.md 2.8). */
async function tellingBoard(count: number): Promise<Board> {
  const board = openBoard({ language: 'en' });
  tell(board, count);
  await board.session.identify();
  return board;
}

function tell(board: Board, count: number): void {
  board.card.payloadOf['A102'] = [1, 15, ...Array<number>(15).fill(0), count];
}

async function nextPoll(board: Board): Promise<void> {
  await board.clock.advance(10_000);
  await board.session.poll();
}

describe('a card that is without power for less than a poll', () => {
  it('is found out by the number of its areas, and gets its texts at once', async () => {
    const board = await tellingBoard(0);
    await board.session.commands.call({ number: 'A001', counter: 3 });
    tell(board, 1);
    await nextPoll(board);
    board.card.glass.clear();
    tell(board, 0);
    const before = board.card.count('A306');
    await nextPoll(board);
    expect(board.card.text()).toBe('A001 to counter 3');
    expect(board.card.count('A306')).toBe(before + 1);
    expect(board.state).toMatchObject({ showing: { main: 'A001 to counter 3' }, verified: 'acknowledged' });
  });

  it('gets them with the next repetition where it tells no number', async () => {
    const board = openBoard({ language: 'en' });
    await board.session.identify();
    await board.session.commands.call({ number: 'A001', counter: 3 });
    board.card.glass.clear();
    await nextPoll(board);
    expect(board.card.glass.size).toBe(0);
    await nextPoll(board);
    await nextPoll(board);
    expect(board.card.text()).toBe('A001 to counter 3');
  });
});

describe('the number of areas', () => {
  it('counts only once it was right: the layout of the reply is not certain', () => {
    const areas = new AreaCount();
    areas.wrote('main');
    expect(areas.question()(0)).toBe(false);
    expect(areas.question()(1)).toBe(false);
    expect(areas.question()(0)).toBe(true);
  });

  it.each([
    ['more than there should be', 3],
    ['no number', undefined],
  ])('says nothing as %s', (_, told) => {
    const areas = new AreaCount();
    for (const zone of ['main', 'side']) areas.wrote(zone);
    areas.question()(2);
    expect(areas.question()(told)).toBe(false);
  });

  it('says nothing where a write came between question and answer', () => {
    const areas = new AreaCount();
    areas.wrote('main');
    areas.question()(1);
    const answer = areas.question();
    areas.wrote('side');
    expect(answer(1)).toBe(false);
    expect(areas.question()(1)).toBe(true);
  });

  it('goes down with what is deleted', () => {
    const areas = new AreaCount();
    areas.wrote('main');
    areas.question()(1);
    areas.deleted(['main', 'side']);
    expect([areas.expected, areas.question()(0)]).toEqual([0, false]);
  });
});
