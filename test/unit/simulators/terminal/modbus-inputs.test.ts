import { describe, expect, it } from 'vitest';
import { createModbusInputs, type InputsView } from '../../../../simulators/terminal/modbus-inputs.js';
import { hex, toHex } from '../../../support/hex.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { plugHost } from '../host.js';
import { read, registersIn, writeMany, writeOne } from '../modbus/master.js';

function createInputs(options: Parameters<typeof createModbusInputs>[1] = {}) {
  const clock = new VirtualClock();
  const device = createModbusInputs({ clock, random: seededRandom(1) }, options);
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
    bits: (start = 0, count = 8, functionCode = 2) => ask(read(start, count, { functionCode })),
    registers: (start = 1, count = 2, functionCode = 4) => registersIn(ask(read(start, count, { functionCode }))),
    act: (name: string, args: Record<string, unknown> = {}) => device.actions[name]!(args),
    view: () => device.view() as InputsView,
  };
}

/** terminal-health.md 5.4, byte for byte. */
describe('the frames of 5.4', () => {
  const allOpen = {
    wired: [
      { input: 0, as: 'door' as const },
      { input: 3, as: 'water' as const },
    ],
  };
  it('none, input 0, inputs 0 and 3', () => {
    const { ask, act } = createInputs(allOpen);
    expect(ask('01 02 00 00 00 08 79 CC')).toBe('01 02 01 00 A1 88');
    act('open-door');
    expect(ask('01 02 00 00 00 08 79 CC')).toBe('01 02 01 01 60 48');
    act('water');
    expect(ask('01 02 00 00 00 08 79 CC')).toBe('01 02 01 09 61 8E');
  });

  it('25.6 °C and 48.2 %, and a refusal', () => {
    const { ask, act } = createInputs(allOpen);
    act('temperature', { celsius: 25.6 });
    act('humidity', { percent: 48.2 });
    expect(ask('01 04 00 01 00 02 20 0B')).toBe('01 04 04 01 00 01 E2 7B A1');
    act('exception', { code: 2 });
    expect(ask('01 04 00 01 00 02 20 0B')).toBe('01 84 02 C2 C1');
  });

  it('damaged in any one bit are not answered', () => {
    for (const request of ['01 02 00 00 00 08 79 CC', '01 04 00 01 00 02 20 0B']) {
      for (let bit = 0; bit < 64; bit++) {
        const { ask } = createInputs(allOpen);
        const flipped = hex(request);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        expect(ask(toHex(flipped)), `bit ${bit}`).toBe('');
      }
    }
  });
});

describe('what is wired', () => {
  it('a contact that is normally closed reads 1 at rest, and 0 once it acts or its wire is cut', () => {
    const { bits, act } = createInputs();
    expect(bits(5, 1)).toBe('01 02 01 01 60 48');
    act('mains-off');
    expect(bits(5, 1)).toBe('01 02 01 00 A1 88');
    act('mains-on');
    act('cut-wire', { input: 5 });
    expect(bits(5, 1)).toBe('01 02 01 00 A1 88');
    act('cut-wire', { input: 5, on: false });
    expect(bits(5, 1)).toBe('01 02 01 01 60 48');
  });

  it('acts by kind, the first of it where none is named, and by input', () => {
    const { act, view } = createInputs({
      wired: [
        { input: 0, as: 'door' },
        { input: 1, as: 'door' },
        { input: 2, as: 'vibration' },
      ],
    });
    const active = () =>
      view()
        .contacts.filter((contact) => contact.active)
        .map(({ input }) => input);
    act('open-door', { input: 1 });
    expect(active()).toEqual([1]);
    act('open-door');
    act('tamper');
    expect(active()).toEqual([0, 1, 2]);
    act('close-door', { input: 1 });
    act('tamper', { on: false });
    expect(active()).toEqual([0]);
    expect(() => act('water')).toThrow('no water at input any, wired are door 0, door 1, vibration 2');
    expect(() => act('open-door', { input: 2 })).toThrow('no door at input 2');
    expect(() => act('bounce', { input: 7 })).toThrow('input 7: nothing is wired to it');
  });

  it('bounces by chance, and then stands as before', () => {
    const { bits, act } = createInputs();
    act('bounce', { input: 0 });
    const seen = new Set(Array.from({ length: 40 }, () => bits(0, 1)));
    expect([...seen].sort()).toEqual(['01 02 01 00 A1 88', '01 02 01 01 60 48']);
    act('bounce', { input: 0, on: false });
    expect(new Set(Array.from({ length: 40 }, () => bits(0, 1)))).toEqual(new Set(['01 02 01 00 A1 88']));
  });

  it('is read with FC 01 too, across bytes, and no further than there are inputs', () => {
    const { bits, act } = createInputs({ count: 16, wired: [{ input: 9, as: 'door' }] });
    act('open-door');
    expect(bits(0, 16, 1).slice(0, 14)).toBe('01 01 02 00 02');
    expect(bits(9, 1)).toBe('01 02 01 01 60 48');
    expect(bits(9, 8).slice(0, 8)).toBe('01 82 02');
    expect(bits(0, 0).slice(0, 8)).toBe('01 82 03');
  });
});

describe('the sensor', () => {
  it('gives tenths, below zero too, over both tables', () => {
    const { registers, act } = createInputs();
    expect(registers()).toEqual([234, 456]);
    expect(registers(1, 2, 3)).toEqual([234, 456]);
    act('temperature', { celsius: -5.3 });
    expect(registers(1, 1)).toEqual([0x10000 - 53]);
  });

  it.each([
    ['open', [0x8000, 0x8000]],
    ['shorted', [0x7fff, 0x7fff]],
    ['missing', [0xffff, 0xffff]],
    ['refuses', [-4]],
  ])('broken as %s', (as, words) => {
    const { registers, act, bits } = createInputs();
    const inputs = bits();
    act('break-sensor', { as });
    expect(registers()).toEqual(words);
    expect(bits()).toBe(inputs);
    act('break-sensor', { as: 'whole' });
    expect(registers()).toEqual([234, 456]);
  });

  it('frozen, stays where it was', () => {
    const { registers, act } = createInputs();
    act('freeze');
    act('temperature', { celsius: 50 });
    expect(registers()).toEqual([234, 456]);
    act('freeze', { on: false });
    expect(registers()).toEqual([500, 456]);
  });

  it('is where the options say', () => {
    const { registers } = createInputs({ temperatureRegister: 0x100, humidityRegister: 0x101 });
    expect(registers(0x100)).toEqual([234, 456]);
    expect(registers()).toEqual([-2]);
  });
});

describe('a host that writes', () => {
  it('is refused and counted', () => {
    const { ask, view } = createInputs();
    for (const request of [writeOne(0, 1), writeOne(0, 0xff00, { functionCode: 5 }), writeMany(0, [1, 2])]) {
      expect(ask(request).slice(6, 8)).toBe('01');
    }
    expect(view().writes).toBe(3);
  });
});

describe('on a slow line', () => {
  it('answers after the time the bytes take', async () => {
    const { device, clock } = createInputs({ baud: 9_600 });
    const host = plugHost(device);
    host.send(read(0, 8, { functionCode: 2 }));
    await clock.advance(14);
    expect(host.heard()).toBe('');
    await clock.advance(1);
    expect(host.heard()).not.toBe('');
  });

  it('another address is not heard', () => {
    const { ask } = createInputs({ address: 9 });
    expect(ask(read(0, 8, { functionCode: 2 }))).toBe('');
    expect(ask(read(0, 8, { functionCode: 2, address: 9 }))).not.toBe('');
  });
});
