import { describe, expect, it } from 'vitest';
import { settle } from '../../../support/virtual-clock.js';
import { openBoard, readyBoard } from './board.js';

const twoZones = {
  zones: { main: { x: 0, y: 0, width: 64, height: 16 }, side: { x: 0, y: 16, width: 64, height: 16 } },
};

describe('a number is called', () => {
  it('stands on the glass, in the state, in an event and in the result', async () => {
    const board = await readyBoard();
    const result = await board.session.commands.call({ number: 'A001', counter: '3' });
    const text = '请A001号到3号窗口';
    expect(board.card.glass).toEqual(new Map([[0, { text, runMode: 2, timeout: 60 }]]));
    expect(board.state).toMatchObject({ showing: { main: text }, verified: 'acknowledged' });
    expect(board.events).toEqual([{ name: 'called', data: { number: 'A001', counter: '3', zone: 'main', text } }]);
    expect(result).toEqual({ zone: 'main', text, verified: 'acknowledged' });
  });

  it('in the language of the branch, as the options word it', async () => {
    const english = await readyBoard({ language: 'en' });
    await english.session.commands.call({ number: 'A001', counter: 3 });
    expect(english.card.text()).toBe('A001 to counter 3');
    const own = await readyBoard({ options: { callText: { zh: '{counter}: {number} {number}' } } });
    await own.session.commands.call({ number: 7, counter: 'VIP' });
    expect(own.card.text()).toBe('VIP: 7 7');
    expect(own.events[0]?.data).toMatchObject({ number: 7, counter: 'VIP' });
  });

  it('what looks like a placeholder in a number is shown as given', async () => {
    const board = await readyBoard({ language: 'en' });
    await board.session.commands.call({ number: '{counter}$&', counter: 3 });
    expect(board.card.text()).toBe('{counter}$& to counter 3');
  });

  it('is on its way before the handler has returned, in front of all polls', async () => {
    const board = await readyBoard();
    void board.session.commands.call({ number: 'A001', counter: 3 });
    expect(board.line.asked).toEqual([{ label: 'show main', priority: 'call' }]);
    expect(board.card.received).toEqual(['A306']);
  });

  it('does not wait for the memory, and outlives a memory that fails', async () => {
    const board = await readyBoard({ save: () => Promise.reject(new Error('disk full')) });
    await expect(board.session.commands.call({ number: 'A001', counter: 3 })).resolves.toMatchObject({ zone: 'main' });
    await board.session.close();
    expect(board.warnings).toEqual(['what the board shows cannot be saved']);
  });

  it('closing waits for the memory', async () => {
    let written = () => {};
    const board = await readyBoard({ save: () => new Promise((resolve) => (written = resolve)) });
    await board.session.commands.call({ number: 'A001', counter: 3 });
    let closed = false;
    const closing = board.session.close().then(() => (closed = true));
    await settle();
    expect(closed).toBe(false);
    written();
    await closing;
    expect(board.saved).toHaveLength(1);
  });

  it('is not failed by an event that cannot be recorded', async () => {
    const board = await readyBoard({ event: () => Promise.reject(new Error('disk full')) });
    await expect(board.session.commands.call({ number: 'A001', counter: 3 })).resolves.toMatchObject({ zone: 'main' });
    expect(board.warnings).toEqual(['the event "called" cannot be recorded']);
  });
});

describe('a text is shown', () => {
  it('in its zone, beside what stands in the other', async () => {
    const board = await readyBoard({ options: twoZones });
    await board.session.commands.call({ number: 'A001', counter: 3 });
    const result = await board.session.commands.show({ text: '欢迎', zone: 'side' });
    expect(result).toEqual({ zone: 'side', text: '欢迎', verified: 'acknowledged' });
    expect(board.card.text(0)).toBe('请A001号到3号窗口');
    expect(board.card.text(1)).toBe('欢迎');
    expect(board.state['showing']).toEqual({ main: '请A001号到3号窗口', side: '欢迎' });
    expect(board.events.at(-1)).toEqual({ name: 'shown', data: { zone: 'side', text: '欢迎' } });
  });

  it('several in quick succession: the last one stays, on the glass and in the state', async () => {
    const board = await readyBoard();
    const texts = ['A', 'B', 'C', 'D'];
    await Promise.all(texts.map((text) => board.session.commands.show({ text })));
    expect(board.card.text()).toBe('D');
    expect(board.states.map(({ showing }) => showing)).toEqual(texts.map((main) => ({ main })));
    expect(board.saved.at(-1)).toMatchObject({ zones: { main: { text: 'D', until: null } } });
  });

  it('says how many characters the card has no sign for', async () => {
    const board = await readyBoard();
    const result = await board.session.commands.show({ text: '😀镕A' });
    expect(result).toEqual({ zone: 'main', text: '??A', verified: 'acknowledged', replaced: 2 });
    expect(board.state['showing']).toEqual({ main: '??A' });
  });

  it('in the colour of the options, while a backslash of its own colours nothing', async () => {
    const board = await readyBoard({ options: { colour: 'green' } });
    await board.session.commands.show({ text: '\\C1A\nB' });
    expect(board.card.text()).toBe('\\C2＼C1AB');
    expect(board.state['showing']).toEqual({ main: '＼C1AB' });
  });

  it.each([
    ['x'.repeat(963), true],
    ['x'.repeat(964), false],
    ['请'.repeat(481), true],
    ['请'.repeat(482), false],
    ['Z'.repeat(481), true],
    ['Z'.repeat(482), false],
  ])('of any length that fits a frame of 1024 bytes, escapes included (%#)', async (text, fits) => {
    const board = await readyBoard();
    const showing = board.session.commands.show({ text });
    if (fits) await expect(showing).resolves.toMatchObject({ text });
    else await expect(showing).rejects.toMatchObject({ code: 'COMMAND_ARGS_INVALID', field: 'args.text' });
    expect(board.card.received).toEqual(fits ? ['A306'] : []);
  });

  it('not without anything visible', async () => {
    const board = await readyBoard();
    const showing = board.session.commands.show({ text: '\n\u200b' });
    await expect(showing).rejects.toMatchObject({ code: 'COMMAND_ARGS_INVALID', field: 'args.text' });
    expect(board.card.received).toEqual([]);
  });

  it.each(['show', 'call', 'clear'] as const)(
    '%s in a zone the board does not have names those it has',
    async (name) => {
      const board = await readyBoard({ options: twoZones });
      const args = { text: 'A', number: 'A', counter: 1, zone: 'left' };
      await expect(board.session.commands[name](args)).rejects.toMatchObject({
        code: 'COMMAND_ARGS_INVALID',
        field: 'args.zone',
        message: expect.stringContaining('allowed: main, side'),
      });
      expect(board.card.received).toEqual([]);
    },
  );
});

describe('a zone is cleared', () => {
  it('alone or with all others', async () => {
    const board = await readyBoard({ options: twoZones });
    await board.session.commands.show({ text: 'A' });
    await board.session.commands.show({ text: 'B', zone: 'side' });
    expect(await board.session.commands.clear({ zone: 'main' })).toEqual({ zones: ['main'], verified: 'acknowledged' });
    expect([...board.card.glass.keys()]).toEqual([1]);
    expect(board.state['showing']).toEqual({ side: 'B' });
    expect(await board.session.commands.clear({})).toEqual({ zones: ['main', 'side'], verified: 'acknowledged' });
    expect(board.card.glass.size).toBe(0);
    expect(board.state['showing']).toEqual({});
    expect(board.saved.at(-1)).toMatchObject({ zones: {} });
  });
});

describe('the board itself', () => {
  it('takes its brightness in sixteen steps', async () => {
    const board = await readyBoard();
    expect(await board.session.commands.brightness({ percent: 50 })).toEqual({ percent: 50 });
    expect(board.card.payloads.get('A302')?.subarray(0, 3).toString('hex')).toBe('010808');
    expect(board.state['brightness']).toBe(50);
  });

  it('is switched dark and lit', async () => {
    const board = await readyBoard();
    expect(await board.session.commands.power({ on: false })).toEqual({ on: false });
    expect(board.card.payloads.get('A300')?.toString('hex')).toBe('02');
    expect(board.state['power']).toBe(false);
    await board.session.commands.power({ on: true });
    expect(board.state['power']).toBe(true);
  });

  it('gets the local time of the branch', async () => {
    const board = await readyBoard();
    // The virtual clock starts at 01:00 UTC on a Monday.
    expect(await board.session.commands['sync-clock']()).toEqual({ time: '2026-11-23T09:00:00' });
    expect(board.card.payloads.get('A203')?.toString('hex')).toBe('2620112309000001');
  });

  it('all of it goes in front of polls', async () => {
    const board = await readyBoard();
    const { brightness, power, 'sync-clock': syncClock, clear, test } = board.session.commands;
    const work = [brightness({ percent: 1 }), power({ on: true }), syncClock(), clear({}), test({ seconds: 1 })];
    expect(board.line.asked.map(({ priority }) => priority)).toEqual(Array(4).fill('call'));
    await Promise.all(work);
    expect(board.line.asked.at(-1), 'the test pattern waits for what it is to cover').toMatchObject({
      priority: 'call',
    });
    expect(board.line.asked).toHaveLength(5);
  });
});

describe('the test pattern', () => {
  it('fills every zone for its time, then gives back what was there', async () => {
    const board = await readyBoard({ options: twoZones });
    await board.session.commands.show({ text: 'A' });
    await board.session.commands.test({ seconds: 10 });
    expect(board.card.glass.get(0)).toEqual({ text: '■■■■', timeout: 10, runMode: 2 });
    expect(board.state['showing']).toEqual({ main: '■■■■', side: '■■■■' });
    await board.clock.advance(10_000);
    await board.session.poll();
    expect(board.card.text(0)).toBe('A');
    expect(board.card.glass.has(1)).toBe(false);
    expect(board.state['showing']).toEqual({ main: 'A' });
  });

  it('started twice gives back what was there before the first', async () => {
    const board = await readyBoard();
    await board.session.commands.show({ text: 'A' });
    await board.session.commands.test({ seconds: 10 });
    await board.session.commands.test({ seconds: 20 });
    await board.clock.advance(20_000);
    await board.session.poll();
    expect(board.card.text()).toBe('A');
  });

  it('gives way to a call, for good', async () => {
    const board = await readyBoard({ language: 'en' });
    await board.session.commands.test({ seconds: 10 });
    await board.session.commands.call({ number: 'A001', counter: 3 });
    await board.clock.advance(10_000);
    await board.session.poll();
    expect(board.card.text()).toBe('A001 to counter 3');
  });

  it('does not bring back what has ended meanwhile', async () => {
    const board = await readyBoard();
    await board.session.commands.show({ text: 'A', seconds: 5 });
    await board.session.commands.test({ seconds: 10 });
    await board.clock.advance(10_000);
    await board.session.poll();
    expect(board.card.glass.size).toBe(0);
    expect(board.state['showing']).toEqual({});
  });

  it('is not remembered over a restart, what it covers is', async () => {
    const board = await readyBoard();
    await board.session.commands.show({ text: 'A' });
    await board.session.commands.test({ seconds: 10 });
    expect(board.saved.at(-1)).toMatchObject({ zones: { main: { text: 'A', until: null } } });
  });

  it('fits a frame on the largest board', async () => {
    const board = openBoard({ options: { width: 2_048, height: 512 } });
    await board.session.identify();
    await expect(board.session.commands.test({ seconds: 10 })).resolves.toMatchObject({ zones: ['main'] });
  });
});
