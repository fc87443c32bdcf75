import { describe, expect, it } from 'vitest';
import { modbusInputsOptions } from '../../../../drivers/terminal/modbus-inputs/options.js';

const wrong = (options: unknown) => {
  const result = modbusInputsOptions.safeParse(options);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};
const door = (input: number, name?: string) => ({ input, as: 'door', ...(name && { name }) });

describe('the options of a module of inputs', () => {
  it('have defaults for all but what is wired', () => {
    expect(modbusInputsOptions.parse({ inputs: [door(0)], temperature: { register: 1 } })).toEqual({
      address: 1,
      inputs: [{ input: 0, as: 'door', normally: 'open' }],
      readInputsAs: 'discrete-inputs',
      temperature: {
        register: 1,
        scale: 0.1,
        offset: 0,
        signed: true,
        over: 45,
        hysteresis: 2,
        least: -40,
        most: 85,
      },
      registers: 'input',
      absent: [0x7fff, 0x8000, 0xffff],
      frozenMinutes: 1_440,
      pollIntervalMs: 1_000,
      sensorIntervalMs: 30_000,
      measurementIntervalMs: 300_000,
      replyTimeoutMs: 300,
    });
  });

  it.each([
    ['nothing to watch', {}, ': needs inputs, temperature or humidity'],
    ['an input twice', { inputs: [door(0, 'a'), door(0, 'b')] }, 'inputs.1.input: this input is listed already'],
    ['two doors of one name', { inputs: [door(0), door(1)] }, 'inputs.1.name: "cabinet" is there already: '],
    [
      'two things in one module',
      {
        inputs: [
          { ...door(0), module: 'tamper' },
          { input: 1, as: 'tamper' },
        ],
      },
      'inputs.1.name: "tamper" is there already',
    ],
    [
      'two mains relays',
      {
        inputs: [
          { input: 0, as: 'mains' },
          { input: 1, as: 'mains', name: 'b' },
        ],
      },
      'inputs.1.as: one mains relay at most',
    ],
    ['inputs far apart', { inputs: [door(0, 'a'), door(256, 'b')] }, 'inputs: the inputs must lie within 256'],
    ['a limit no sensor reaches', { temperature: { register: 1, over: 90 } }, 'temperature.over: must lie between'],
    ['a name that is no part of a topic', { inputs: [door(0, '前门')] }, 'inputs.0.name: small letters and digits'],
    ['a kind that is none', { inputs: [{ input: 0, as: 'window' }] }, 'inputs.0.as: '],
    ['a broadcast', { address: 0, inputs: [door(0)] }, 'address: '],
    ['polling without a pause', { inputs: [door(0)], pollIntervalMs: 100 }, 'pollIntervalMs: '],
  ])('%s is refused', (_what, options, message) => {
    expect(wrong(options).some((each) => each.startsWith(message))).toBe(true);
  });

  it('may be far from zero, and of several of each kind', () => {
    const inputs = [door(1_000, 'front'), door(1_255, 'rear'), { input: 1_010, as: 'smoke', name: 'hall' }];
    expect(wrong({ inputs })).toEqual([]);
  });
});
