import { describe, expect, it } from 'vitest';
import { moduleOnALine } from './line.js';

const hot = 'environment-over-temperature';
const withSensor = {
  inputs: [{ input: 0, as: 'door' }],
  temperature: { register: 1 },
  humidity: { register: 2 },
} as const;

function thermometer(options: Record<string, unknown> = {}) {
  const stand = moduleOnALine({ ...withSensor, ...options });
  return {
    ...stand,
    /** Half a minute passes, and a poll. */
    async next() {
      await stand.clock.advance(30_000);
      stand.told();
      await stand.poll();
      return stand.told().filter(({ type }) => type === hot);
    },
  };
}
const active = (yes: boolean) => [expect.objectContaining({ type: hot, active: yes })];

describe('temperature', () => {
  it('above the limit is hot until it is two degrees below, whatever it does between', async () => {
    const { next, act, modules, seen } = thermometer();
    for (const [celsius, is] of [
      [42, false],
      [44, false],
      [45, false],
      [45.1, true],
      [44, true],
      [43.1, true],
      [43, false],
      [44.9, false],
    ] as const) {
      act('temperature', { celsius });
      expect(await next(), String(celsius)).toEqual(active(is));
      expect(modules()['environment']?.status).toBe(is ? 'warn' : 'ok');
      expect(seen.state['temperature']).toBe(celsius);
    }
  });

  it('between both limits, with nothing known from before, leaves the alarm as it is', async () => {
    const { next, act } = thermometer();
    act('temperature', { celsius: 44 });
    expect(await next()).toEqual([]);
    act('temperature', { celsius: 20 });
    expect(await next()).toEqual(active(false));
  });

  it('below zero is below zero', async () => {
    const { next, act, seen } = thermometer();
    act('temperature', { celsius: -12.5 });
    await next();
    expect(seen.state['temperature']).toBe(-12.5);
  });

  it.each([
    [
      'a sensor of whole degrees',
      { register: 1, scale: 1, signed: false, least: -50, most: 300, over: 120 },
      23.4,
      234,
    ],
    ['hundredths', { register: 1, scale: 0.01 }, 23.4, 2.34],
    ['Kelvin', { register: 1, offset: -20 }, 23.4, 3.4],
  ])('of %s is what the options make of it', async (_what, temperature, celsius, shown) => {
    const { next, act, seen } = thermometer({ temperature });
    act('temperature', { celsius });
    await next();
    expect(seen.state['temperature']).toBe(shown);
  });
});

describe('a sensor that tells nothing', () => {
  it.each(['open', 'shorted', 'missing', 'refuses'])('%s is never a temperature, and clears nothing', async (as) => {
    const { next, act, modules, seen } = thermometer();
    act('temperature', { celsius: 50 });
    expect(await next()).toEqual(active(true));
    act('break-sensor', { as });
    expect(await next()).toEqual([]);
    expect(seen.state).not.toHaveProperty('temperature');
    expect(seen.state).not.toHaveProperty('humidity');
    act('temperature', { celsius: 44 });
    act('break-sensor', { as: 'whole' });
    expect(await next()).toEqual(active(true));
    act('break-sensor', { as });
    await next();
    expect(modules()['environment']).toMatchObject({ status: 'warn', detail: 'register 1: above 45 °C' });
  });

  it.each([
    ['open', '8000h: no sensor'],
    ['shorted', '7FFFh: no sensor'],
    ['missing', 'FFFFh: no sensor'],
    ['refuses', 'exception 04: device failure'],
  ])('%s leaves the rest of the module in service, degraded, and says why', async (as, why) => {
    const { next, act, modules, seen } = thermometer();
    act('break-sensor', { as });
    await next();
    expect(modules()['environment']).toMatchObject({ status: 'unknown', detail: expect.stringContaining(why) });
    expect(modules()['cabinet']?.status).toBe('ok');
    expect(seen.state['service']).toBe('degraded');
  });

  it.each([
    ['85.1 °C', 85.1, 40],
    ['-40.1 °C', -40.1, 40],
  ])('%s no sensor can mean', async (text, celsius, percent) => {
    const { next, act, modules, seen } = thermometer();
    act('temperature', { celsius });
    act('humidity', { percent });
    expect(await next()).toEqual([]);
    expect(seen.state).not.toHaveProperty('temperature');
    expect(seen.state['humidity']).toBe(percent);
    expect(modules()['environment']?.detail).toContain(`${text} cannot be`);
  });

  it('both words zero are a sensor that is not there; one alone is 0 °C', async () => {
    const { next, act, seen, modules } = thermometer();
    act('temperature', { celsius: 0 });
    act('humidity', { percent: 40 });
    await next();
    expect(seen.state['temperature']).toBe(0);
    act('humidity', { percent: 0 });
    await next();
    expect(seen.state).not.toHaveProperty('temperature');
    expect(modules()['environment']?.status).toBe('unknown');
  });

  it('that has not moved for a day is not believed, and is at its first move', async () => {
    const { next, act, modules, seen } = thermometer({ frozenMinutes: 2 });
    act('freeze');
    for (let reading = 0; reading < 4; reading++) await next();
    expect(seen.state['temperature']).toBe(23.4);
    await next();
    expect(seen.state).not.toHaveProperty('temperature');
    expect(modules()['environment']).toMatchObject({
      status: 'unknown',
      detail: 'has not moved for 2 minutes; has not moved for 2 minutes',
    });
    act('freeze', { on: false });
    act('temperature', { celsius: 46 });
    expect(await next()).toEqual(active(true));
    expect(seen.state['temperature']).toBe(46);
  });

  it('that does not answer while its module does is unknown after three, and the doors are looked at meanwhile', async () => {
    const { next, module, modules, seen, asked } = thermometer();
    await next();
    module.push({ name: 'no sensor', onRequest: ({ functionCode }) => (functionCode === 4 ? 'handled' : undefined) });
    for (let miss = 1; miss <= 3; miss++) {
      expect(seen.state['temperature']).toBe(23.4);
      await next();
      expect(seen.state['reachable']).toBe(true);
    }
    expect(seen.state).not.toHaveProperty('temperature');
    expect(modules()['environment']).toMatchObject({ status: 'unknown' });
    expect(asked().filter((request) => request.startsWith('01 02')).length).toBe(4);
  });

  it('is over with its configuration', async () => {
    const { poll, told } = moduleOnALine({ inputs: [{ input: 0, as: 'door' }] });
    await poll();
    expect(told().filter(({ type }) => type === hot)).toEqual(active(false));
  });
});

describe('measurements', () => {
  it('are published at most every five minutes, with what is known', async () => {
    const { next, seen, act } = thermometer();
    for (let reading = 0; reading < 40; reading++) await next();
    expect(seen.measurements).toEqual(Array(4).fill({ temperature: 23.4, humidity: 45.6 }));
    act('break-sensor');
    for (let reading = 0; reading < 40; reading++) await next();
    expect(seen.measurements).toHaveLength(4);
  });
});
