import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { GlassDevice } from './glass-device.js';
import { openGlass, readyGlass, type StorySetup } from './stories.js';

async function restarted(stored: unknown, setup: StorySetup = {}) {
  const board = openGlass({ stored, ...setup });
  await board.inTime(board.session.identify());
  return board;
}

describe('what a board remembers', () => {
  it('survives a restart, texts and settings together', async () => {
    const before = await readyGlass();
    await before.order('show', { text: 'A1' });
    await before.order('brightness', { percent: 30 });
    await before.order('show', { text: 'B2', zone: 'side', seconds: 600 });
    await before.stop();
    const after = await restarted(before.seen.stored, { clock: before.clock });
    expect([after.device.text(), after.device.text('side'), after.device.brightness]).toEqual(['A1', 'B2', 30]);
    await after.order('power', { on: false });
    const third = await restarted(after.seen.stored, { clock: before.clock });
    expect([third.device.power, third.device.brightness, third.device.text()]).toEqual([false, 30, 'A1']);
  });

  it('what was stored before there were settings is read', async () => {
    const clock = new VirtualClock();
    const zones = { main: { text: 'A1', until: null }, side: { text: 'B2', until: clock.now() + 60_000 } };
    const board = await restarted({ savedAt: clock.now(), zones }, { clock });
    expect(board.seen.state).toMatchObject({ showing: { main: 'A1', side: 'B2' } });
  });

  it.each([
    null,
    [],
    'A1',
    7,
    { settings: 5 },
    { settings: { power: { on: 'yes' } } },
    { settings: { phase: 'noon', brightness: { percent: null } } },
    { savedAt: 'yesterday', zones: { main: { text: 'A1', until: null } } },
    { savedAt: 0, zones: [] },
  ])('is nothing where it has another shape: %j', async (stored) => {
    const board = await restarted(stored);
    expect([board.device.text(), board.device.power, board.device.brightness]).toEqual(['', true, 100]);
    expect(await board.order('show', { text: 'A1' })).toMatchObject({ text: 'A1' });
    expect(board.seen.stored).toMatchObject({ zones: { main: { text: 'A1' } } });
  });

  it.each([
    ['settings', { settings: 'x' }, 'A1'],
    ['texts', { settings: { brightness: { percent: 30 } }, zones: 'x' }, ''],
  ])('loses no more than what is spoilt of it: %s', async (_, spoilt, text) => {
    const clock = new VirtualClock();
    const stored = { savedAt: clock.now(), zones: { main: { text: 'A1', until: null } }, ...spoilt };
    const board = await restarted(stored, { clock });
    expect([board.device.text(), board.device.brightness]).toEqual([text, text === '' ? 30 : 100]);
  });

  it('does not keep a test pattern, but what it covers', async () => {
    const before = await readyGlass();
    await before.order('show', { text: 'A1' });
    await before.order('test', { seconds: 60 });
    expect(before.device.text()).toBe('####');
    const after = await restarted(before.seen.stored, { clock: before.clock });
    expect(after.device.text()).toBe('A1');
  });

  it('knows after a restart nothing of blinking: a call of before stands still', async () => {
    const before = await readyGlass();
    await before.order('call', { number: 'A1', counter: 2, blinkSeconds: 30 });
    const after = await restarted(before.seen.stored, { clock: before.clock });
    expect(after.device.glass.get('main')).toEqual({ text: 'A1>2', blink: false });
  });
});

describe('writing to the disk', () => {
  it('happens once per change; polls, repetitions and the end of blinking are none', async () => {
    const board = await readyGlass({ panel: { keepsSeconds: 60, tellsStatus: true } });
    expect(board.saves()).toBe(0);
    await board.order('call', { number: 'A1', counter: 2, blinkSeconds: 5 });
    expect(board.saves()).toBe(1);
    for (let round = 0; round < 10; round++) {
      await board.clock.advance(20_000);
      await board.poll();
    }
    expect(board.saves()).toBe(1);
    await board.order('brightness', { percent: 50 });
    await board.order('power', { on: false });
    await board.order('power', { on: true });
    expect(board.saves()).toBe(4);
    await board.order('clear', {});
    expect(board.saves()).toBe(5);
    await board.order('clear', {});
    expect(board.saves()).toBe(5);
  });

  it('is only a warning where the disk refuses: the number is on the glass', async () => {
    const device = new GlassDevice();
    const board = await readyGlass({ device });
    board.seen.diskFull = true;
    expect(await board.order('call', { number: 'A1', counter: 2 })).toMatchObject({ verified: 'read-back' });
    await board.order('power', { on: false });
    await board.order('power', { on: true });
    await board.poll();
    expect(device.text()).toBe('A1>2');
    expect(board.seen.log).toEqual(Array(3).fill('what the board shows cannot be saved'));
    board.seen.diskFull = false;
    await board.order('brightness', { percent: 30 });
    expect(board.seen.stored, 'with the next change all of it').toMatchObject({
      zones: { main: { text: 'A1>2' } },
      settings: { power: { on: true }, brightness: { percent: 30 } },
    });
  });
});
