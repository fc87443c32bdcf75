import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createFoorir, type FoorirView } from '../../../../simulators/people-counter/foorir.js';
import { createFrameDecoder, encodeFrame, everyId } from '../../../../simulators/people-counter/foorir-codec.js';
import { createWorld } from '../../../../simulators/world.js';
import { hex, toHex } from '../../../support/hex.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { plugHost } from '../host.js';
import { vectors } from './foorir-vectors.js';

const minute = 60_000;
/** 09:00:00 on its clock. */
const nine = Date.UTC(2023, 0, 1, 1, 0, 0);
const [F1 = '', F2 = '', F3 = '', F4 = '', F5 = '', , F7 = ''] = vectors.map(({ wire }) => wire);
const answer = (data: string, command = 0xd2) => encodeFrame({ id: everyId, command, parameter: 2, data });
const taken = (time: string, upload = 60, record = 5, direction = 0) =>
  answer(`0,${time},0000,2359,${upload},${record},${direction},0,0,0`);

function createCounter(options: Parameters<typeof createFoorir>[1] = {}) {
  const clock = new VirtualClock(nine);
  const device = createFoorir({ clock, random: seededRandom(1) }, options);
  const view = () => device.view() as FoorirView;
  const act = (name: string, args: Record<string, unknown> = {}) => device.actions[name]!(args);
  const call = () => {
    const host = plugHost(device);
    /** The data of what it says until now, and forgets. */
    const heard = () => {
      const decode = createFrameDecoder();
      const frames = host.writes.flatMap((bytes) => decode(bytes));
      host.forget();
      return frames.map(({ data }) => data.split(',').slice(1, 4).join(' '));
    };
    return { ...host, host, heard, confirm: () => host.send(taken(view().clock)) };
  };
  return { clock, device, view, act, call };
}

describe('a counter that tells periods', () => {
  it('says F1 when it reaches the platform', () => {
    expect(createCounter().call().host.heard()).toBe(F1);
  });

  it('says F2 for ten in and eight out', async () => {
    const { clock, act, call, view, device } = createCounter();
    act('walk-in', { count: 10 });
    act('walk-out', { count: 8 });
    act('set-clock', { offsetSeconds: -300 });
    await clock.advance(5 * minute);
    act('set-clock', { offsetSeconds: 300 });
    const platform = call();
    platform.confirm();
    expect(toHex(platform.host.writes.at(-1)!)).toBe(F2);
    expect(view()).toMatchObject({ waiting: 1, unread: { in: 10, out: 8 } });
    platform.confirm();
    expect(view()).toMatchObject({ waiting: 0, unread: { in: 0, out: 0 }, lost: { in: 0, out: 0 } });
    device.close();
  });

  it('says F5 with its receiver low and its beam lost', async () => {
    const { clock, act, call } = createCounter();
    act('walk-in', { count: 3 });
    act('walk-out', { count: 4 });
    act('rx-power');
    act('block');
    await clock.advance(5 * minute);
    const platform = call();
    platform.confirm();
    expect(toHex(platform.host.writes.at(-1)!)).toBe(F5);
  });

  it('records every period, and uploads them together when it is time', async () => {
    const { clock, act, call } = createCounter();
    const platform = call();
    platform.confirm();
    platform.heard();
    act('walk-in', { count: 2 });
    await clock.advance(5 * minute);
    act('walk-out');
    await clock.advance(54 * minute);
    expect(platform.heard()).toEqual([]);
    await clock.advance(minute);
    expect(platform.heard()).toEqual(['20230101090500 2 0']);
    platform.confirm();
    expect(platform.heard()).toEqual(['20230101091000 0 1']);
  });

  it('says nothing more before it is answered, and gives the call up', async () => {
    const { clock, act, call } = createCounter({ answerSeconds: 10 });
    const platform = call();
    act('walk-in');
    await clock.advance(9_000);
    expect(platform.heard()).toHaveLength(1);
    expect(platform.host.closed).toBe(false);
    await clock.advance(1_000);
    expect(platform.host.closed).toBe(true);
  });

  it('says a record again to the next platform when it was not answered', async () => {
    const { act, call, view } = createCounter();
    const first = call();
    first.confirm();
    act('walk-in', { count: 4 });
    act('upload');
    expect(first.heard().at(-1)).toBe('20230101090000 4 0');
    first.hangUp();
    expect(view()).toMatchObject({ connected: false, waiting: 1 });
    const second = call();
    second.confirm();
    expect(second.heard().at(-1)).toBe('20230101090000 4 0');
  });

  it('says the same once more where its answer was lost', () => {
    const { act, call, view } = createCounter();
    const platform = call();
    platform.confirm();
    act('walk-in', { count: 4 });
    act('upload');
    platform.confirm();
    platform.heard();
    act('repeat');
    expect(platform.heard()).toEqual(['20230101090000 4 0']);
    expect(view()).toMatchObject({ waiting: 1, unread: { in: 0, out: 0 } });
    platform.confirm();
    expect(view()).toMatchObject({ waiting: 0, lost: { in: 0, out: 0 } });
  });

  it('refused, it keeps the record until the next upload', async () => {
    const { clock, act, call, view } = createCounter();
    const platform = call();
    platform.confirm();
    act('walk-in');
    act('upload');
    platform.heard();
    platform.host.send(hex(F7));
    expect(view()).toMatchObject({ waiting: 1, refusals: 1 });
    await clock.advance(4 * minute);
    expect(platform.heard()).toEqual([]);
    await clock.advance(minute);
    expect(platform.heard()).toEqual(['20230101090000 1 0']);
  });

  it('takes its clock and its periods from the answer', async () => {
    const { clock, call, view } = createCounter();
    const platform = call();
    platform.host.send(hex(F3));
    expect(view()).toMatchObject({
      clock: '20240124184115',
      settings: { uploadMinutes: 5, recordMinutes: 1, direction: 0, open: '0000', close: '2359' },
    });
    platform.heard();
    await clock.advance(5 * minute);
    expect(platform.heard()).toEqual(['20240124184615 0 0']);
    platform.host.send(taken('20240124184615', 5, 1));
    await clock.advance(4 * minute);
    expect(platform.heard()).toEqual([]);
    await clock.advance(minute);
    expect(platform.heard()).toEqual(['20240124184715 0 0']);
  });

  it('counts one direction when told', () => {
    const { act, call, view } = createCounter();
    const platform = call();
    platform.host.send(taken('20230101090000', 5, 1, 2));
    act('walk-in', { count: 3 });
    act('walk-out', { count: 2 });
    expect(view()).toMatchObject({
      unread: { in: 0, out: 2 },
      truth: { passed: { in: 3 }, counted: { in: 0, out: 2 } },
    });
  });

  it('keeps its settings where the answer has others than are allowed', () => {
    const { call, view } = createCounter();
    call().host.send(answer('0,20230101090000,0000,2359,61,1,0,0,0,0'));
    expect(view()).toMatchObject({ badAnswers: 1, settings: { uploadMinutes: 60, recordMinutes: 5 } });
  });

  it('takes an answer for nothing as nothing, and one to another command too', () => {
    const { call, view } = createCounter();
    const platform = call();
    platform.host.send(answer('0,20240124184115,0000,2359,5,1,0,0,0,0', 0xd1));
    expect(view().clock).toBe('20230101090000');
    platform.host.send(hex(F4));
    platform.host.send(taken('20250101000000'));
    expect(view().clock).toBe('20240124184115');
  });

  it('as old firmware it says a heartbeat', () => {
    const { act, call } = createCounter();
    const platform = call();
    platform.confirm();
    platform.host.forget();
    act('heartbeat');
    const [frame] = createFrameDecoder()(platform.host.writes[0]!);
    expect(frame).toMatchObject({ command: 0xd1, data: '1952307280269,20230101090000,1,1,1,V1.0-EN,HX-NBI' });
  });

  it('its beam lost or frozen, it counts nobody', () => {
    const { act, view } = createCounter();
    act('block');
    act('walk-in');
    act('block', { on: false });
    act('freeze');
    act('walk-in');
    act('freeze', { on: false });
    act('walk-in');
    expect(view()).toMatchObject({ unread: { in: 1 }, truth: { passed: { in: 3 }, counted: { in: 1 } } });
  });

  it('loses the period that runs with the power, and leaves without a word', () => {
    const { act, call, view } = createCounter();
    const platform = call();
    act('walk-in', { count: 2 });
    act('upload');
    act('walk-in', { count: 3 });
    act('power-cycle');
    expect(platform.host.closed).toBe(false);
    expect(view()).toMatchObject({ connected: false, waiting: 1, unread: { in: 2 }, lost: { in: 3 } });
    platform.heard();
    platform.confirm();
    expect(view().waiting).toBe(1);
  });

  it('loses its records with its memory, and the oldest when the memory is full', () => {
    const { act, view } = createCounter({ capacity: 2 });
    for (const count of [1, 2, 4]) {
      act('walk-in', { count });
      act('upload');
    }
    expect(view()).toMatchObject({ waiting: 2, unread: { in: 6 }, lost: { in: 1 } });
    act('walk-in', { count: 8 });
    act('lose-memory');
    expect(view()).toMatchObject({ waiting: 0, unread: { in: 0 }, lost: { in: 15 }, truth: { counted: { in: 15 } } });
  });

  it('what it counted is always with the platform, still known or lost', async () => {
    const { clock, act, call, view, device } = createCounter({ capacity: 3 });
    const random = seededRandom(7);
    let platform = call();
    const had = new Map<string, number>();
    const listenAndConfirm = () => {
      for (const said of platform.heard()) {
        const [stamp = '', people = ''] = said.split(' ');
        if (people !== '0') had.set(stamp, Number(people));
      }
      platform.confirm();
    };
    for (let step = 0; step < 400; step++) {
      const luck = Math.floor(random() * 8);
      if (luck < 3) act('walk-in', { count: 1 + Math.floor(random() * 5) });
      if (luck === 3) act('upload');
      if (luck === 4) act('repeat', { count: 2 });
      if (luck === 5 && random() < 0.2) act(random() < 0.5 ? 'lose-memory' : 'power-cycle');
      if (!view().connected) platform = call();
      if (luck >= 6) listenAndConfirm();
      await clock.advance(1_000);
    }
    if (!view().connected) platform = call();
    while (view().waiting > 0) listenAndConfirm();
    const { truth, unread, lost } = view();
    const told = [...had.values()].reduce((sum, people) => sum + people, 0);
    // A record can have been told and be forgotten before its answer came.
    expect(told).toBeGreaterThanOrEqual(truth.counted.in - unread.in - lost.in);
    expect(told).toBeLessThanOrEqual(truth.counted.in - unread.in);
    expect(lost.in).toBeGreaterThan(0);
    device.close();
    expect(clock.pending).toBe(0);
  });

  it.each([
    ['walk-in', { count: 0 }],
    ['repeat', { count: 101 }],
    ['rx-power', { low: 1 }],
  ])('refuses %s %j', (name, args) => {
    expect(() => createCounter().act(name, args)).toThrow(/count|low/);
  });
});

describe('its call', () => {
  const open: { close(): unknown }[] = [];
  afterEach(() => {
    for (const each of open.splice(0)) each.close();
  });
  const platform = async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push(server);
    return { server, port: (server.address() as AddressInfo).port };
  };
  const calling = (port: number) => {
    const device = createFoorir(createWorld({ seed: 1 }), { port, redialSeconds: 0.05, answerSeconds: 5 });
    open.unshift(device);
    return device;
  };
  const nextCall = async (server: ReturnType<typeof createServer>) =>
    ((await once(server, 'connection')) as [Socket])[0];

  it('reaches a platform, and again after the platform has hung up', async () => {
    const { server, port } = await platform();
    calling(port);
    const first = await nextCall(server);
    const [bytes] = await once(first, 'data');
    expect(createFrameDecoder()(bytes as Buffer)).toHaveLength(1);
    first.destroy();
    (await nextCall(server)).destroy();
  });

  it('is tried again until there is a platform', async () => {
    const { server, port } = await platform();
    server.close();
    await once(server, 'close');
    calling(port);
    const later = createServer();
    open.push(later);
    later.listen(port, '127.0.0.1');
    (await nextCall(later)).destroy();
  });

  it('without power the old one stays open at the platform, and a new one comes', async () => {
    const { server, port } = await platform();
    const device = calling(port);
    const first = await nextCall(server);
    await once(first, 'data');
    device.actions['power-cycle']!({});
    const second = await nextCall(server);
    expect(first.readyState).toBe('open');
    for (const socket of [first, second]) socket.destroy();
  });

  it('is not made while the cable is out', async () => {
    const { server, port } = await platform();
    const clock = new VirtualClock();
    const device = createFoorir({ clock, random: seededRandom(1) }, { port, redialSeconds: 1 });
    open.unshift(device);
    device.setFaults({ unplugged: true });
    const callers: (number | undefined)[] = [];
    server.on('connection', (socket) => callers.push(socket.remotePort));
    await clock.advance(60_000);
    const other = connect(port, '127.0.0.1');
    await once(other, 'connect');
    await expect.poll(() => callers).toEqual([other.localPort]);
    other.destroy();
    device.setFaults({ unplugged: false });
    const called = nextCall(server);
    await clock.advance(1_000);
    (await called).destroy();
  });
});
