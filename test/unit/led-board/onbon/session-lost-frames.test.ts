import { describe, expect, it } from 'vitest';
import { type Board, inTime, readyBoard } from './board.js';

const labels = (board: Board) => board.line.asked.map(({ label, priority }) => `${priority} ${label}`);

describe('an order whose frame is lost', () => {
  it('is sent once more and succeeds', async () => {
    const board = await readyBoard();
    board.card.silent.add('all');
    const calling = board.session.commands.call({ number: 'A001', counter: 3 });
    await board.clock.advance(999);
    board.card.silent.clear();
    await expect(inTime(board, calling, 2)).resolves.toMatchObject({ verified: 'acknowledged' });
    expect(board.card.text()).toBe('请A001号到3号窗口');
    expect(board.state).toMatchObject({ verified: 'acknowledged' });
    expect(labels(board)).toEqual(['call show main', 'call show main']);
  });

  it('twice, fails, and no third is sent', async () => {
    const board = await readyBoard();
    board.card.silent.add('all');
    const calling = board.session.commands.show({ text: 'A' });
    await expect(inTime(board, calling, 3_000)).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    expect(labels(board)).toEqual(['call show main', 'call show main']);
    expect(board.state).toMatchObject({ verified: 'sent' });
  });

  it('is not sent again after something newer was ordered', async () => {
    const board = await readyBoard();
    board.card.silent.add('all');
    const first = board.session.commands.show({ text: 'A' });
    await board.clock.advance(500);
    const second = board.session.commands.show({ text: 'B' });
    await board.clock.advance(499);
    board.card.silent.clear();
    await expect(inTime(board, first, 1)).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    await inTime(board, second, 0);
    expect(labels(board)).toEqual(['call show main', 'call show main']);
    expect(board.card.text()).toBe('B');
  });

  it('a time is not sent again: it would be an old one', async () => {
    const board = await readyBoard();
    board.card.silent.add('all');
    const setting = board.session.commands['sync-clock']();
    await expect(inTime(board, setting, 3_000)).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    expect(labels(board)).toEqual(['call set clock']);
  });

  it('a repetition is not either: the next poll sees to it', async () => {
    const board = await readyBoard({ options: { expireSeconds: 10 } });
    await board.session.commands.show({ text: 'A' });
    await board.clock.advance(6_000);
    board.line.asked.length = 0;
    board.card.silent.add('A306');
    await expect(inTime(board, board.session.poll(), 3_000)).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    expect(labels(board)).toEqual(['poll ping', 'poll show main']);
  });
});
