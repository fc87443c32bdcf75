import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { GlassDevice } from './glass-device.js';
import { type Glass, openGlass, readyGlass, type StorySetup } from './stories.js';

const minute = 60_000;
/** 2026-11-23, local time (Asia/Shanghai). */
const at = (hours: number, minutes = 0) => Date.UTC(2026, 10, 23, hours - 8, minutes);
const options = { brightnessByTime: { '07:00': 100, '19:00': 40 } };

const openAt = (start: number, setup: StorySetup = {}) =>
  readyGlass({ clock: new VirtualClock(start), options, ...setup });

async function until(board: Glass, moment: number) {
  while (board.clock.now() < moment) {
    await board.clock.advance(Math.min(5 * minute, moment - board.clock.now()) - 1_000);
    await board.poll(1_000);
  }
}

describe('brightness by the time of day', () => {
  it('is set at the first contact and at each of its times, once', async () => {
    const board = await openAt(at(12));
    board.device.requests.length = 0;
    expect([board.device.brightness, board.seen.state['brightness']]).toEqual([100, 100]);
    await until(board, at(18, 59));
    expect(board.device.count('brightness')).toBe(0);
    await until(board, at(19, 1));
    expect([board.device.brightness, board.seen.state['brightness']]).toEqual([40, 40]);
    await until(board, at(24 + 7, 5));
    expect(board.device.brightness).toBe(100);
    expect(board.device.count('brightness')).toBe(2);
    expect(board.saves()).toBe(0);
  });

  it.each([
    ['23:59', at(23, 59), 40],
    ['midnight', at(24), 40],
    ['06:59', at(24 + 6, 59), 40],
    ['07:00', at(24 + 7), 100],
  ])('at %s', async (_, moment, percent) => {
    const board = await openAt(moment);
    expect(board.seen.state['brightness']).toBe(percent);
  });

  it('is left alone where no times are given', async () => {
    const board = await openAt(at(12), { options: {} });
    await until(board, at(24));
    expect(board.device.count('brightness')).toBe(0);
    expect(board.seen.state).not.toHaveProperty('brightness');
  });
});

describe('brightness by command', () => {
  it('lasts until the next time, and does not come back the day after', async () => {
    const board = await openAt(at(12));
    await board.order('brightness', { percent: 70 });
    await until(board, at(18, 55));
    expect(board.device.brightness).toBe(70);
    await until(board, at(19, 5));
    expect(board.device.brightness).toBe(40);
    await until(board, at(24 + 12));
    expect(board.device.brightness).toBe(100);
  });

  it('of the night lasts over midnight', async () => {
    const board = await openAt(at(22));
    await board.order('brightness', { percent: 10 });
    await until(board, at(24 + 6, 55));
    expect(board.device.brightness).toBe(10);
    await until(board, at(24 + 7, 5));
    expect(board.device.brightness).toBe(100);
  });

  it('lasts a day where there is one time only', async () => {
    const board = await openAt(at(12), { options: { brightnessByTime: { '08:00': 60 } } });
    await board.order('brightness', { percent: 90 });
    await until(board, at(24 + 7, 55));
    expect(board.device.brightness).toBe(90);
    await until(board, at(24 + 8, 5));
    expect(board.device.brightness).toBe(60);
  });

  it('lasts for ever without times, also over a restart', async () => {
    const device = new GlassDevice();
    const before = await openAt(at(12), { options: {}, device });
    await before.order('brightness', { percent: 30 });
    await before.stop();
    device.cutPower();
    const after = openGlass({ device, clock: new VirtualClock(at(48)), stored: before.seen.stored });
    await after.inTime(after.session.identify());
    expect(device.brightness).toBe(30);
  });

  it('fails where the board refuses, and leaves things as they were', async () => {
    const board = await openAt(at(12));
    board.device.refuses.set('brightness', { code: 'PROTOCOL_REJECTED', times: 1 });
    await expect(board.order('brightness', { percent: 70 })).rejects.toMatchObject({ code: 'PROTOCOL_REJECTED' });
    await until(board, at(12, 10));
    expect(board.device.brightness).toBe(100);
    expect(board.saves()).toBe(0);
  });

  it('whose answer got lost is put right by the next poll', async () => {
    const board = await openAt(at(12));
    board.device.lost.set('brightness', 1);
    await expect(board.order('brightness', { percent: 70 })).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    expect(board.device.brightness).toBe(70);
    await until(board, at(12, 10));
    expect(board.device.brightness).toBe(100);
  });
});

describe('a board', () => {
  it('that was away is told again: it may have forgotten it with its power', async () => {
    const board = await openAt(at(20));
    board.device.silent = true;
    await board.poll().catch(() => undefined);
    board.device.cutPower();
    board.device.silent = false;
    await until(board, at(20, 10));
    expect(board.device.brightness).toBe(40);
  });

  it('that somebody has made brighter is put right where it tells', async () => {
    const board = await openAt(at(20), { panel: { tellsStatus: true } });
    board.device.brightness = 90;
    await board.poll();
    expect(board.device.brightness).toBe(40);
    expect(board.seen.state['brightness']).toBe(40);
  });

  it('that has only coarse steps is not told again and again what it cannot do', async () => {
    const board = await openAt(at(12), {
      options: { brightnessByTime: { '07:00': 53 } },
      panel: { tellsStatus: true },
    });
    for (let round = 0; round < 5; round++) await board.poll();
    expect(board.device.count('brightness')).toBe(0);
    expect(board.seen.state['brightness']).toBe(53);
  });

  it.each(['PROTOCOL_UNSUPPORTED', 'PROTOCOL_REJECTED', 'PROTOCOL_UNEXPECTED'])(
    'that refuses it for good (%s) is polled as ever and asked once per contact',
    async (code) => {
      const device = new GlassDevice();
      device.refuses.set('brightness', { code, times: Number.POSITIVE_INFINITY });
      const board = await openAt(at(12), { device });
      for (let round = 0; round < 5; round++) await board.poll();
      expect(device.count('brightness')).toBe(0);
      expect(board.seen.state).not.toHaveProperty('brightness');
      await board.inTime(board.session.identify());
      expect(device.count('brightness')).toBe(1);
      expect(await board.order('show', { text: 'A1' })).toMatchObject({ verified: 'read-back' });
      await until(board, at(19, 5));
      expect(device.count('brightness'), 'another value may be taken').toBe(2);
    },
  );

  it('that was busy is asked again', async () => {
    const device = new GlassDevice();
    device.refuses.set('brightness', { code: 'PROTOCOL_BUSY', times: 3 });
    const board = await openAt(at(20), { device });
    await board.poll();
    await board.poll();
    expect(device.brightness).toBe(40);
  });
});
