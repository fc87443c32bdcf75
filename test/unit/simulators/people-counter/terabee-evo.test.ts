import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTerabeeEvo, type TerabeeView } from '../../../../simulators/people-counter/terabee-evo.js';
import {
  crc8,
  createCommandDecoder,
  distances,
  parameters,
  passage,
  presence,
  type TerabeeCommand,
} from '../../../../simulators/people-counter/terabee-evo-codec.js';
import { hex, toHex } from '../../../support/hex.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { plugHost } from '../host.js';

/** led-boards-counters-hid.md 5.3. */
const T1 = '00 55 08 00 00 00 00 7C';
const T2 = '00 61 01 E7';
const T3 = '00 61 02 EE';
const T4 = '00 21 0A 8D';
const T5 = '00 55 09 00 00 00 00 1E';
const T6 = '00 55 03 06 A4 01 2C 85';
const T7 = '44 44 04 D2 09 29 56';
const T8 = '50 43 00 00 00 2A 00 00 00 03 00 05 00 02 83';
const T9 = '50 43 00 00 00 2A FF FF FF FF 00 02 00 03 3D';
const T10 = '50 43 00 00 00 2A 00 00 00 00 00 00 00 00 EB';
const T11 = '50 43 00 00 00 03 00 05 00 02 2D';
const presenceMode = '00 11 07 57';
const misprintedPresenceMode = '00 11 07 AE';

const commands: readonly [wire: string, command: TerabeeCommand][] = [
  [T1, { group: 0x55, data: [0x08, 0, 0, 0, 0] }],
  [T2, { group: 0x61, data: [0x01] }],
  [T3, { group: 0x61, data: [0x02] }],
  [T4, { group: 0x21, data: [0x0a] }],
  [T5, { group: 0x55, data: [0x09, 0, 0, 0, 0] }],
  [T6, { group: 0x55, data: [0x03, 0x06, 0xa4, 0x01, 0x2c] }],
];

describe('the codec of the sensor', () => {
  const decoder = () => createCommandDecoder(new VirtualClock());

  it('has the published CRC', () => {
    expect(crc8(Buffer.from('123456789'))).toBe(0xf4);
  });

  it('builds T7 to T11', () => {
    expect(toHex(distances(1_234, 2_345))).toBe(T7);
    expect(toHex(passage({ net: 3, in: 5, out: 2 }, 42))).toBe(T8);
    expect(toHex(passage({ net: -1, in: 2, out: 3 }, 42))).toBe(T9);
    expect(toHex(passage({ net: 0, in: 0, out: 0 }, 42))).toBe(T10);
    expect(toHex(passage({ net: 3, in: 5, out: 2 }))).toBe(T11);
  });

  it('ends every frame with a CRC', () => {
    for (const frame of [presence(900), parameters({ max: 1_700, min: 300 })]) expect(crc8(frame)).toBe(0);
    expect(toHex(presence(900)).slice(0, 11)).toBe('54 54 03 84');
    expect(toHex(parameters({ max: 1_700, min: 300 })).slice(0, 17)).toBe('42 50 06 A4 01 2C');
  });

  it.each(commands)('understands %s', (wire, command) => {
    expect(decoder()(hex(wire))).toEqual([command]);
  });

  it('understands all of them in one burst, in any pieces', () => {
    const wire = hex(commands.map(([one]) => one).join(' '));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: wire.length })), (cuts) => {
        const decode = decoder();
        const borders = [0, ...cuts.sort((a, b) => a - b), wire.length];
        const heard = borders.slice(1).flatMap((end, at) => decode(wire.subarray(borders[at], end)));
        expect(heard).toEqual(commands.map(([, command]) => command));
      }),
    );
  });

  it('gives up a command that does not come in one burst', async () => {
    const clock = new VirtualClock();
    const decode = createCommandDecoder(clock);
    decode(hex(T1).subarray(0, 4));
    await clock.advance(21);
    expect(decode(hex(T1).subarray(4))).toEqual([]);
    await clock.advance(21);
    expect(decode(hex(T1))).toHaveLength(1);
  });

  it('drops a command with one bit wrong', () => {
    for (let bit = 0; bit < 64; bit++) {
      const wire = hex(T1);
      wire[bit >> 3]! ^= 1 << (bit & 7);
      expect(decoder()(wire)).toEqual([]);
    }
  });

  it('knows the published presence mode for the misprint it is', () => {
    expect(decoder()(hex(misprintedPresenceMode))).toEqual([]);
    expect(decoder()(hex(presenceMode))).toEqual([{ group: 0x11, data: [0x07] }]);
  });

  it('never throws, and understands the first command after noise and a pause', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (junk) => {
        const clock = new VirtualClock();
        const decode = createCommandDecoder(clock);
        decode(junk);
        await clock.advance(30);
        expect(decode(hex(T2))).toEqual([{ group: 0x61, data: [0x01] }]);
      }),
      { numRuns: 50 },
    );
  });
});

function createSensor(options: Parameters<typeof createTerabeeEvo>[1] = {}) {
  const clock = new VirtualClock();
  const device = createTerabeeEvo({ clock, random: seededRandom(1) }, options);
  const host = plugHost(device);
  /** What it says until now, and forgets. */
  const heard = () => {
    const said = host.writes.map(toHex);
    host.forget();
    return said;
  };
  return {
    clock,
    device,
    host,
    heard,
    ask: (request: string) => {
      host.forget();
      host.send(request);
      return host.heard();
    },
    act: (name: string, args: Record<string, unknown> = {}) => device.actions[name]!(args),
    view: () => device.view() as TerabeeView,
  };
}

describe('the sensor', () => {
  it('says its distances all the time, unasked', async () => {
    const { clock, heard, device } = createSensor();
    await clock.advance(350);
    expect(heard()).toEqual(Array<string>(3).fill(toHex(distances(2_200, 2_200))));
    device.close();
    expect(clock.pending).toBe(0);
  });

  it('says its counts once for each passage', () => {
    const { act, heard } = createSensor();
    act('walk-in', { count: 5 });
    act('walk-out', { count: 2 });
    expect(heard()).toHaveLength(7);
    act('walk-out', { count: 4 });
    expect(heard().at(-1)).toBe(toHex(passage({ net: -1, in: 5, out: 6 }, 42)));
  });

  it('as a Swipe Plus it says them without an id', () => {
    const { act, heard } = createSensor({ model: 'swipe-plus' });
    act('walk-in', { count: 5 });
    act('walk-out', { count: 2 });
    expect(heard().at(-1)).toBe(T11);
  });

  it('resets when told, and says so', () => {
    const { act, ask, view } = createSensor();
    act('walk-in', { count: 5 });
    expect(ask(T1)).toBe(T10);
    expect(view()).toMatchObject({ in: 0, out: 0, net: 0, truth: { counted: { in: 5 } } });
  });

  it('begins again at zero after 65535, and its balance does not', () => {
    const { act, view } = createSensor();
    act('set-totals', { in: 65_535, out: 1 });
    act('walk-in', { count: 2 });
    expect(view()).toMatchObject({ in: 1, out: 1, net: 65_536 });
  });

  it('loses its counts with the power and says nothing of it until somebody passes', () => {
    const { act, heard, view } = createSensor();
    act('walk-in', { count: 5 });
    heard();
    act('power-cycle');
    expect(heard()).toEqual([]);
    act('walk-out');
    expect(heard()).toEqual([toHex(passage({ net: -1, in: 0, out: 1 }, 42))]);
    expect(view().truth).toEqual({ passed: { in: 5, out: 1 }, counted: { in: 5, out: 1 } });
  });

  it('blocked, it measures something close and counts nobody', async () => {
    const { act, heard, clock, view } = createSensor();
    act('block', { sensor: 2, mm: 90 });
    act('walk-in', { count: 3 });
    await clock.advance(100);
    expect(heard()).toEqual([toHex(distances(2_200, 90))]);
    expect(view()).toMatchObject({ in: 0, truth: { passed: { in: 3 }, counted: { in: 0 } } });
    act('block', { sensor: 2, on: false });
    act('walk-in');
    expect(view().in).toBe(1);
  });

  it('frozen, it goes on measuring and counts nobody', async () => {
    const { act, heard, clock } = createSensor();
    act('freeze');
    act('walk-in');
    await clock.advance(100);
    expect(heard()).toEqual([toHex(distances(2_200, 2_200))]);
  });

  it('tells its thresholds, as bytes and as text', () => {
    const { ask } = createSensor();
    expect(ask(T2)).toBe(toHex(parameters({ max: 1_700, min: 300 })));
    expect(Buffer.from(hex(ask(T3))).toString()).toBe('max 1700 mm, min 300 mm\r\n');
  });

  it.each([
    ['people-counter', 1_500, 50, true],
    ['people-counter', 1_500, 49, false],
    ['people-counter', 1_701, 300, false],
    ['swipe-plus', 1_500, 299, false],
    ['swipe-plus', 500, 300, true],
    ['swipe-plus', 499, 300, false],
  ] as const)('as %s of max %d and min %d it takes them: %s', (model, max, min, taken) => {
    const { host, view } = createSensor({ model });
    const body = [0, 0x55, 0x03, max >> 8, max & 0xff, min >> 8, min & 0xff];
    host.send(Uint8Array.from([...body, crc8(body)]));
    expect(view().thresholds).toEqual(taken ? { max, min } : { max: 1_700, min: 300 });
  });

  it('as a Swipe Plus it has a presence mode, in which nobody is counted', async () => {
    const { ask, act, clock, heard, view } = createSensor({ model: 'swipe-plus' });
    ask(misprintedPresenceMode);
    expect(view().mode).toBe('traffic');
    ask(presenceMode);
    act('walk-in');
    await clock.advance(100);
    expect(heard()).toEqual([toHex(presence(2_200))]);
    ask(T4);
    act('walk-in');
    expect(view()).toMatchObject({ mode: 'traffic', in: 1 });
    expect(ask(T5)).toBe('');
  });

  it('as a People Counter it has none', () => {
    const { ask, view } = createSensor();
    ask(presenceMode);
    expect(view().mode).toBe('traffic');
  });

  it('speaks through the knobs: silent, broken, in pieces', async () => {
    const { device, act, heard, clock } = createSensor();
    device.setFaults({ silent: true });
    await clock.advance(200);
    act('walk-in');
    expect(heard()).toEqual([]);
    device.setFaults({ silent: false, flipBit: true });
    act('walk-in');
    expect(crc8(hex(heard()[0]!))).not.toBe(0);
    device.setFaults({ flipBit: false, splitBytes: 4 });
    act('walk-in');
    expect(heard().map((piece) => hex(piece).length)).toEqual([4, 4, 4, 3]);
  });

  it('says junk', () => {
    const { act, heard } = createSensor();
    act('junk', { bytes: 3 });
    expect(heard().map((piece) => hex(piece).length)).toEqual([3]);
  });

  it.each([
    ['walk-in', { count: 0 }],
    ['block', { sensor: 3 }],
    ['set-totals', { in: 65_536, out: 0 }],
  ])('refuses %s %j', (name, args) => {
    expect(() => createSensor().act(name, args)).toThrow(/count|sensor|in/);
  });
});
