import { describe, expect, it } from 'vitest';
import { settle } from '../../../support/virtual-clock.js';
import { readyGlass } from './stories.js';

const raised = (board: Awaited<ReturnType<typeof readyGlass>>) => board.seen.alarms.some(({ active }) => active);

describe('an order on a board that can be read', () => {
  it('is seen on it before it succeeds', async () => {
    const board = await readyGlass();
    expect(await board.order('show', { text: 'A1' })).toMatchObject({ verified: 'read-back' });
    expect(board.seen.state).toMatchObject({ showing: { main: 'A1' }, verified: 'read-back' });
    expect(board.device.requests.map((request) => request.do)).toEqual(['write', 'read']);
  });

  it('is repaired once where the board took something else, which is not worth an alarm', async () => {
    const board = await readyGlass();
    board.device.lies.times = 1;
    expect(await board.order('show', { text: 'A1' })).toMatchObject({ verified: 'read-back' });
    expect(board.device.seen.map(({ text }) => text)).toEqual(['8888', 'A1']);
    expect(raised(board)).toBe(false);
    expect(board.seen.state).toMatchObject({ showing: { main: 'A1' } });
  });

  it('fails where the repair did not hold; the state tells what is seen, and why is in the alarm', async () => {
    const board = await readyGlass();
    board.device.lies.times = Number.POSITIVE_INFINITY;
    const shown = board.order('show', { text: 'A1' });
    await expect(shown).rejects.toMatchObject({
      code: 'PROTOCOL_UNEXPECTED',
      message: expect.stringContaining('8888'),
    });
    expect(board.seen.state).toMatchObject({ showing: { main: '8888' }, zones: { main: { verified: 'read-back' } } });
    expect(board.mismatch()).toMatchObject({ active: true, detail: 'main shows "8888" instead of "A1"' });
    expect(board.seen.events).toEqual([]);
  });

  it('is not written again and again where the board goes on lying, and the alarm ends when it agrees', async () => {
    const board = await readyGlass();
    board.device.lies.times = Number.POSITIVE_INFINITY;
    await board.order('show', { text: 'A1' }).catch(() => undefined);
    expect(board.device.count('write')).toBe(2);
    for (let round = 0; round < 5; round++) await board.poll();
    expect(board.device.count('write')).toBe(2);
    expect(board.mismatch()).toMatchObject({ active: true });
    board.device.put('main', { text: 'A1', blink: false });
    await board.poll();
    expect(board.mismatch()).toEqual({ type: 'led-content-mismatch', active: false });
    expect(board.seen.state).toMatchObject({ showing: { main: 'A1' }, verified: 'read-back' });
    expect(board.device.count('write')).toBe(2);
  });

  it('a new order is tried anew, with a repair of its own', async () => {
    const board = await readyGlass();
    board.device.lies.times = 3;
    await board.order('show', { text: 'A1' }).catch(() => undefined);
    expect(await board.order('show', { text: 'A2' })).toMatchObject({ verified: 'read-back' });
    expect(board.device.text()).toBe('A2');
    expect(board.mismatch()).toMatchObject({ active: false });
  });

  it('counts as acknowledged where the reading got lost; the next poll looks', async () => {
    const board = await readyGlass();
    board.device.lost.set('read', 1);
    expect(await board.order('show', { text: 'A1' })).toMatchObject({ verified: 'acknowledged' });
    expect(raised(board)).toBe(false);
    expect(board.seen.state).toMatchObject({ showing: { main: 'A1' }, verified: 'acknowledged' });
    await board.poll();
    expect(board.seen.state).toMatchObject({ verified: 'read-back' });
  });

  it('what was seen before is history where the reading after a newer order got lost, its alarm is not', async () => {
    const board = await readyGlass();
    board.device.lies.times = 2;
    await board.order('show', { text: 'A1' }).catch(() => undefined);
    board.device.lost.set('read', 1);
    await board.order('show', { text: 'A2' });
    expect(board.seen.state).toMatchObject({
      showing: { main: 'A2' },
      zones: { main: { text: 'A2', verified: 'acknowledged' } },
    });
    expect(board.mismatch()).toMatchObject({ active: true });
    await board.clock.advance(5_000);
    await board.poll();
    expect(board.mismatch()).toMatchObject({ active: false });
  });

  it('that clears says what it finds instead of nothing', async () => {
    const board = await readyGlass();
    board.device.lies.times = Number.POSITIVE_INFINITY;
    const cleared = board.order('clear', { zone: 'side' });
    await expect(cleared).rejects.toThrow('shows "8888" instead of nothing');
    expect(board.seen.state).toMatchObject({ showing: { side: '8888' } });
  });

  it('is judged by its blinking too', async () => {
    const board = await readyGlass();
    await board.order('call', { number: 'A1', counter: 2, blinkSeconds: 30 });
    board.device.put('main', { text: 'A1>2', blink: false });
    await board.poll();
    expect(board.seen.alarms.find(({ active }) => active)?.detail).toBe('main shows "A1>2" instead of "A1>2" blinking');
    expect(board.device.glass.get('main')).toMatchObject({ blink: true });
    expect(board.mismatch()).toMatchObject({ active: false });
  });

  it('an order that another overtakes is not blamed for what the other has written', async () => {
    const board = await readyGlass();
    const [first, second] = [
      board.session.commands.show({ text: 'A1' }),
      board.session.commands.show({ text: 'A2', seconds: 60 }),
    ];
    await board.inTime(Promise.all([first, second]));
    expect(board.device.seen.map(({ text }) => text)).toEqual(['A1', 'A2']);
    expect(raised(board)).toBe(false);
    expect(board.seen.state).toMatchObject({ showing: { main: 'A2' }, verified: 'read-back' });
  });

  it('nor is it when the reading of the other gets lost', async () => {
    const board = await readyGlass();
    const first = board.session.commands.show({ text: 'A1' });
    await settle();
    const second = board.session.commands.show({ text: 'A2' });
    board.device.lost.set('read', 2);
    await board.inTime(Promise.all([first, second]), 5_000);
    expect(raised(board)).toBe(false);
    expect(board.seen.state).toMatchObject({ showing: { main: 'A2' } });
  });
});

describe('a poll', () => {
  it('finds what somebody else wrote: an alarm, one repair, and the alarm is over', async () => {
    const board = await readyGlass();
    await board.order('show', { text: 'A1' });
    board.device.put('main', { text: 'free beer', blink: false });
    await board.poll();
    const [first, last] = [board.seen.alarms.find(({ active }) => active), board.mismatch()];
    expect(first?.detail).toBe('main shows "free beer" instead of "A1"');
    expect(last).toMatchObject({ active: false });
    expect(board.device.text()).toBe('A1');
    expect(board.device.count('write')).toBe(2);
  });

  it('also where nothing should be', async () => {
    const board = await readyGlass();
    board.device.put('side', { text: 'free beer', blink: false });
    await board.poll();
    expect(board.seen.alarms.find(({ active }) => active)?.detail).toBe('side shows "free beer" instead of nothing');
    expect(board.device.text('side')).toBe('');
    expect(board.seen.state).toMatchObject({ showing: {} });
  });

  it('repairs once what it finds, however long the board lies', async () => {
    const board = await readyGlass();
    await board.order('show', { text: 'A1' });
    board.device.put('main', { text: 'free beer', blink: false });
    board.device.lies = { times: Number.POSITIVE_INFINITY, text: 'free beer' };
    for (let round = 0; round < 5; round++) await board.poll();
    expect(board.device.count('write')).toBe(2);
    expect(board.mismatch()).toMatchObject({ active: true });
    expect(board.seen.state).toMatchObject({ showing: { main: 'free beer' } });
  });

  it('has a repair left for what comes after an order that needed one', async () => {
    const board = await readyGlass();
    board.device.lies.times = 1;
    await board.order('show', { text: 'A1' });
    board.device.put('main', { text: 'free beer', blink: false });
    await board.poll();
    expect(board.device.text()).toBe('A1');
  });

  it.each([1, 2, 3, 4, 5])(
    'does not take an order in the middle of its look for a wrong content (request %i)',
    async (at) => {
      const board = await readyGlass();
      await board.order('show', { text: 'A1' });
      board.device.slowMs = 100;
      const polled = board.session.poll();
      await board.clock.advance(100 * at);
      const shown = board.session.commands.show({ text: 'A2' });
      await board.inTime(Promise.all([polled, shown]), 3_000);
      expect(raised(board)).toBe(false);
      expect(board.device.text()).toBe('A2');
      expect(board.device.seen.map(({ text }) => text)).toEqual(['A1', 'A2']);
      expect(board.seen.state).toMatchObject({ showing: { main: 'A2' } });
    },
  );

  it('nor one that was under way before it and needs a repair', async () => {
    const board = await readyGlass();
    await board.order('show', { text: 'A1' });
    board.device.slowMs = 100;
    board.device.lies.times = 1;
    const shown = board.session.commands.show({ text: 'A2' });
    const polled = board.session.poll();
    await board.inTime(Promise.all([polled, shown]), 3_000);
    expect(raised(board)).toBe(false);
    expect(board.device.seen.map(({ text }) => text)).toEqual(['A1', '8888', 'A2']);
  });

  it('nor one that a busy board takes while the look goes on', async () => {
    const board = await readyGlass();
    await board.order('show', { text: 'A1' });
    board.device.slowMs = 100;
    board.device.refuses.set('write', { code: 'PROTOCOL_BUSY', times: 1 });
    const shown = board.session.commands.show({ text: 'A2' });
    const polled = board.session.poll();
    await board.inTime(Promise.all([polled, shown]), 3_000);
    expect(raised(board)).toBe(false);
    expect(board.device.seen.map(({ text }) => text)).toEqual(['A1', 'A2']);
  });

  it('whose repetition still waits when a newer call comes does not repeat it', async () => {
    const board = await readyGlass({ panel: { keepsSeconds: 60, isReadable: false } });
    await board.order('show', { text: 'A1' });
    await board.clock.advance(31_000);
    board.device.slowMs = 100;
    const polled = board.session.poll();
    // The look is answered, and the line is quiet for a moment before the next request.
    await board.clock.advance(110);
    const called = board.session.commands.call({ number: 'A2', counter: 1 });
    await board.inTime(Promise.all([polled, called]), 3_000);
    expect(board.device.seen.map(({ text }) => text)).toEqual(['A1', 'A2>1']);
  });

  it.each([1, 2, 3])('whose repetition a newer call overtakes leaves the newer one alone (%i)', async (at) => {
    const board = await readyGlass({ panel: { keepsSeconds: 60 } });
    await board.order('show', { text: 'A1' });
    await board.clock.advance(31_000);
    board.device.requests.length = 0;
    board.device.slowMs = 100;
    // Status and two zones, then the repetition: its write, and what reads it back.
    const polled = board.session.poll();
    while (!board.device.requests.some((request) => request.do === 'write')) await board.clock.advance(10);
    await board.clock.advance(at * 60);
    const called = board.session.commands.call({ number: 'A2', counter: 1 });
    await board.inTime(Promise.all([polled, called]), 3_000);
    expect(board.seen.state).toMatchObject({ showing: { main: 'A2>1' } });
    expect(board.seen.stored).toMatchObject({ zones: { main: { text: 'A2>1' } } });
    await board.poll();
    expect(board.device.seen.at(-1)).toEqual({ zone: 'main', text: 'A2>1' });
    expect(board.device.text()).toBe('A2>1');
    expect(raised(board)).toBe(false);
  });

  it('after a contact that was lost repairs again', async () => {
    const board = await readyGlass();
    board.device.lies.times = 2;
    await board.order('show', { text: 'A1' }).catch(() => undefined);
    board.device.silent = true;
    await board.poll().catch(() => undefined);
    board.device.silent = false;
    await board.clock.advance(60_000);
    await board.inTime(board.session.identify());
    expect(board.device.text()).toBe('A1');
    expect(board.mismatch()).toMatchObject({ active: false });
  });
});
