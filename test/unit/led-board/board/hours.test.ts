import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { GlassDevice } from './glass-device.js';
import { type Glass, openGlass, readyGlass, type StorySetup } from './stories.js';

const minute = 60_000;
const hour = 60 * minute;
/** 2026-11-23, a Monday, local time (Asia/Shanghai). */
const at = (hours: number, minutes = 0) => Date.UTC(2026, 10, 23, hours - 8, minutes);
/** Open from 9 to 17 each day. */
const isOpen = (moment: number) => {
  const time = (moment - at(0)) % (24 * hour);
  const ofDay = time < 0 ? time + 24 * hour : time;
  return ofDay >= 9 * hour && ofDay < 17 * hour;
};

const openAt = (start: number, setup: StorySetup = {}) =>
  readyGlass({ clock: new VirtualClock(start), isOpen, ...setup });
const outsideHours = (board: 'stay' | 'blank' | 'off') => ({ options: { outsideHours: { board } } });

/** Polls once a minute until the wall clock says so. */
async function until(board: Glass, moment: number) {
  while (board.clock.now() < moment) {
    await board.clock.advance(Math.min(minute, moment - board.clock.now()) - 1_000);
    await board.poll(1_000);
  }
}

describe('at the closing', () => {
  it('a board is cleared half an hour later, when those inside have been served', async () => {
    const board = await openAt(at(16, 50));
    await board.order('show', { text: 'A1' });
    await until(board, at(17, 29));
    expect(board.device.text()).toBe('A1');
    await until(board, at(17, 31));
    expect(board.device.text()).toBe('');
    expect(board.seen.state).toMatchObject({ showing: {}, power: true });
  });

  it.each([
    ['off', '', false],
    ['blank', '', true],
    ['stay', 'A1', true],
  ] as const)('and what becomes of it is an option: %s', async (mode, text, power) => {
    const board = await openAt(at(16, 50), outsideHours(mode));
    await board.order('show', { text: 'A1', seconds: 80_000 });
    await until(board, at(18));
    expect([board.device.text(), board.device.power]).toEqual([text, power]);
    await until(board, at(24 + 10));
    expect([board.device.text(), board.device.power]).toEqual([text, true]);
  });

  it.each(['off', 'blank'] as const)(
    'a welcome rests until the morning, a number does not come back: %s',
    async (mode) => {
      const board = await openAt(at(16, 50), outsideHours(mode));
      await board.order('show', { text: 'welcome' });
      await until(board, at(18));
      expect(board.device.text()).toBe('');
      expect(board.seen.state).toMatchObject({ showing: {} });
      await until(board, at(24 + 9));
      expect(board.device.text()).toBe('welcome');
      await board.order('call', { number: 'A1', counter: 2 });
      await until(board, at(48 + 9));
      expect(board.device.text()).toBe('');
    },
  );

  it('a welcome comes back in the morning also where everything was without power over night', async () => {
    const before = await openAt(at(16, 50));
    await before.order('show', { text: 'welcome' });
    await until(before, at(17, 40));
    await before.stop();
    before.bus.close();
    const device = new GlassDevice();
    const after = openGlass({ device, isOpen, clock: new VirtualClock(at(24 + 8, 50)), stored: before.seen.stored });
    await after.inTime(after.session.identify());
    expect(device.text()).toBe('');
    await after.clock.advance(9 * minute);
    await after.poll();
    expect(device.text()).toBe('welcome');
  });

  it('at the minute that the options say', async () => {
    const options = { outsideHours: { board: 'off', minutesBefore: 15, minutesAfter: 0 } } as const;
    const board = await openAt(at(16, 50), { options });
    await until(board, at(17, 1));
    expect(board.device.power).toBe(false);
    await until(board, at(24 + 8, 44));
    expect(board.device.power).toBe(false);
    await until(board, at(24 + 8, 46));
    expect(board.device.power).toBe(true);
  });

  it('a board without a switch is blank, and ready in the morning', async () => {
    const board = await openAt(at(16, 50), { ...outsideHours('off'), panel: { hasSwitch: false } });
    await board.order('show', { text: 'A1' });
    await until(board, at(18));
    expect(board.device.text()).toBe('');
    await until(board, at(24 + 9));
    await board.order('show', { text: 'A2' });
    await board.poll();
    expect(board.device.text()).toBe('A2');
  });

  it('nothing comes back where the gateway was down over it', async () => {
    const device = new GlassDevice();
    const before = await openAt(at(17, 20), { device });
    await before.order('call', { number: 'A1', counter: 2 });
    await before.stop();
    before.bus.close();
    const after = openGlass({ device, isOpen, clock: new VirtualClock(at(17, 40)), stored: before.seen.stored });
    device.seen.length = 0;
    await after.inTime(after.session.identify());
    expect(device.seen.filter(({ text }) => text !== '')).toEqual([]);
    expect(after.seen.state).toMatchObject({ showing: {} });
  });

  it('nothing comes back where the board had no power from before it until the morning', async () => {
    const board = await openAt(at(16, 50));
    await board.order('call', { number: 'A1', counter: 2 });
    board.device.silent = true;
    board.device.cutPower();
    while (board.clock.now() < at(24 + 9)) {
      await board.clock.advance(10 * minute);
      await board.inTime(board.session.identify(), 1_000).catch(() => undefined);
    }
    board.device.silent = false;
    board.device.seen.length = 0;
    await board.clock.advance(2 * minute);
    await board.inTime(board.session.identify());
    expect(board.device.seen.filter(({ text }) => text !== '')).toEqual([]);
    expect(board.seen.state).toMatchObject({ showing: {} });
  });

  it('a repetition that is under way does not bring back what was dropped', async () => {
    const board = await openAt(at(17, 29), { panel: { isReadable: false } });
    await board.order('call', { number: 'A1', counter: 2, blinkSeconds: 59 }, 0);
    board.device.slowMs = 300;
    // Standing still at 17:29:59 is written a moment before the branch is closed.
    await board.clock.advance(58_900);
    await board.inTime(Promise.all([board.clock.advance(1_200), board.poll(5_000)]), 5_000);
    await until(board, at(17, 32));
    expect(board.device.text()).toBe('');
    expect(board.seen.state).toMatchObject({ showing: {} });
  });
});

describe('a call after the closing', () => {
  it('wakes a board that is dark; both are gone half an hour later and stay so in the morning', async () => {
    const board = await openAt(at(16, 50), outsideHours('off'));
    await until(board, at(18));
    expect(await board.order('call', { number: 'A1', counter: 2 })).toMatchObject({ text: 'A1>2' });
    expect([board.device.text(), board.device.power]).toEqual(['A1>2', true]);
    await until(board, at(18, 29));
    expect([board.device.text(), board.device.power]).toEqual(['A1>2', true]);
    await until(board, at(18, 32));
    expect([board.device.text(), board.device.power]).toEqual(['', false]);
    board.device.seen.length = 0;
    await until(board, at(24 + 10));
    expect(board.device.power).toBe(true);
    expect(board.device.seen.filter(({ text }) => text !== '')).toEqual([]);
  });

  it('is not in the morning on a board that is only cleared either', async () => {
    const board = await openAt(at(16, 50));
    await until(board, at(18));
    await board.order('call', { number: 'A1', counter: 2 });
    await until(board, at(18, 29));
    expect(board.device.text()).toBe('A1>2');
    await until(board, at(18, 32));
    expect(board.device.text()).toBe('');
  });

  it('keeps the board lit for the newest of them', async () => {
    const board = await openAt(at(16, 50), outsideHours('off'));
    await until(board, at(18));
    await board.order('call', { number: 'A1', counter: 2 });
    await until(board, at(18, 25));
    await board.order('call', { number: 'A2', counter: 2 });
    await until(board, at(18, 50));
    expect([board.device.text(), board.device.power]).toEqual(['A2>2', true]);
    await until(board, at(18, 57));
    expect(board.device.power).toBe(false);
  });

  it('goes with the hour that is said where the gateway starts anew in between', async () => {
    const device = new GlassDevice();
    const before = await openAt(at(18), { ...outsideHours('off'), device });
    await before.order('call', { number: 'A1', counter: 2 });
    await before.stop();
    const after = openGlass({
      ...outsideHours('off'),
      device,
      isOpen,
      clock: before.clock,
      stored: before.seen.stored,
    });
    await after.inTime(after.session.identify());
    expect([device.text(), device.power]).toEqual(['A1>2', true]);
    await until(after, at(18, 32));
    expect([device.text(), device.power]).toEqual(['', false]);
  });
});

describe('what somebody has ordered against the hours', () => {
  it('lasts until the branch opens: a board that was switched dark in the evening is lit in the morning', async () => {
    const board = await openAt(at(16, 50));
    await board.order('power', { on: false });
    await until(board, at(16, 58));
    expect(board.device.power).toBe(false);
    await until(board, at(24 + 9));
    expect(board.device.power).toBe(true);
    expect(await board.order('call', { number: 'A1', counter: 2 })).toMatchObject({ text: 'A1>2' });
  });

  it('a board that is left alone by the hours stays dark', async () => {
    const board = await openAt(at(16, 50), outsideHours('stay'));
    await board.order('power', { on: false });
    await until(board, at(24 + 10));
    expect(board.device.power).toBe(false);
  });

  it('a board that was lit on purpose after the closing stays so', async () => {
    const board = await openAt(at(18), outsideHours('off'));
    await board.order('power', { on: true });
    await until(board, at(20));
    expect(board.device.power).toBe(true);
  });
});

it('without hours nothing happens, whatever the options say', async () => {
  const board = await readyGlass({ clock: new VirtualClock(at(16)), ...outsideHours('off') });
  await board.order('show', { text: 'A1' });
  await until(board, at(24 + 10));
  expect(board.device.text()).toBe('A1');
  expect(board.device.count('power')).toBe(0);
  expect(board.saves()).toBe(1);
});

it('a clock that is set leaves the board as the hour says that it shows', async () => {
  const board = await openAt(at(12), outsideHours('off'));
  board.clock.jump(8 * hour);
  await board.poll();
  expect(board.device.power).toBe(false);
  board.clock.jump(-8 * hour);
  await board.poll();
  expect(board.device.power).toBe(true);
  await board.order('call', { number: 'A1', counter: 2 });
  board.clock.jump(-2 * hour);
  await board.poll();
  board.clock.jump(2 * hour);
  await board.poll();
  expect([board.device.text(), board.device.power]).toEqual(['A1>2', true]);
  expect(board.device.count('power')).toBe(2);
});
