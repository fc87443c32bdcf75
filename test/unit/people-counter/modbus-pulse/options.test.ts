import { describe, expect, it } from 'vitest';
import { layoutOf, modbusPulseOptions } from '../../../../drivers/people-counter/modbus-pulse/options.js';

const layout = (options: Record<string, unknown>) => layoutOf(modbusPulseOptions.parse(options));
const mistakes = (options: Record<string, unknown>) =>
  (modbusPulseOptions.safeParse(options).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );

describe('the maps of pulse modules', () => {
  it('a WB-MCM8: 32 bits, high word first, in input registers from 60 on', () => {
    expect(layout({ inputs: { in: 3, out: 8 } })).toMatchObject({
      in: { area: 'input', register: 64, bits: 32, wordOrder: 'high-first' },
      out: { area: 'input', register: 74 },
      states: { area: 'discrete-inputs', register: 0, count: 8, in: 2, out: 7 },
      uptime: { register: 104 },
      supply: { register: 121, bits: 16, millivolts: 1 },
      serialNumber: { register: 270 },
      reset: [{ kind: 'write register', address: 100, value: 1 }],
    });
  });

  it('a SfAR-S-8DI8DO: low word first, in holding registers from 52 on, reset counter by counter', () => {
    expect(layout({ map: 'sfar-8di8do', inputs: { in: 2, out: 4 } })).toMatchObject({
      in: { area: 'holding', register: 54, bits: 32, wordOrder: 'low-first' },
      out: { area: 'holding', register: 58 },
      states: { area: 'holding', register: 50, in: 1, out: 3 },
      packets: { received: { register: 32, wordOrder: 'low-first' }, bad: { register: 34 } },
      reset: [
        { kind: 'write registers', address: 54, values: [0, 0] },
        { kind: 'write registers', address: 58, values: [0, 0] },
      ],
    });
  });

  it('a map of one’s own', () => {
    const value = { register: 10, bits: 16 };
    expect(
      layout({
        map: {
          in: value,
          out: { register: 0x20, bits: 16, area: 'holding' },
          states: { area: 'input', register: 5, in: 0, out: 15 },
          reset: [
            { register: 1, values: [7] },
            { register: 2, values: [0, 0] },
          ],
        },
      }),
    ).toEqual({
      in: { area: 'input', register: 10, bits: 16, wordOrder: 'high-first' },
      out: { area: 'holding', register: 32, bits: 16, wordOrder: 'high-first' },
      states: { area: 'input', register: 5, count: 16, in: 0, out: 15 },
      reset: [
        { kind: 'write register', address: 1, value: 7 },
        { kind: 'write registers', address: 2, values: [0, 0] },
      ],
    });
  });

  it('area and word order of the counters can be another than the map says', () => {
    const { in: entered, out: left, uptime } = layout({ area: 'holding', wordOrder: 'low-first' });
    expect([entered, left]).toEqual([
      { area: 'holding', register: 60, bits: 32, wordOrder: 'low-first' },
      { area: 'holding', register: 62, bits: 32, wordOrder: 'low-first' },
    ]);
    expect(uptime).toMatchObject({ area: 'input', wordOrder: 'high-first' });
  });
});

describe('mistakes', () => {
  it.each([
    [{ inputs: { in: 2 } }, 'inputs.out: another input than that of the way in'],
    [
      { map: { in: { register: 1 }, out: { register: 3, bits: 16 } } },
      'map.out.bits: as many bits as the counter of the way in',
    ],
    [
      { map: { in: { register: 1 }, out: { register: 3 }, states: { area: 'holding', register: 5, in: 0, out: 16 } } },
      'map.states: bits 0 to 15: a register has no more',
    ],
  ])('%j', (options, mistake) => {
    expect(mistakes(options).join()).toContain(mistake.split(': ').at(-1));
  });

  it('a module of a name nobody knows', () => {
    expect(modbusPulseOptions.safeParse({ map: 'wb-mcm16' }).success).toBe(false);
  });
});
