import { describe, expect, it } from 'vitest';
import { readyGlass } from './stories.js';

describe('a number that was called in vain', () => {
  it('takes the one before with it: the board comes back blank, not with a number that is no longer the last', async () => {
    const board = await readyGlass();
    await board.order('call', { number: 'A16', counter: 2 });
    board.device.silent = true;
    board.device.cutPower();
    await expect(board.order('call', { number: 'A17', counter: 2 })).rejects.toMatchObject({
      code: 'TRANSPORT_REPLY_TIMEOUT',
    });
    board.device.silent = false;
    board.device.seen.length = 0;
    await board.clock.advance(60_000);
    await board.inTime(board.session.identify());
    expect(board.device.seen.filter(({ text }) => text !== '')).toEqual([]);
    expect(board.seen.state).toMatchObject({ showing: {} });
    await board.order('call', { number: 'A18', counter: 2 });
    expect(board.device.text()).toContain('A18');
  });

  it('takes it away also where the board was never without power', async () => {
    const board = await readyGlass();
    await board.order('call', { number: 'A16', counter: 2 });
    board.device.refuses.set('write', { code: 'PROTOCOL_REJECTED', times: 1 });
    await expect(board.order('call', { number: 'A17', counter: 2 })).rejects.toMatchObject({
      code: 'PROTOCOL_REJECTED',
    });
    await board.poll();
    expect(board.device.text()).toBe('');
    expect(board.seen.state).toMatchObject({ showing: {} });
  });

  it('on a board that is dark does so too: lit again, it shows nothing old', async () => {
    const board = await readyGlass();
    await board.order('call', { number: 'A16', counter: 2 });
    await board.order('power', { on: false });
    await expect(board.order('call', { number: 'A17', counter: 2 })).rejects.toMatchObject({
      code: 'DEVICE_NOT_READY',
    });
    await board.order('power', { on: true });
    await board.poll();
    expect(board.device.text()).toBe('');
  });

  it('leaves a notice alone, also under it', async () => {
    const board = await readyGlass();
    await board.order('show', { text: 'welcome' });
    board.device.lost.set('write', 1);
    await expect(board.order('call', { number: 'A17', counter: 2 })).rejects.toMatchObject({
      code: 'TRANSPORT_REPLY_TIMEOUT',
    });
    await board.clock.advance(5_000);
    await board.poll();
    expect(board.device.text()).toBe('welcome');
  });

  it('that this board could never show takes nothing with it', async () => {
    const board = await readyGlass();
    await board.order('call', { number: 'A16', counter: 2 });
    await expect(board.order('call', { number: 'A17', counter: 2, zone: 'none' })).rejects.toMatchObject({
      code: 'COMMAND_ARGS_INVALID',
    });
    await board.poll();
    expect(board.device.text()).toContain('A16');
  });

  it('is not made up for after a restart either', async () => {
    const board = await readyGlass();
    await board.order('call', { number: 'A16', counter: 2 });
    board.device.silent = true;
    await expect(board.order('call', { number: 'A17', counter: 2 })).rejects.toMatchObject({
      code: 'TRANSPORT_REPLY_TIMEOUT',
    });
    await board.stop();
    expect(board.seen.stored).toMatchObject({ zones: {} });
  });
});
