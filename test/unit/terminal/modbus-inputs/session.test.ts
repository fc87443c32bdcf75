import { describe, expect, it } from 'vitest';
import { createHpc168 } from '../../../../simulators/people-counter/hpc168.js';
import { createModbusInputs } from '../../../../simulators/terminal/modbus-inputs.js';
import { createWorld } from '../../../../simulators/world.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { everything, moduleOnALine } from './line.js';

const door = { input: 0, as: 'door' } as const;
const inputsAsked = /^01 02 /;
const sensorAsked = /^01 04 /;

describe('a module of inputs on its line', () => {
  it('is found by its inputs, and tells what it watches', async () => {
    const { session, finish, asked } = moduleOnALine();
    expect(await finish(session.identify())).toEqual({
      capabilities: ['door', 'tamper', 'vibration', 'water', 'smoke', 'mains', 'temperature', 'humidity'],
    });
    expect(asked()).toEqual(['01 02 00 00 00 06 F8 08']);
  });

  it('with a sensor alone is found by the sensor', async () => {
    const { session, finish, asked } = moduleOnALine({ temperature: { register: 1 } });
    expect(await finish(session.identify())).toEqual({ capabilities: ['temperature'] });
    expect(asked()).toHaveLength(1);
    expect(session.pollIntervalMs).toBe(30_000);
  });

  it('at peace says so of everything', async () => {
    const { poll, seen, told, modules } = moduleOnALine();
    await poll();
    expect(seen.state).toMatchObject({ reachable: true, service: 'in-service', temperature: 23.4, humidity: 45.6 });
    expect(Object.keys(modules())).toEqual([
      ...['cabinet', 'tamper', 'tamper-vibration', 'environment-water', 'environment-smoke', 'mains', 'environment'],
    ]);
    expect(Object.values(modules())).toEqual(Array(7).fill({ status: 'ok', source: 'modbus-inputs' }));
    const alarms = told();
    expect(alarms).toHaveLength(7);
    expect(alarms.every(({ active }) => !active)).toBe(true);
  });

  it('asks the inputs at each poll, the sensor every half minute', async () => {
    const { poll, clock, asked, session } = moduleOnALine();
    for (let second = 0; second < 61; second++) {
      await poll();
      await clock.advance(session.pollIntervalMs);
    }
    const all = asked();
    expect(all.filter((request) => inputsAsked.test(request))).toHaveLength(61);
    expect(all.filter((request) => sensorAsked.test(request))).toHaveLength(3);
  });

  it.each([
    ['coils', { inputs: [door], readInputsAs: 'coils' as const }, '01 01 00 00 00 01'],
    ['holding registers', { temperature: { register: 1 }, registers: 'holding' as const }, '01 03 00 01 00 01'],
    ['another address', { inputs: [door], address: 9 }, '09 02 00 00 00 01'],
    [
      'a span',
      {
        inputs: [
          { ...door, input: 3 },
          { input: 6, as: 'tamper' },
        ],
      },
      '01 02 00 03 00 04',
    ],
  ])('is asked as %s', async (_what, options, request) => {
    const { poll, asked } = moduleOnALine(options, { unit: { address: Number(request.slice(0, 2)) } });
    await poll();
    expect(asked().map((each) => each.slice(0, 17))).toEqual([request]);
  });

  it('with registers far apart is asked twice', async () => {
    const options = { temperature: { register: 0x100 }, humidity: { register: 0x200 } };
    const { poll, asked, seen } = moduleOnALine(options, {
      unit: { temperatureRegister: 0x100, humidityRegister: 0x200 },
    });
    await poll();
    expect(asked().map((each) => each.slice(0, 17))).toEqual(['01 04 01 00 00 01', '01 04 02 00 00 01']);
    expect(seen.state).toMatchObject({ temperature: 23.4, humidity: 45.6 });
  });

  it('says of an open door where and what it reads', async () => {
    const { poll, act, told, modules } = moduleOnALine();
    act('open-door');
    await poll();
    const detail = 'input 0 reads 1 (normally open): door open';
    expect(told()).toContainEqual({ type: 'cabinet-door-open', qualifier: '', active: true, detail });
    expect(modules()['cabinet']).toEqual({ status: 'warn', detail, source: 'modbus-inputs' });
  });

  it('says the door before it asks the sensor', async () => {
    const { session, act, told, clock, module } = moduleOnALine();
    act('open-door');
    module.push({ name: 'slow sensor', onRequest: ({ functionCode }) => (functionCode === 4 ? 'handled' : undefined) });
    const polling = session.poll();
    await clock.advance(100);
    expect(told().some(({ type, active }) => type === 'cabinet-door-open' && active)).toBe(true);
    await clock.finish(polling);
  });

  it('alarms a cut wire where contacts are closed at rest', async () => {
    const { poll, act, told } = moduleOnALine();
    act('cut-wire', { input: 5 });
    await poll();
    const detail = 'input 5 reads 0 (normally closed): mains lost';
    expect(told()).toContainEqual({ type: 'mains-lost-on-battery', qualifier: '', active: true, detail });
  });

  it('is asked at once by the command', async () => {
    const { session, finish, poll, act, asked } = moduleOnALine();
    await poll();
    asked();
    act('open-door');
    act('temperature', { celsius: 30 });
    const result = await finish(session.commands.probe());
    expect(result).toMatchObject({ reachable: true, service: 'in-service', temperature: 30, humidity: 45.6 });
    expect((result['modules'] as Record<string, { status: string }>)['cabinet']?.status).toBe('warn');
    expect(asked()).toHaveLength(2);
  });
});

describe('a module that does not answer', () => {
  it('three times: nothing it watches is known any more, and no alarm is cleared', async () => {
    const { poll, module, act, session, clock, seen, told, modules } = moduleOnALine();
    act('open-door');
    await poll();
    told();
    module.setFaults({ silent: true });
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(clock.finish(session.poll())).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
      expect(seen.state['reachable']).toBe(false);
      if (attempt < 2) expect(modules()['cabinet']?.status).toBe('warn');
      await clock.advance(1_000);
    }
    expect(seen.state['service']).toBe('unknown');
    expect(new Set(Object.values(modules()).map(({ status }) => status))).toEqual(new Set(['unknown']));
    expect(seen.state).not.toHaveProperty('temperature');
    expect(told().filter(({ type }) => type !== 'environment-over-temperature')).toEqual([]);
  });

  it('is back: everything is told again, the sensor at once too', async () => {
    const { poll, module, session, clock, seen, asked, modules } = moduleOnALine();
    await poll();
    module.setFaults({ silent: true });
    for (let attempt = 0; attempt < 3; attempt++) {
      await clock.finish(session.poll()).catch(() => undefined);
      await clock.advance(1_000);
    }
    module.setFaults({ silent: false });
    await clock.advance(15_000);
    asked();
    await clock.finish(session.identify());
    await poll();
    expect(seen.state).toMatchObject({ reachable: true, service: 'in-service', temperature: 23.4 });
    expect(modules()['cabinet']?.status).toBe('ok');
    expect(asked().some((request) => sensorAsked.test(request))).toBe(true);
  });

  it('rests like any other once it is gone: as a call it is asked only while it is in contact', async () => {
    const { module, session, clock, asked } = moduleOnALine({ inputs: [door] });
    await clock.finish(session.poll());
    module.setFaults({ silent: true });
    asked();
    for (let second = 0; second < 120; second++) {
      await clock.finish(session.poll()).catch(() => undefined);
      await clock.advance(1_000);
    }
    expect(asked().length).toBeLessThan(20);
  });

  it('that refuses its inputs guards nothing', async () => {
    const { poll, act } = moduleOnALine();
    act('exception', { code: 2, times: 1 });
    await expect(poll()).rejects.toThrow('exception 02: illegal data address');
  });

  it('of a sensor alone rejects, and each poll is a question', async () => {
    const { poll, act, asked } = moduleOnALine({ temperature: { register: 1 } });
    await poll();
    act('break-sensor', { as: 'refuses' });
    await expect(poll()).rejects.toThrow('exception 04');
    act('break-sensor', { as: 'whole' });
    asked();
    await poll();
    await poll();
    expect(asked()).toHaveLength(2);
  });

  it('with one answer lost is asked again at once: a door waits less than two seconds', async () => {
    const { poll, module, session, clock, told } = moduleOnALine();
    await poll();
    told();
    const restore = module.push({ name: 'loses one', onRequest: () => 'handled' });
    const began = clock.monotonic();
    await clock.finish(session.poll()).catch(() => undefined);
    restore();
    module.actions['open-door']!({});
    await clock.advance(session.pollIntervalMs);
    await poll();
    expect(told().some(({ type, active }) => type === 'cabinet-door-open' && active)).toBe(true);
    expect(clock.monotonic() - began).toBeLessThan(2_000);
  });
});

describe('a line shared with others', () => {
  it('passes over what is not its own', async () => {
    const clock = new VirtualClock();
    const other = createModbusInputs(createWorld({ seed: 2, clock }), { address: 2 });
    const counter = createHpc168(createWorld({ seed: 3, clock }));
    const { poll, seen } = moduleOnALine(everything, { others: [other, counter] });
    other.actions['open-door']!({});
    await poll();
    expect(seen.state).toMatchObject({ service: 'in-service' });
    expect((seen.state['modules'] as Record<string, { status: string }>)['cabinet']?.status).toBe('ok');
  });

  it('is looked at before the polls of others, and behind a call that waits already', async () => {
    const { bus, session, clock } = moduleOnALine({ inputs: [door] });
    const order: string[] = [];
    const ask = (label: string, priority: 'call' | 'poll') =>
      bus
        .member(label)
        .transact({ label, request: Uint8Array.of(9), decoder: () => () => undefined, timeoutMs: 50, priority })
        .catch(() => undefined)
        .finally(() => order.push(label));
    const first = ask('first poll', 'poll');
    const waiting = [ask('second poll', 'poll'), ask('call', 'call')];
    const door_ = session.poll().finally(() => order.push('door'));
    await clock.finish(Promise.all([first, ...waiting, door_]));
    expect(order.indexOf('door')).toBeLessThan(order.indexOf('second poll'));
    expect(order.indexOf('call')).toBeLessThan(order.indexOf('door'));
  });
});
