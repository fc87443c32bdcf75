import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createModbusPulse, type PulseView } from '../../../../simulators/people-counter/modbus-pulse.js';
import { hex } from '../../../support/hex.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { plugHost } from '../host.js';
import { read, registersIn, writeMany, writeOne } from '../modbus/master.js';

function createModule(options: Parameters<typeof createModbusPulse>[1] = {}) {
  const clock = new VirtualClock();
  const device = createModbusPulse({ clock, random: seededRandom(1) }, options);
  const host = plugHost(device);
  const ask = (request: string) => {
    host.forget();
    host.send(request);
    return host.heard();
  };
  return {
    clock,
    device,
    ask,
    input: (start: number, count: number) => registersIn(ask(read(start, count, { functionCode: 4 }))),
    holding: (start: number, count: number) => registersIn(ask(read(start, count))),
    act: (name: string, args: Record<string, unknown> = {}) => device.actions[name]!(args),
    view: () => device.view() as PulseView,
  };
}

const illegalAddress = [-2];
const illegalValue = [-3];

/** led-boards-counters-hid.md 5.2, byte for byte. */
describe('the frames W1 to W10', () => {
  const slave = { address: 10 };

  it('W1: counters 1 and 2', () => {
    const { ask, act } = createModule(slave);
    act('walk-in', { count: 1_234 });
    act('walk-out', { count: 1_200 });
    expect(ask('0A 04 00 3C 00 04 30 BE')).toBe('0A 04 08 00 00 04 D2 00 00 04 B0 BB CB');
  });

  it('W2: the same, above 16 bits', () => {
    const { ask, act } = createModule(slave);
    act('set-totals', { in: 65_541, out: 70_000 });
    expect(ask('0A 04 00 3C 00 04 30 BE')).toBe('0A 04 08 00 01 00 05 00 01 11 70 81 9D');
  });

  it('W3: input states', () => {
    const { ask, act } = createModule(slave);
    expect(ask('0A 02 00 00 00 08 78 B7')).toBe('0A 02 01 00 A3 AC');
    act('block');
    expect(ask('0A 02 00 00 00 08 78 B7')).toBe('0A 02 01 01 62 6C');
  });

  it('W4: reset all', () => {
    const { ask, act, view } = createModule(slave);
    act('walk-in', { count: 7 });
    expect(ask('0A 06 00 64 00 01 08 AE')).toBe('0A 06 00 64 00 01 08 AE');
    expect(view()).toMatchObject({ in: 0, out: 0 });
  });

  it('W5: uptime', async () => {
    const { ask, clock } = createModule(slave);
    await clock.advance(3_600_000);
    expect(ask('0A 04 00 68 00 02 F1 6C')).toBe('0A 04 04 00 00 0E 10 44 E8');
  });

  it('W6: supply', () => {
    expect(createModule(slave).ask('0A 04 00 79 00 01 E1 68')).toBe('0A 04 02 5D C0 24 31');
  });

  it('W7: debounce of input 1', () => {
    const { ask } = createModule(slave);
    expect(ask('0A 06 00 14 00 50 C8 89')).toBe('0A 06 00 14 00 50 C8 89');
    expect(registersIn(ask(read(20, 2, slave)))).toEqual([80, 50]);
  });

  it('W8: serial number', () => {
    const { ask } = createModule({ ...slave, serialNumber: 0x0041_06e9 });
    expect(registersIn(ask('0A 04 01 0E 00 02 10 8F'))).toEqual([0x0041, 0x06e9]);
  });

  it('W9: baud', () => {
    expect(createModule(slave).ask('0A 03 00 6E 00 01 E4 AC')).toBe('0A 03 02 00 60 1D AD');
  });

  it('W10: exception, bad address', () => {
    expect(createModule(slave).ask(read(300, 1, { ...slave, functionCode: 4 }))).toBe('0A 84 02 B3 03');
  });

  it('damaged in any one bit are not answered', () => {
    for (let bit = 0; bit < 64; bit++) {
      const { ask } = createModule(slave);
      const flipped = hex('0A 04 00 3C 00 04 30 BE');
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(ask(Buffer.from(flipped).toString('hex'))).toBe('');
    }
  });
});

describe('a WB-MCM8', () => {
  it('tells its inputs as a mask too, and one at a time', () => {
    const { act, input, ask } = createModule();
    act('block', { direction: 'out' });
    expect(input(8, 1)).toEqual([2]);
    expect(ask(read(1, 1, { functionCode: 2 }))).toMatch(/^01 02 01 01/);
    expect(registersIn(ask(read(0, 9, { functionCode: 2 })))).toEqual(illegalAddress);
    expect(registersIn(ask(read(0, 0, { functionCode: 2 })))).toEqual(illegalValue);
  });

  it('tells firmware, supply and temperature', () => {
    const { input, act } = createModule();
    expect(String.fromCharCode(...input(250, 16)).replaceAll('\0', '')).toBe('1.4.0');
    act('supply', { millivolts: 8_900 });
    act('supply', { millivolts: 12_000 });
    expect(input(121, 4)).toEqual([12_000, 8_900, 3_300, 271]);
  });

  it('takes settings within their range alone', () => {
    const { ask, holding } = createModule();
    expect(registersIn(ask(writeOne(20, 2_001)))).toEqual(illegalValue);
    expect(registersIn(ask(writeOne(110, 97)))).toEqual(illegalValue);
    expect(registersIn(ask(writeOne(60, 0)))).toEqual(illegalAddress);
    ask(writeOne(110, 1_152));
    expect(holding(110, 1)).toEqual([1_152]);
  });

  it('resets for a one and for nothing else', () => {
    const { ask, act, view } = createModule();
    act('walk-in', { count: 3 });
    expect(registersIn(ask(writeOne(100, 2)))).toEqual(illegalValue);
    expect(view().in).toBe(3);
  });
});

describe('a SfAR-S-8DI8DO', () => {
  const sfar = { model: 'sfar-8di8do' as const };

  it('has its counters in holding registers, the low word first', () => {
    const { act, holding } = createModule(sfar);
    act('set-totals', { in: 65_541, out: 70_000 });
    expect(holding(52, 4)).toEqual([5, 1, 0x1170, 1]);
    expect(holding(52, 16)).toHaveLength(16);
    expect(holding(68, 1)).toEqual(illegalAddress);
  });

  it('begins again where its counters are written', () => {
    const { act, ask, view } = createModule(sfar);
    act('set-totals', { in: 65_541, out: 70_000 });
    ask(writeMany(52, [0, 0, 0, 0]));
    expect(view()).toMatchObject({ in: 0, out: 0 });
    ask(writeOne(53, 2));
    expect(view()).toMatchObject({ in: 131_072, out: 0 });
  });

  it('tells its inputs as a mask in both areas, and knows no discrete inputs', () => {
    const { act, holding, input, ask } = createModule(sfar);
    act('block', { direction: 'in' });
    act('block', { direction: 'out' });
    expect(holding(50, 1)).toEqual([3]);
    expect(input(50, 1)).toEqual([3]);
    expect(registersIn(ask(read(0, 8, { functionCode: 2 })))).toEqual([-1]);
  });

  it('counts packets: what came, what came broken, what went', () => {
    const { act, holding } = createModule(sfar);
    act('bad-packets', { count: 70_000 });
    expect(holding(32, 6)).toEqual([1, 0, 4_464, 1, 0, 0]);
    expect(holding(32, 6)).toEqual([2, 0, 4_464, 1, 1, 0]);
  });
});

describe('a door on two beams', () => {
  it('a beam that is blocked counts nobody and stays closed; the other goes on', () => {
    const { act, view } = createModule();
    act('block');
    act('walk-in', { count: 4 });
    act('walk-out', { count: 2 });
    expect(view()).toMatchObject({
      in: 0,
      out: 2,
      inputs: 1,
      truth: { passed: { in: 4, out: 2 }, counted: { in: 0, out: 2 } },
    });
    act('block', { on: false });
    act('walk-in');
    expect(view()).toMatchObject({ in: 1, inputs: 0 });
  });

  it('a beam whose wire is off counts nobody and looks like an idle one, blocked or not', () => {
    const { act, view } = createModule();
    act('block', { direction: 'out' });
    act('cut-wire', { direction: 'out' });
    act('walk-out');
    expect(view()).toMatchObject({ out: 0, inputs: 0 });
  });

  it('loses counts and uptime with the power, or the uptime alone', async () => {
    for (const [keepsCounts, left] of [
      [false, 0],
      [true, 6],
    ] as const) {
      const { act, view, clock } = createModule({ keepsCounts });
      act('walk-in', { count: 6 });
      await clock.advance(90_000);
      expect(view().uptime).toBe(90);
      act('power-cycle');
      expect(view()).toMatchObject({ in: left, uptime: 0, truth: { counted: { in: 6 } } });
    }
  });

  it('can lose its counts and go on running', async () => {
    const { act, view, clock } = createModule({ keepsCounts: true });
    act('walk-in', { count: 6 });
    await clock.advance(90_000);
    act('lose-memory');
    expect(view()).toMatchObject({ in: 0, uptime: 90 });
  });

  it('can fall without having begun from zero', () => {
    const { act, view } = createModule();
    act('set-totals', { in: 100, out: 50 });
    act('fall', { in: 30, out: 60 });
    expect(view()).toMatchObject({ in: 70, out: 0 });
  });

  it('begins again at zero after 4294967295', () => {
    const { act, view } = createModule();
    act('set-totals', { in: 0xffff_ffff, out: 0 });
    act('walk-in', { count: 2 });
    expect(view()).toMatchObject({ in: 1, out: 0 });
  });

  it('in every order of words and whatever it holds, the host reads the same number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (total) => {
        const wb = createModule();
        const sfar = createModule({ model: 'sfar-8di8do' });
        for (const { act } of [wb, sfar]) act('set-totals', { in: total, out: 0 });
        const [high = 0, low = 0] = wb.input(60, 2);
        expect(high * 0x1_0000 + low).toBe(total);
        expect(sfar.holding(52, 2)).toEqual([low, high]);
      }),
    );
  });

  it.each([
    ['walk-in', { count: 0 }],
    ['block', { direction: 'up' }],
    ['set-totals', { in: -1, out: 0 }],
    ['supply', { millivolts: 70_000 }],
  ])('refuses %s %j', (name, args) => {
    expect(() => createModule().act(name, args)).toThrow(/count|direction|in|millivolts/);
  });
});
