import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { inTime, openBoard, readyBoard } from './board.js';

const write = 'led-write-rejected';
const hardware = 'led-pixel-or-module-fault';

describe('a card that is busy', () => {
  it('is asked again after 200 ms, up to three times', async () => {
    const board = await readyBoard();
    board.card.refuse('A306', 3, 3, 3);
    const showing = board.session.commands.show({ text: 'A' });
    await board.clock.advance(199);
    expect(board.card.count('A306')).toBe(1);
    await expect(inTime(board, showing, 401)).resolves.toMatchObject({ text: 'A' });
    expect(board.card.count('A306')).toBe(4);
    expect(board.alarms.some(({ active }) => active)).toBe(false);
  });

  it('for longer fails the command and raises the alarm', async () => {
    const board = await readyBoard();
    board.card.refuse('A306', 3, 3, 3, 3);
    const showing = inTime(board, board.session.commands.show({ text: 'A' }), 600);
    await expect(showing).rejects.toMatchObject({ code: 'PROTOCOL_BUSY', retryable: true });
    expect(board.card.count('A306')).toBe(4);
    expect(board.alarm(write)).toMatchObject({ active: true, detail: expect.stringContaining('code 3: busy') });
    expect(board.states).toEqual([]);
  });

  it('does not get the older text after the newer one', async () => {
    const board = await readyBoard();
    board.card.refuse('A306', 3);
    const older = board.session.commands.show({ text: 'older' });
    await board.clock.advance(100);
    await board.session.commands.show({ text: 'newer' });
    await expect(inTime(board, older, 100)).rejects.toMatchObject({ code: 'PROTOCOL_BUSY' });
    expect(board.card.text()).toBe('newer');
    expect(board.card.count('A306')).toBe(2);
    expect(board.alarm(write)).toMatchObject({ active: false });
  });

  it('is not bothered with old texts while a call waits for it', async () => {
    const board = await readyBoard();
    await board.session.commands.show({ text: 'old' });
    await board.clock.advance(30_000);
    board.card.refuse('A306', 3);
    const showing = board.session.commands.show({ text: 'new' });
    const polled = board.session.poll();
    await expect(inTime(board, showing, 200)).resolves.toMatchObject({ text: 'new' });
    await polled;
    expect(board.card.text()).toBe('new');
    expect(board.card.count('A306'), 'once shown, once refused, once repeated').toBe(3);
  });

  it('gets a call to one zone that came while the text of another was repeated', async () => {
    const zones = { main: { x: 0, y: 0, width: 64, height: 16 }, side: { x: 0, y: 16, width: 64, height: 16 } };
    const board = await readyBoard({ options: { zones } });
    await Promise.all(['main', 'side'].map((zone) => board.session.commands.show({ text: 'old', zone })));
    await board.clock.advance(30_000);
    const polled = board.session.poll();
    while (board.card.count('A306') === 2) await new Promise((next) => setImmediate(next));
    board.card.refuse('A306', 3);
    const showing = board.session.commands.show({ text: 'new', zone: 'side' });
    await expect(inTime(board, showing, 200)).resolves.toMatchObject({ text: 'new' });
    await polled;
    expect(board.state['showing']).toEqual({ main: 'old', side: 'new' });
    expect(board.card.text(1)).toBe('new');
  });

  it('is not wiped while a call waits for it, and the call survives the wiping', async () => {
    const board = openBoard({ language: 'en' });
    board.card.glass.set(9, { text: 'ad', runMode: 0, timeout: 0 });
    board.card.refuse('A306', 3);
    const called = board.session.commands.call({ number: 'A001', counter: 3 });
    const identified = board.session.identify();
    await expect(inTime(board, called, 200)).resolves.toMatchObject({ zone: 'main' });
    await identified;
    expect([...board.card.glass.values()].map(({ text }) => text)).toEqual(['A001 to counter 3']);
  });

  it('while it is wiped is not wiped after a call', async () => {
    const board = openBoard({ language: 'en' });
    board.card.refuse('A306', 3);
    const identified = board.session.identify();
    await board.clock.advance(100);
    await board.session.commands.call({ number: 'A001', counter: 3 });
    await inTime(board, identified, 100);
    expect(board.card.text()).toBe('A001 to counter 3');
    await board.session.poll();
    expect(board.card.text()).toBe('A001 to counter 3');
    expect(board.state['showing']).toEqual({ main: 'A001 to counter 3' });
  });

  it('is not asked again once the session is to end', async () => {
    const board = await readyBoard();
    board.card.refuse('A306', 3);
    const showing = board.session.commands.show({ text: 'A' });
    await board.clock.advance(100);
    board.stop();
    await expect(showing).rejects.toMatchObject({ code: 'PROTOCOL_BUSY' });
    expect(board.card.count('A306')).toBe(1);
    expect(board.clock.pending).toBe(0);
  });
});

describe('a card that got damaged bytes', () => {
  it('gets them once more, at once', async () => {
    const board = await readyBoard();
    board.card.refuse('A306', 5);
    await expect(board.session.commands.show({ text: 'A' })).resolves.toMatchObject({ text: 'A' });
    expect(board.card.count('A306')).toBe(2);
  });

  it('twice fails the command', async () => {
    const board = await readyBoard();
    board.card.refuse('A306', 5, 5);
    await expect(board.session.commands.show({ text: 'A' })).rejects.toMatchObject({ code: 'PROTOCOL_CORRUPT' });
    expect(board.card.count('A306')).toBe(2);
    expect(board.alarm(write)).toMatchObject({ active: true });
  });

  it('and is busy then, is dealt with both ways', async () => {
    const board = await readyBoard();
    board.card.refuse('A306', 5, 3, 3);
    await expect(inTime(board, board.session.commands.show({ text: 'A' }), 400)).resolves.toMatchObject({ text: 'A' });
    expect(board.card.count('A306')).toBe(4);
  });
});

describe('a card that refuses', () => {
  it.each([4, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 99])(
    'code %d is an alarm until it takes something',
    async (code) => {
      const board = await readyBoard();
      board.card.refuse('A306', code);
      await expect(board.session.commands.show({ text: 'A' })).rejects.toMatchObject({ code: 'PROTOCOL_REJECTED' });
      expect(board.card.count('A306')).toBe(1);
      expect(board.alarm(write)).toEqual({
        type: write,
        active: true,
        detail: expect.stringMatching(new RegExp(`^code ${code}: .*"show main"`)),
      });
      await board.session.poll();
      expect(board.alarm(write), 'a ping says nothing about writing').toMatchObject({ active: true });
      await board.session.commands.show({ text: 'B' });
      expect(board.alarm(write)).toEqual({ type: write, active: false });
    },
  );

  it('leaves what stands on the glass, and the state says so', async () => {
    const board = await readyBoard();
    await board.session.commands.show({ text: 'A' });
    board.card.refuse('A306', 4);
    await expect(board.session.commands.show({ text: 'B' })).rejects.toThrow('out of memory');
    expect(board.state).toMatchObject({ showing: { main: 'A' }, verified: 'acknowledged' });
    expect(board.events).toHaveLength(1);
    expect(board.saved).toHaveLength(1);
  });

  it('for a fault of its memory raises the alarm of the hardware', async () => {
    const board = await readyBoard();
    board.card.refuse('A306', 7);
    await expect(board.session.commands.show({ text: 'A' })).rejects.toMatchObject({ code: 'PROTOCOL_REJECTED' });
    expect(board.alarm(hardware)).toMatchObject({ active: true, detail: expect.stringContaining('flash error') });
    expect(board.alarm(write)).toBeUndefined();
    await board.session.commands.show({ text: 'A' });
    expect(board.alarm(hardware)).toMatchObject({ active: false });
  });

  it.each([1, 2])('with code %d lacks the function, which is nothing to repair', async (code) => {
    const board = await readyBoard();
    board.card.refuse('A302', code);
    await expect(board.session.commands.brightness({ percent: 5 })).rejects.toMatchObject({
      code: 'PROTOCOL_UNSUPPORTED',
    });
    expect(board.card.count('A302')).toBe(1);
    expect(board.alarms).toEqual([]);
    expect(board.state).not.toHaveProperty('brightness');
  });

  it('texts altogether is no board, and that is an alarm', async () => {
    const board = await readyBoard();
    board.card.refuse('A306', 2);
    await expect(board.session.commands.show({ text: 'A' })).rejects.toMatchObject({ code: 'PROTOCOL_UNSUPPORTED' });
    expect(board.alarm(write)).toMatchObject({ active: true });
  });

  it('to be wiped is in contact all the same, and is tried again at each poll', async () => {
    const board = openBoard({
      stored: { savedAt: new VirtualClock().now(), zones: { main: { text: 'A', until: null } } },
    });
    board.card.glass.set(9, { text: 'ad', runMode: 0, timeout: 0 });
    board.card.refuse('A306', 4, 4, 4);
    await expect(board.session.identify()).resolves.toBeDefined();
    expect(board.alarm(write)).toMatchObject({ active: true });
    expect(board.state['showing']).toEqual({});
    await board.session.poll();
    await board.session.poll();
    expect([...board.card.glass.values()].map(({ text }) => text)).toEqual(['A']);
    expect(board.state['showing']).toEqual({ main: 'A' });
    expect(board.alarm(write)).toMatchObject({ active: false });
  });

  it('to repeat a text is in contact all the same', async () => {
    const board = await readyBoard();
    await board.session.commands.show({ text: 'A' });
    await board.clock.advance(30_000);
    board.card.refuse('A306', 4);
    await expect(board.session.poll()).resolves.toBeUndefined();
    expect(board.alarm(write)).toMatchObject({ active: true });
    await board.session.poll();
    expect(board.alarm(write)).toMatchObject({ active: false });
  });
});
