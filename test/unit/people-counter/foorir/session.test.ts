import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../drivers/clock.js';
import { foorirOptions } from '../../../../drivers/people-counter/foorir/options.js';
import type { ByteLink } from '../../../../drivers/transport/link.js';
import { openListenPort } from '../../../../drivers/transport/tcp-listen.js';
import { listenTo } from '../../../support/ear.js';
import { freePort } from '../../../support/free-port.js';
import { toHex } from '../../../support/hex.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { counter, platform } from './platform.js';
import { vector } from './vectors.js';

const blocked = ['counter-blocked-or-no-change', 'blocked'] as const;
const minute = 60_000;
/** Of the frames' own time, 09:00 of 2023-01-01 in Shanghai. */
const newYear = Date.UTC(2023, 0, 1, 1, 0, 0);
const told = (bytes: readonly number[]) => Buffer.from(bytes).toString('latin1');

/** A hand-made device at a session's port. */
function caller(at: { call(): ByteLink }) {
  const end = at.call();
  return { end, ear: listenTo(end) };
}

describe('a Foorir counter that calls', () => {
  it('is found when it reports, and not missed before it had the time to', async () => {
    const at = platform();
    await expect(at.clock.finish(at.session.identify())).rejects.toMatchObject({ code: 'DEVICE_NOT_HEARD' });
    counter(at.clock).dial(at);
    await at.clock.advance(10);
    expect(await at.clock.finish(at.session.identify())).toEqual({
      serialNumber: '1952307280269',
      firmware: 'V1.0-EN',
      model: 'HX-NBI',
      capabilities: ['increments'],
    });
    await at.poll();
  });

  it('is missed after two periods and a minute, from the start or from its last report', async () => {
    const at = platform();
    const silent = { code: 'TRANSPORT_REPLY_TIMEOUT', message: 'the counter has not reported for 11 min' };
    await at.clock.advance(11 * minute);
    await expect(at.poll()).rejects.toMatchObject({ code: 'DEVICE_NOT_HEARD' });
    await at.clock.advance(1);
    await expect(at.poll()).rejects.toMatchObject(silent);
    const { end } = caller(at);
    await end.write(vector('F2'));
    await at.clock.advance(11 * minute);
    await at.poll();
    await at.clock.advance(1);
    await expect(at.poll()).rejects.toMatchObject(silent);
  });

  it('is answered with its settings and the local time, and its passages are counted', async () => {
    const clock = new VirtualClock(newYear + 5_000);
    const at = platform({ uploadMinutes: 10 }, { clock });
    const { end, ear } = caller(at);
    await end.write(vector('F2'));
    await clock.advance(1);
    expect(told(ear.bytes)).toContain('0,20230101090005,0000,2359,10,5,0,0,0,0');
    expect(at.seen.state).toMatchObject({ in: 10, out: 8 });
    expect(at.seen.measurements).toEqual([
      expect.objectContaining({
        from: '2023-01-01T00:55:00.000Z',
        to: '2023-01-01T01:00:00.000Z',
        in: 10,
        out: 8,
        quality: 'good',
      }),
    ]);
  });

  it('counts a record once, however often it comes', async () => {
    const at = platform({}, { clock: new VirtualClock(newYear) });
    const { end, ear } = caller(at);
    for (let time = 0; time < 3; time++) await end.write(vector('F2'));
    await at.clock.advance(1);
    expect(at.seen.state).toMatchObject({ in: 10, out: 8 });
    expect(told(ear.bytes).split('}').length - 1).toBe(3);
    await end.write(vector('F5'));
    await at.clock.advance(1);
    expect(at.seen.state).toMatchObject({ in: 13, out: 12 });
  });

  it('counts a record once through a kill of the gateway before its answer arrived', async () => {
    const first = platform({}, { clock: new VirtualClock(newYear) });
    await caller(first).end.write(vector('F2'));
    await first.clock.advance(1);
    const second = platform({}, { clock: first.clock, records: first.records });
    expect(second.seen.state).toEqual({ in: 10, out: 8 });
    const { end, ear } = caller(second);
    await end.write(vector('F2'));
    await second.clock.advance(1);
    expect(second.seen.state).toMatchObject({ in: 10, out: 8 });
    expect(ear.bytes).not.toEqual([]);
  });

  it('takes the status at start-up and a record of the same second for two things', async () => {
    const at = platform({}, { clock: new VirtualClock(newYear) });
    const { end } = caller(at);
    await end.write(vector('F1'));
    await end.write(vector('F2'));
    await end.write(vector('F6'));
    await at.clock.advance(1);
    // 10 and 27 people in the same second: its clock began again, and both are counted.
    expect(at.seen.state).toMatchObject({ in: 37, out: 16 });
    expect(at.seen.measurements.at(-1)).toMatchObject({ quality: 'uncertain', why: 'same-time' });
  });

  it('is not answered while its record cannot be kept, and counted when it can', async () => {
    const at = platform({}, { clock: new VirtualClock(newYear) });
    at.disk.full = true;
    const { end, ear } = caller(at);
    await end.write(vector('F2'));
    await at.clock.advance(1);
    expect(ear.bytes).toEqual([]);
    await at.poll();
    at.disk.full = false;
    await end.write(vector('F2'));
    await at.clock.advance(1);
    expect(ear.bytes).not.toEqual([]);
    expect(at.seen.state).toMatchObject({ in: 10, out: 8 });
  });

  it('tells every passage in the end, through hang-ups, cut lines and a platform that is away', async () => {
    const clock = new VirtualClock();
    const { device, dial, act } = counter(clock);
    let at = platform({ recordMinutes: 1, uploadMinutes: 2 }, { clock });
    for (let round = 0; round < 12; round++) {
      const end = dial(at);
      act('walk-in', { count: 3 });
      act('walk-out', { count: 1 });
      await clock.advance(round % 3 === 0 ? 5 * minute + 7_000 : 90_000);
      end.unplug();
      await clock.advance(1);
      if (round % 4 === 3) {
        await at.end();
        act('walk-in', { count: 5 });
        await clock.advance(3 * minute);
        at = platform({ recordMinutes: 1, uploadMinutes: 2 }, { clock, records: at.records });
      }
    }
    dial(at);
    await clock.advance(6 * minute);
    expect(at.seen.state).toMatchObject({ in: 3 * 12 + 5 * 3, out: 12 });
    expect(device.view()).toMatchObject({ waiting: 0 });
  });
});

describe('what a Foorir counter says of itself', () => {
  it('F5: a lost binding is a blockage, a weak battery is low power, until it says otherwise', async () => {
    const at = platform({}, { clock: new VirtualClock(newYear) });
    const { end } = caller(at);
    await end.write(vector('F5'));
    await at.clock.advance(1);
    await at.poll();
    expect(at.alarm(...blocked)).toMatchObject({
      active: true,
      detail: 'receiver and transmitter do not see each other',
    });
    expect(at.alarm('counter-power-low')).toMatchObject({ active: true, detail: 'battery of receiver low' });
    await end.write(vector('F1'));
    await at.clock.advance(1);
    await at.poll();
    expect(at.alarm(...blocked)).toMatchObject({ active: false });
    expect(at.alarm('counter-power-low')).toMatchObject({ active: false });
  });

  it('what it has not published is not answered, and logged once', async () => {
    const at = platform();
    const { end, ear } = caller(at);
    // The answer of a platform, sent back to it.
    for (let time = 0; time < 3; time++) await end.write(vector('F4'));
    await at.clock.advance(1);
    expect(ear.bytes).toEqual([]);
    expect(at.seen.log).toEqual(['said something that is not understood']);
  });
});

describe('who calls', () => {
  it('a newer connection takes the place of the older when the counter speaks on it, and not before', async () => {
    const at = platform({}, { clock: new VirtualClock(newYear) });
    const old = caller(at);
    await old.end.write(vector('F1'));
    await at.clock.advance(1);
    const fresh = caller(at);
    await fresh.end.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    await at.clock.advance(30_000);
    await old.end.write(vector('F2'));
    await at.clock.advance(1);
    expect(at.seen.state).toMatchObject({ in: 10 });
    await fresh.end.write(vector('F5'));
    await at.clock.advance(1);
    expect(await old.end.closed).toMatchObject({ kind: 'lost' });
    expect(at.seen.state).toMatchObject({ in: 13 });
  });

  it('a stranger is cut off after a minute, the counter is not', async () => {
    const at = platform({}, { clock: new VirtualClock(newYear) });
    const device = caller(at);
    await device.end.write(vector('F1'));
    await at.clock.advance(1);
    const stranger = caller(at);
    await at.clock.advance(minute);
    expect(await stranger.end.closed).toMatchObject({ kind: 'lost' });
    await device.end.write(vector('F2'));
    await at.clock.advance(1);
    expect(device.ear.bytes.length).toBeGreaterThan(0);
    expect(at.clock.pending).toBe(0);
  });

  it('another unit than the configured one is refused and cut off, and counts nothing', async () => {
    const at = platform({ serialNumber: 'HX-7' }, { clock: new VirtualClock(newYear) });
    for (let time = 0; time < 2; time++) {
      const { end, ear } = caller(at);
      await end.write(vector('F2'));
      await at.clock.advance(1);
      expect(told(ear.bytes)).toContain('1,20230101090000,');
      expect(await end.closed).toMatchObject({ kind: 'lost' });
    }
    expect(at.seen.state).toEqual({});
    expect(at.seen.log).toEqual(['another unit than the configured one calls']);
    await expect(at.poll()).rejects.toMatchObject({ code: 'DEVICE_NOT_HEARD' });
  });

  it('a flood of frames ends the connection, not the gateway', async () => {
    const at = platform({}, { clock: new VirtualClock(newYear) });
    const { end } = caller(at);
    await end.write(Buffer.concat(Array.from({ length: 200 }, () => vector('F2'))));
    await at.clock.advance(1);
    expect(await end.closed).toMatchObject({ kind: 'lost' });
  });

  it('damaged frames are noise on the line', async () => {
    const at = platform({}, { clock: new VirtualClock(newYear) });
    const { end } = caller(at);
    await end.write(vector('F1'));
    const damaged = vector('F2').with(20, 0x39);
    for (let time = 0; time < 60; time++) await end.write(damaged);
    await end.write(vector('F1'));
    await at.clock.advance(1);
    await at.poll();
    expect(at.alarm('counter-line-noise')).toMatchObject({ active: true });
    expect(at.seen.state).toMatchObject({ in: 0 });
  });
});

describe('over real sockets', () => {
  const ending: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ending.splice(0)) await end();
  });

  it('calls, is answered byte for byte, hangs up and calls again', async () => {
    const number = await freePort();
    const opening = { clock: systemClock, signal: new AbortController().signal };
    const port = await openListenPort({ host: '127.0.0.1', port: number }, opening);
    ending.push(() => port.close());
    const clock = new VirtualClock(Date.UTC(2024, 0, 24, 10, 41, 15));
    platform({ recordMinutes: 1 }, { clock, port });
    for (let time = 0; time < 2; time++) {
      const socket = connect({ host: '127.0.0.1', port: number });
      await once(socket, 'connect');
      const answer = once(socket, 'data');
      socket.write(vector('F1'));
      expect(toHex((await answer)[0])).toBe(toHex(vector('F4')));
      socket.end();
      await once(socket, 'close');
    }
  });
});

describe('options', () => {
  it('upload in multiples of what a record covers', () => {
    expect(foorirOptions.safeParse({ recordMinutes: 2, uploadMinutes: 5 }).error?.issues[0]?.message).toBe(
      'a multiple of recordMinutes',
    );
    expect(foorirOptions.parse({ recordMinutes: 2, uploadMinutes: 6 })).toMatchObject({ uploadMinutes: 6 });
  });
});
