import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../drivers/error.js';
import { settle, VirtualClock } from '../../../support/virtual-clock.js';
import { inTime, openBoard, readyBoard } from './board.js';

const twoZones = {
  zones: { main: { x: 0, y: 0, width: 64, height: 16 }, side: { x: 0, y: 16, width: 64, height: 16 } },
};
const remembered = (zones: Record<string, { text: string; until: number | null }>) => ({
  savedAt: new VirtualClock().now(),
  zones,
});
const status = (on: number, level: number) => [on, level, ...Array<number>(16).fill(0)];

describe('a board is met for the first time', () => {
  it('loses what somebody left on it, so that the state does not lie', async () => {
    const board = openBoard();
    board.card.glass.set(0, { text: '昨天', runMode: 0, timeout: 0 });
    board.card.glass.set(9, { text: 'ad', runMode: 0, timeout: 0 });
    expect(board.states).toEqual([]);
    await board.session.identify();
    expect(board.card.glass.size).toBe(0);
    expect(board.state).toEqual({ showing: {}, zones: {}, verified: 'acknowledged' });
  });

  it('says nothing about its state before it has answered', async () => {
    const board = openBoard({ stored: remembered({ main: { text: 'A001', until: null } }) });
    board.card.silent.add('all');
    await expect(inTime(board, board.session.identify(), 1_000)).rejects.toMatchObject({
      code: 'TRANSPORT_REPLY_TIMEOUT',
    });
    expect(board.states).toEqual([]);
  });

  it('shows again what is still valid of the time before', async () => {
    const clock = new VirtualClock();
    const stored = remembered({
      main: { text: '请A001号到3号窗口', until: null },
      side: { text: 'over', until: clock.now() - 1 },
      gone: { text: 'no such zone', until: null },
    });
    const board = openBoard({ options: twoZones, stored, clock });
    board.card.glass.set(1, { text: 'old', runMode: 0, timeout: 0 });
    await board.session.identify();
    expect(board.card.glass).toEqual(new Map([[0, { text: '请A001号到3号窗口', runMode: 2, timeout: 60 }]]));
    expect(board.state).toMatchObject({ showing: { main: '请A001号到3号窗口' }, verified: 'acknowledged' });
  });

  it('a restored text ends when it would have ended', async () => {
    const clock = new VirtualClock();
    const board = openBoard({ stored: remembered({ main: { text: 'A', until: clock.now() + 15_000 } }), clock });
    await board.session.identify();
    expect(board.card.glass.get(0)).toMatchObject({ text: 'A', timeout: 15 });
    await clock.advance(15_000);
    await board.session.poll();
    expect(board.state['showing']).toEqual({});
  });

  it.each([null, 'A001', { zones: 5 }, { zones: { main: { text: 'x'.repeat(2_000), until: null } } }])(
    'starts empty when what was stored is of no use: %#',
    async (stored) => {
      const board = openBoard({ stored });
      await board.session.identify();
      expect(board.state['showing']).toEqual({});
    },
  );

  it('a call that comes before the board has answered is not wiped away', async () => {
    const board = openBoard({ language: 'en', stored: remembered({ main: { text: 'old', until: null } }) });
    board.line.hold();
    const identified = board.session.identify();
    const called = board.session.commands.call({ number: 'A001', counter: 3 });
    board.line.release();
    await Promise.all([identified, called]);
    expect(board.card.text()).toBe('A001 to counter 3');
    expect(board.state).toMatchObject({ showing: { main: 'A001 to counter 3' }, verified: 'acknowledged' });
  });

  it('a call in the middle of the wiping comes after it', async () => {
    const board = openBoard({ language: 'en' });
    const identified = board.session.identify();
    while (board.card.count('A306') === 0) await new Promise((next) => setImmediate(next));
    const called = board.session.commands.call({ number: 'A001', counter: 3 });
    await Promise.all([identified, called]);
    expect(board.card.text()).toBe('A001 to counter 3');
    expect(board.state['showing']).toEqual({ main: 'A001 to counter 3' });
  });
});

describe('who the board is', () => {
  it('is told by the type in its replies, its firmware and its status', async () => {
    const board = openBoard();
    board.card.deviceType = 0x61;
    board.card.payloadOf['A204'] = [...Buffer.from('V2.08')];
    board.card.payloadOf['A102'] = status(2, 9);
    expect(await board.session.identify()).toEqual({
      model: 'BX-6K1',
      firmware: 'V2.08',
      capabilities: ['zones', 'brightness', 'power', 'clock'],
    });
    expect(board.state).toMatchObject({ power: false, brightness: 60 });
  });

  it('stays open where the card refuses the questions, without an alarm', async () => {
    const board = openBoard();
    board.card.refuse('A204', 2);
    board.card.refuse('A102', 2);
    expect(await board.session.identify()).toEqual({ capabilities: expect.any(Array) });
    expect(board.alarms.some(({ active }) => active)).toBe(false);
    expect(board.state).not.toHaveProperty('power');
  });

  it('stays open where it is silent to a question, which is asked once and leaves no doubt of the card', async () => {
    const board = openBoard();
    board.card.silent.add('A204');
    await inTime(board, board.session.identify(), 1_000);
    expect(board.line.asked.at(-1)).toEqual({ label: 'ping', priority: 'call' });
    await board.session.identify();
    expect(board.card.count('A204')).toBe(1);
    expect(board.state['verified']).toBe('acknowledged');
  });

  it('is not known when contact is lost in the middle of the questions', async () => {
    const board = openBoard();
    board.card.silent.add('A204');
    const identifying = board.session.identify();
    while (board.card.count('A204') === 0) await new Promise((next) => setImmediate(next));
    board.card.silent.add('all');
    await expect(inTime(board, identifying, 2_000)).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    board.card.silent.clear();
    await board.session.identify();
    expect(board.card.count('A204')).toBe(2);
  });

  it('keeps the percent that was asked for as long as the card is at that step', async () => {
    const board = await readyBoard();
    await board.session.commands.brightness({ percent: 50 });
    board.card.payloadOf['A102'] = status(1, 8);
    await board.session.identify();
    expect(board.state['brightness']).toBe(50);
    board.card.payloadOf['A102'] = status(1, 15);
    await board.session.identify();
    expect(board.state['brightness'], 'somebody has turned it up: what was ordered is set again').toBe(50);
    expect(board.card.payloads.get('A302')?.subarray(0, 2).toString('hex')).toBe('0108');
  });
});

describe('contact is lost and comes back', () => {
  it('everything still valid is sent again, because the card forgets it without power', async () => {
    const board = await readyBoard({ options: twoZones });
    await board.session.commands.show({ text: 'A' });
    await board.session.commands.show({ text: 'B', zone: 'side', seconds: 600 });
    board.card.glass.clear();
    await board.session.identify();
    expect([board.card.text(0), board.card.text(1)]).toEqual(['A', 'B']);
    expect(board.card.payloads.get('A306')?.[0], 'nothing is wiped at a later time').toBe(0);
  });

  it('even when it was away for one poll only', async () => {
    const board = await readyBoard();
    await board.session.commands.show({ text: 'A' });
    board.card.silent.add('all');
    await expect(inTime(board, board.session.poll(), 1_000)).rejects.toThrow('no reply');
    expect(board.state).toMatchObject({ showing: { main: 'A' }, verified: 'sent' });
    board.card.silent.clear();
    board.card.glass.clear();
    await board.session.poll();
    expect(board.card.text()).toBe('A');
    expect(board.state).toMatchObject({ showing: { main: 'A' }, verified: 'acknowledged' });
  });

  it('what was over meanwhile does not come back', async () => {
    const board = await readyBoard();
    await board.session.commands.show({ text: 'A', seconds: 5 });
    await board.clock.advance(6_000);
    await board.session.identify();
    expect(board.card.glass.size).toBe(0);
    expect(board.state['showing']).toEqual({});
  });

  it('a call whose reply was lost is reported as failed, and the board is brought back to what the state says', async () => {
    const board = await readyBoard();
    await board.session.commands.show({ text: 'A' });
    board.card.mute = true;
    const calling = board.session.commands.show({ text: 'B' });
    await expect(inTime(board, calling, 2_000)).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    expect(board.state).toMatchObject({ showing: { main: 'A' }, verified: 'sent' });
    expect(board.card.text()).toBe('B');
    board.card.mute = false;
    await board.session.poll();
    expect(board.card.text()).toBe('A');
    expect(board.state).toMatchObject({ showing: { main: 'A' }, verified: 'acknowledged' });
    expect(board.events.map(({ data }) => data['text'])).toEqual(['A']);
  });

  it('and a zone that was blank before such a call is blank again', async () => {
    const board = await readyBoard();
    board.card.mute = true;
    await expect(inTime(board, board.session.commands.show({ text: 'B' }), 2_000)).rejects.toThrow('no reply');
    expect(board.card.text()).toBe('B');
    board.card.mute = false;
    await board.session.poll();
    expect(board.card.glass.size).toBe(0);
    expect(board.state).toEqual({ showing: {}, zones: {}, verified: 'acknowledged' });
  });

  it('a call the line did not even send leaves no doubt', async () => {
    const board = await readyBoard();
    board.line.failure = new GatewayError('TRANSPORT_MEMBER_SILENT', 'rests');
    await expect(board.session.commands.show({ text: 'B' })).rejects.toMatchObject({ code: 'TRANSPORT_MEMBER_SILENT' });
    expect(board.states).toEqual([]);
  });
});

describe('while all is well', () => {
  it('a poll is one ping', async () => {
    const board = await readyBoard();
    await board.session.poll();
    expect(board.line.asked).toEqual([{ label: 'ping', priority: 'poll' }]);
  });

  it('a ping that is refused is an answer too', async () => {
    const board = await readyBoard();
    board.card.refuse('A200', 3);
    await expect(board.session.poll()).resolves.toBeUndefined();
    expect(board.alarms).toEqual([]);
  });

  it('a text is repeated after half the time after which the card would blank it, and not before', async () => {
    const board = await readyBoard();
    await board.session.commands.show({ text: 'A' });
    for (let elapsed = 10; elapsed <= 60; elapsed += 10) {
      await board.clock.advance(10_000);
      await board.session.poll();
      expect(board.card.count('A306'), `after ${elapsed} s`).toBe(1 + Math.floor(elapsed / 30));
    }
    expect(board.saved, 'a repetition is not worth writing to flash').toHaveLength(1);
  });

  it('polls often enough that no text blanks in between', () => {
    const interval = (options: object) => openBoard({ options }).session.pollIntervalMs;
    expect(interval({})).toBe(10_000);
    expect(interval({ pollIntervalMs: 2_000 })).toBe(2_000);
    expect(interval({ expireSeconds: 10 })).toBe(3_333);
  });

  it('a text with an end is blanked by the card in time and taken away at the next poll', async () => {
    const board = await readyBoard();
    await board.session.commands.show({ text: 'A', seconds: 25 });
    expect(board.card.glass.get(0)).toMatchObject({ timeout: 25 });
    await board.clock.advance(24_000);
    await board.session.poll();
    expect(board.state['showing']).toEqual({ main: 'A' });
    await board.clock.advance(1_000);
    await board.session.poll();
    expect(board.card.glass.size).toBe(0);
    expect(board.state['showing']).toEqual({});
    expect(board.saved.at(-1)).toMatchObject({ zones: {} });
  });

  it('a repeated text does not outlive its end', async () => {
    const board = await readyBoard();
    await board.session.commands.show({ text: 'A', seconds: 70 });
    await board.clock.advance(30_500);
    await board.session.poll();
    expect(board.card.glass.get(0)).toMatchObject({ timeout: 40 });
  });

  it('setting the wall clock ends nothing and keeps nothing', async () => {
    const board = await readyBoard();
    await board.session.commands.show({ text: 'A', seconds: 25 });
    board.clock.jump(86_400_000);
    await board.session.poll();
    expect(board.state['showing']).toEqual({ main: 'A' });
    board.clock.jump(-86_400_000 * 2);
    await board.clock.advance(25_000);
    await board.session.poll();
    expect(board.state['showing']).toEqual({});
  });

  it('a repetition under way does not come after a newer call', async () => {
    const board = await readyBoard({ language: 'en' });
    await board.session.commands.show({ text: 'old' });
    await board.clock.advance(30_000);
    await board.session.poll().catch(() => undefined);
    board.card.received.length = 0;
    await board.clock.advance(30_000);
    board.line.hold();
    const polled = board.session.poll();
    board.line.release();
    await settle();
    board.line.hold();
    const called = board.session.commands.call({ number: 'A001', counter: 3 });
    board.line.release();
    await Promise.all([polled, called]);
    expect(board.card.text()).toBe('A001 to counter 3');
    expect(board.state['showing']).toEqual({ main: 'A001 to counter 3' });
  });

  it('a repetition waits for the call that is under way and then repeats nothing old', async () => {
    const board = await readyBoard({ language: 'en' });
    await board.session.commands.show({ text: 'old' });
    await board.clock.advance(30_000);
    board.card.received.length = 0;
    board.line.hold();
    const polled = board.session.poll();
    const called = board.session.commands.call({ number: 'A001', counter: 3 });
    board.line.release();
    await Promise.all([polled, called]);
    expect(board.card.received).toEqual(['A306', 'A200']);
    expect(board.card.text()).toBe('A001 to counter 3');
  });

  it('leaves no timer behind', async () => {
    const board = await readyBoard();
    await board.session.commands.show({ text: 'A', seconds: 5 });
    await board.session.close();
    expect(board.clock.pending).toBe(0);
  });
});
