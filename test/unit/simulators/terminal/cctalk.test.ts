import { describe, expect, it } from 'vitest';
import { type CctalkView, createCctalk } from '../../../../simulators/terminal/cctalk.js';
import { encodeMessage } from '../../../../simulators/terminal/cctalk-codec.js';
import { hex, toHex } from '../../../support/hex.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { plugHost } from '../host.js';

const bill = 40;
const coin = 2;

function start(options: Parameters<typeof createCctalk>[1] = {}) {
  const clock = new VirtualClock();
  const bus = createCctalk({ clock, random: seededRandom(1) }, options);
  const host = plugHost(bus);
  const frame = (to: number, header: number, data: number[] = []) =>
    encodeMessage({ destination: to, source: 1, header, data }, options.checksum ?? 'sum');
  /** What comes after the echo. */
  const ask = async (to: number, header: number, data: number[] = []) => {
    host.forget();
    const request = frame(to, header, data);
    host.send(request);
    await clock.advance(100);
    const heard = Buffer.concat(host.writes);
    expect(toHex(heard.subarray(0, request.length))).toBe(toHex(request));
    return toHex(heard.subarray(request.length));
  };
  const act = (name: string, args: Record<string, unknown> = {}) => bus.actions[name]!(args);
  return { clock, bus, host, ask, act, frame, view: () => bus.view() as CctalkView };
}

describe('a supervised ccTalk bus', () => {
  it.each([
    [bill, 254, '01 00 28 00 D7'],
    [coin, 254, '01 00 02 00 FD'],
    [bill, 245, '01 0E 28 00 42 69 6C 6C 20 56 61 6C 69 64 61 74 6F 72 80'],
    [bill, 242, '01 03 28 00 BC 61 4E 69'],
    [bill, 249, '01 02 28 00 02 14 BF'],
    [bill, 232, '01 01 28 00 00 D6'],
  ])('device %i answers header %i as published', async (to, header, reply) => {
    const { ask, view } = start();
    expect(await ask(to, header)).toBe(reply);
    expect(view()).toMatchObject({ tripwires: [], requests: { [header]: 1 } });
  });

  it.each([246, 244, 241, 192, 4])('both devices answer header %i with data', async (header) => {
    const { ask } = start();
    for (const to of [bill, coin]) expect(hex(await ask(to, header)).length).toBeGreaterThan(5);
  });

  it('nobody answers for an address without a device, nor a header unknown to it', async () => {
    const { ask } = start();
    expect(await ask(3, 254)).toBe('');
    expect(await ask(bill, 100)).toBe('');
    expect(await start({ devices: ['hopper'] }).ask(3, 254)).not.toBe('');
  });

  it('speaks the CRC variant', async () => {
    const { ask, act } = start({ checksum: 'crc' });
    expect(await ask(bill, 254)).toBe(
      toHex(encodeMessage({ destination: 1, source: bill, header: 0, data: [] }, 'crc')),
    );
    act('fault', { code: 44 });
    expect(hex(await ask(bill, 232))[4]).toBe(44);
  });

  it.each([
    [{ code: 44 }, '01 01 28 00 2C AA'],
    [{ code: 45 }, '01 01 28 00 2D A9'],
    [{ code: 39 }, '01 01 28 00 27 AF'],
    [{ code: 36, extra: 3 }, '01 02 28 00 24 03 AE'],
  ])('self-check tells fault %j', async (fault, reply) => {
    const { ask, act } = start();
    act('fault', fault);
    expect(await ask(bill, 232)).toBe(reply);
  });

  it('can refuse, be busy and be silent, as often as wanted', async () => {
    const { ask, act } = start();
    act('answer', { device: 'coin', with: 'nak', times: 1 });
    expect(await ask(coin, 254)).toBe('01 00 02 05 F8');
    act('answer', { device: 'coin', with: 'busy', times: 1 });
    expect(await ask(coin, 254)).toBe('01 00 02 06 F7');
    act('answer', { device: 'coin', with: 'none', times: 1 });
    expect(await ask(coin, 254)).toBe('');
    expect(await ask(coin, 254)).toBe('01 00 02 00 FD');
  });

  it('can end a reply early; whoever asks at once then is not heard, after 50 ms he is', async () => {
    const { ask, act, host, frame, clock } = start();
    act('cut', { bytes: 3 });
    expect(await ask(bill, 254)).toBe('01 00 28');
    act('cut', { bytes: 3 });
    host.send(frame(bill, 254));
    await clock.advance(20);
    host.forget();
    host.send(frame(bill, 254));
    await clock.advance(100);
    expect(host.heard()).toBe('28 00 01 FE D9');
    expect(await ask(bill, 254)).toBe('01 00 28 00 D7');
  });

  it('sends its replies byte by byte with a gap', async () => {
    const { act, host, frame, clock } = start();
    act('gap', { ms: 8 });
    host.send(frame(bill, 254));
    await clock.advance(10 + 3 * 8);
    expect(host.writes).toHaveLength(1 + 4);
    await clock.advance(8);
    expect(host.writes).toHaveLength(1 + 5);
  });

  it('hears nothing for 250 ms after power-up, and then has forgotten its events', async () => {
    const { ask, act, clock, view } = start();
    act('event', { code: 11 });
    act('power-cycle');
    expect(await ask(bill, 254)).toBe('');
    await clock.advance(150);
    expect(await ask(bill, 254)).toBe('01 00 28 00 D7');
    expect(view().devices.bill).toMatchObject({ counter: 0, events: [] });
  });

  it('can be taken off the wire', async () => {
    const { ask, act } = start();
    act('absent', { device: 'bill' });
    expect(await ask(bill, 254)).toBe('');
    expect(await ask(coin, 254)).not.toBe('');
    act('absent', { device: 'bill', on: false });
    expect(await ask(bill, 254)).not.toBe('');
  });

  it('answers as its neighbour, without echo, late or not at all when the knobs say so', async () => {
    const { ask, bus, host, frame, clock } = start();
    bus.setFaults({ wrongAddress: true });
    expect(await ask(bill, 254)).toBe('01 00 29 00 D6');
    bus.setFaults({ wrongAddress: false, echo: false });
    host.forget();
    host.send(frame(bill, 254));
    await clock.advance(100);
    expect(host.heard()).toBe('01 00 28 00 D7');
    bus.setFaults({ silent: true });
    host.forget();
    host.send(frame(bill, 254));
    await clock.advance(100);
    expect(host.heard()).toBe('');
    bus.setFaults({ unplugged: true });
    expect(host.closed).toBe(true);
  });

  it('counts who talks into an answer, and spoils it', async () => {
    const { host, frame, clock, view } = start();
    host.send(frame(bill, 254));
    await clock.advance(5);
    host.send(frame(coin, 254));
    await clock.advance(100);
    expect(view().collisions).toBe(1);
    expect(host.heard()).not.toContain('01 00 28 00 D7');
  });
});

describe('what must never come from a supervisor', () => {
  it.each([1, 153, 154, 159, 228, 230, 231])(
    'header %i is answered by the bill validator and remembered',
    async (header) => {
      const { ask, view } = start();
      expect(await ask(bill, header)).not.toBe('');
      expect(view().tripwires).toMatchObject([{ address: bill, header }]);
    },
  );

  it('a credit poll switches the coin acceptor on, and it stops a second after the last', async () => {
    const { ask, act, view, clock } = start();
    expect(view().devices.coin?.accepting).toBe(false);
    expect(act('insert', { device: 'coin', type: 6 })).toBe(false);
    await ask(coin, 229);
    expect(view()).toMatchObject({ tripwires: [{ header: 229 }], devices: { coin: { accepting: true } } });
    expect(act('insert', { device: 'coin', type: 6 })).toBe(true);
    // The question took 100 ms.
    await clock.advance(899);
    expect(view().devices.coin?.accepting).toBe(true);
    await clock.advance(1);
    expect(view().devices.coin).toMatchObject({ accepting: false, taken: 1, counter: 1, events: [[6, 1]] });
  });

  it('a simple poll and a self-check switch nothing on', async () => {
    const { ask, view } = start();
    for (const header of [254, 246, 245, 244, 242, 241, 192, 249, 4, 232]) {
      for (const to of [bill, coin]) await ask(to, header);
    }
    expect(view()).toMatchObject({
      tripwires: [],
      devices: { coin: { accepting: false }, bill: { accepting: false } },
    });
  });

  it('a reset forgets the events and the releases', async () => {
    const { ask, act, view } = start();
    act('event', { code: 11 });
    await ask(bill, 1);
    expect(view()).toMatchObject({
      tripwires: [{ header: 1 }],
      devices: { bill: { counter: 0, events: [], resets: 1, accepting: false } },
    });
  });
});

describe('the events of a device', () => {
  it.each([
    [[], '01 0B 28 00 00 00 00 00 00 00 00 00 00 00 00 CC'],
    [['stacker-remove'], '01 0B 28 00 01 00 0B 00 00 00 00 00 00 00 00 C0'],
    [['stacker-remove', 'stacker-insert'], '01 0B 28 00 02 00 0C 00 0B 00 00 00 00 00 00 B3'],
    [['stacker-remove', 'stacker-insert', 'stacker-full'], '01 0B 28 00 03 00 0E 00 0C 00 0B 00 00 00 00 A4'],
  ])('after %j they are as published', async (story, reply) => {
    const { ask, act } = start();
    for (const step of story) act(step);
    expect(await ask(bill, 159)).toBe(reply);
  });

  it('Azkoyen: five pairs of a coin acceptor', async () => {
    const { ask, act } = start();
    const pairs = [
      [6, 4],
      [0, 0x14],
      [0, 0x17],
      [6, 4],
      [13, 2],
    ];
    act('set-events', { device: 'coin', counter: 6, pairs });
    expect(await ask(coin, 229)).toBe('01 0B 02 00 06 06 04 00 14 00 17 06 04 0D 02 9E');
  });

  it('the counter goes from 255 to 1, and the oldest pair falls out', () => {
    const { act, view } = start();
    act('set-events', { counter: 254, pairs: [] });
    for (const code of [1, 2, 3, 4, 5, 6]) act('event', { code });
    expect(view().devices.bill).toMatchObject({ counter: 5, events: [6, 5, 4, 3, 2].map((code) => [0, code]) });
  });

  it.each([
    ['stacker-remove', 11, 44],
    ['stacker-full', 14, 45],
    ['stacker-jam', 15, 38],
    ['jam', 6, 39],
    ['clear-jam', 22, 0],
  ])('%s is event %i and fault %i', (name, code, fault) => {
    const { act, view } = start();
    act(name);
    expect(view().devices.bill).toMatchObject({ events: [[0, code]], fault: [fault] });
  });
});

describe('the kiosk PC on the same wire', () => {
  it('a tap hears both directions and sends nothing', async () => {
    const { bus, host, act, clock, view } = start();
    act('host-polls', { intervalMs: 100 });
    await clock.advance(4_000);
    const heard = host.heard();
    for (const part of ['28 00 01 FE D9 01 00 28 00 D7', '28 00 01 9F 38 01 0B 28 00', '02 00 01 E5 18 01 0B 02 00']) {
      expect(heard).toContain(part);
    }
    expect(view()).toMatchObject({
      bytesFromLines: 0,
      tripwires: [],
      collisions: 0,
      kioskPolls: { on: true },
      devices: { coin: { accepting: true }, bill: { accepting: true } },
    });
    act('host-polls', { on: false });
    await clock.advance(1_000);
    expect(view()).toMatchObject({ kioskPolls: { on: false }, devices: { coin: { accepting: false } } });
    bus.close();
    expect(clock.pending).toBe(0);
  });

  it('hears events and a device that does not answer', async () => {
    const { host, act, clock } = start();
    act('host-polls', { intervalMs: 100 });
    await clock.advance(1_000);
    act('stacker-remove');
    host.forget();
    await clock.advance(1_000);
    expect(host.heard()).toContain('01 0B 28 00 01 00 0B');
    act('absent', { device: 'bill' });
    host.forget();
    await clock.advance(1_000);
    expect(host.heard()).toContain('28 00 01 9F 38 02 00 01 E5 18');
  });

  it('a second line that talks disturbs it, and that is seen', async () => {
    const { host, act, clock, frame, view } = start();
    act('host-polls', { intervalMs: 100 });
    await clock.advance(5);
    host.send(frame(bill, 254));
    await clock.advance(50);
    expect(view()).toMatchObject({ collisions: 1, bytesFromLines: 5 });
  });
});

it.each([
  ['event', { code: 256 }],
  ['fault', { device: 'hopper', code: 1 }],
  ['answer', { with: 'shout' }],
  ['host-polls', { intervalMs: 1 }],
  ['fraud', { code: 1 }],
])('refuses %s %j', (name, args) => {
  expect(() => start().act(name, args)).toThrow(/code|device|with|intervalMs/);
});
