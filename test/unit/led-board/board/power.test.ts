import { describe, expect, it } from 'vitest';
import { GlassDevice } from './glass-device.js';
import { openGlass, readyGlass } from './stories.js';

const dark = { code: 'DEVICE_NOT_READY', message: expect.stringContaining('power {"on": true}') };
const soft = { panel: { hasSwitch: false } };

describe('a board that somebody has switched dark', () => {
  it.each([
    ['by its own switch', {}],
    ['by being made blank', soft],
  ])('refuses what nobody would see, until it is lit again (%s)', async (_, setup) => {
    const board = await readyGlass(setup);
    await board.order('power', { on: false });
    await expect(board.order('call', { number: 'A1', counter: 2 })).rejects.toMatchObject(dark);
    await expect(board.order('show', { text: 'A1' })).rejects.toMatchObject(dark);
    await expect(board.order('test', { seconds: 5 })).rejects.toMatchObject(dark);
    expect(board.seen.state).toMatchObject({ power: false, showing: {} });
    await board.order('power', { on: true });
    expect(await board.order('show', { text: 'A1' })).toMatchObject({ verified: 'read-back' });
    expect(board.seen.state).toMatchObject({ power: true, showing: { main: 'A1' } });
    expect([board.device.power, board.device.text()]).toEqual([true, 'A1']);
  });

  it('stays dark through polls, lost contact and a power cut', async () => {
    const board = await readyGlass();
    await board.order('power', { on: false });
    await board.poll();
    board.device.silent = true;
    await board.poll().catch(() => undefined);
    board.device.cutPower();
    board.device.silent = false;
    await board.clock.advance(60_000);
    await board.inTime(board.session.identify());
    expect(board.device.power).toBe(false);
    await expect(board.order('show', { text: 'A1' })).rejects.toMatchObject(dark);
  });

  it('whose answer to it got lost is put back as it was', async () => {
    const board = await readyGlass();
    board.device.lost.set('power', 1);
    await expect(board.order('power', { on: false })).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    expect(board.device.power).toBe(false);
    await board.clock.advance(5_000);
    await board.poll();
    expect(board.device.power).toBe(true);
    await board.poll();
    expect(board.device.count('power')).toBe(2);
  });

  it('is told so once, not at each poll', async () => {
    const board = await readyGlass();
    await board.order('power', { on: false });
    for (let round = 0; round < 5; round++) await board.poll();
    expect(board.device.count('power')).toBe(1);
  });

  it('that a person switches on with a remote goes dark again', async () => {
    const board = await readyGlass({ panel: { tellsStatus: true } });
    await board.order('power', { on: false });
    board.device.power = true;
    await board.poll();
    expect(board.device.power).toBe(false);
  });

  it('that a person has switched dark is lit by a call', async () => {
    const board = await readyGlass({ panel: { tellsStatus: true } });
    board.device.power = false;
    await board.poll();
    expect(board.seen.state).toMatchObject({ power: false });
    await board.order('call', { number: 'A1', counter: 2 });
    expect(board.device.power).toBe(true);
    const order = board.device.requests.map((request) => request.do);
    expect(order.indexOf('power'), 'the light first').toBeLessThan(order.indexOf('write'));
  });
});

describe('a board without a switch', () => {
  it('is blank in all its zones, and shows again what it showed', async () => {
    const board = await readyGlass(soft);
    await board.order('show', { text: 'A1' });
    await board.order('show', { text: 'B2', zone: 'side' });
    await board.order('power', { on: false });
    expect([board.device.text('main'), board.device.text('side')]).toEqual(['', '']);
    expect(board.seen.state).toMatchObject({ power: false, showing: {}, verified: 'read-back' });
    await board.poll();
    expect(board.device.text('main')).toBe('');
    await board.order('power', { on: true });
    expect([board.device.text('main'), board.device.text('side')]).toEqual(['A1', 'B2']);
    expect(board.seen.state).toMatchObject({ power: true, showing: { main: 'A1', side: 'B2' } });
  });

  it('is repaired where it shows something although it was switched dark', async () => {
    const board = await readyGlass(soft);
    await board.order('show', { text: 'A1' });
    await board.order('power', { on: false });
    board.device.put('main', { text: '8888', blink: false });
    await board.poll();
    expect(board.device.text()).toBe('');
  });

  it('stays dark over a restart without lighting up on the way, and still knows its texts', async () => {
    const device = new GlassDevice();
    const before = await readyGlass({ ...soft, device });
    await before.order('show', { text: 'A1' });
    await before.order('power', { on: false });
    await before.stop();
    device.seen.length = 0;
    const after = openGlass({ ...soft, device, clock: before.clock, stored: before.seen.stored });
    await after.inTime(after.session.identify());
    expect(device.seen.filter(({ text }) => text !== '')).toEqual([]);
    expect(after.seen.state).toMatchObject({ power: false, showing: {} });
    await after.order('power', { on: true });
    expect(device.text()).toBe('A1');
  });

  it('a text that is over meanwhile does not come back', async () => {
    const board = await readyGlass(soft);
    await board.order('show', { text: 'A1', seconds: 60 });
    await board.order('power', { on: false });
    await board.clock.advance(61_000);
    await board.order('power', { on: true });
    expect(board.device.text()).toBe('');
  });

  it('is not dark when the order to be so did not reach it: calls go on', async () => {
    const board = await readyGlass(soft);
    await board.order('show', { text: 'A1' });
    board.device.silent = true;
    await expect(board.order('power', { on: false })).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    board.device.silent = false;
    await board.clock.advance(60_000);
    await board.order('call', { number: 'A2', counter: 1 });
    await board.poll();
    expect(board.device.text()).toBe('A2>1');
    expect(board.seen.state).toMatchObject({ showing: { main: 'A2>1' } });
  });
});

describe('lighting a board for a call', () => {
  it('that gets no answer fails the call and nothing else', async () => {
    const board = await readyGlass({ panel: { tellsStatus: true } });
    board.device.power = false;
    await board.poll();
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    board.device.slowMs = 300;
    board.device.lost.set('power', 1);
    const called = board.order('call', { number: 'A1', counter: 2 }, 5_000);
    await expect(called).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('that is refused does not fail the call: the number is on the glass', async () => {
    const board = await readyGlass({ panel: { tellsStatus: true } });
    board.device.power = false;
    await board.poll();
    board.device.refuses.set('power', { code: 'PROTOCOL_UNSUPPORTED', times: 1 });
    expect(await board.order('call', { number: 'A1', counter: 2 })).toMatchObject({ text: 'A1>2' });
  });
});
