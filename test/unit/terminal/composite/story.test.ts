import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openHall } from './hall.js';

type Hall = Awaited<ReturnType<typeof openHall>>;
const paperOut = (active: boolean) => ({ type: 'printer-paper-out', active });

let hall: Hall;
beforeEach(async () => {
  hall = await openHall();
  await hall.pass(3);
});
afterEach(() => hall.end());

describe('two kiosks, each the merge of what watches it', () => {
  test('are in service, with who says what of them', async () => {
    expect(hall.state('kiosk-1')).toMatchObject({ operating: 'online', service: 'in-service', reachable: true });
    expect(hall.module('kiosk-1', 'application')).toMatchObject({ status: 'ok', source: 'kiosk-1-net' });
    expect(hall.module('kiosk-1', 'card-reader')).toEqual({ status: 'ok', source: 'kiosk-1-xfs' });
    expect(hall.module('kiosk-1', 'cabinet')).toEqual({ status: 'ok', source: 'doors' });
    expect(hall.module('kiosk-2', 'cabinet')).toEqual({ status: 'ok', source: 'doors' });
    expect(await hall.told()).toEqual([]);
  });

  test('a door is told by the kiosk it belongs to in the moment the module tells it, and by no other', async () => {
    const before = hall.states.length;
    const modules = { 'cabinet-1': { status: 'warn', detail: 'open', source: 'scripted' } };
    hall.scripts.doors.say({
      service: 'degraded',
      modules: { ...modules, 'cabinet-2': { status: 'ok', source: 's' } },
    });
    await hall.branch.flush();
    const told = hall.states.slice(before).filter(({ state }) => JSON.stringify(state).includes('"open"'));
    expect(told.map(({ id }) => id)).toEqual(['doors', 'kiosk-1']);
    expect(new Set(told.map(({ at }) => at)).size).toBe(1);
    expect([hall.state('kiosk-1')['service'], hall.state('kiosk-2')['service']]).toEqual(['degraded', 'in-service']);
  });

  test('one part lost: what only it knew is unknown, its own alarm is the only one', async () => {
    hall.scripts.xfs.isLost = true;
    await hall.pass(40);
    expect(await hall.told()).toEqual(['raise kiosk-1-xfs terminal-unreachable']);
    expect(hall.module('kiosk-1', 'card-reader')).toMatchObject({ status: 'unknown', source: 'kiosk-1-xfs' });
    expect(hall.state('kiosk-1')).toMatchObject({ operating: 'online', service: 'in-service' });
    hall.scripts.xfs.isLost = false;
    await hall.pass(40);
    expect(hall.module('kiosk-1', 'card-reader')).toEqual({ status: 'ok', source: 'kiosk-1-xfs' });
  });

  test('an application that fails is out of service by the part that asks it', async () => {
    await hall.kiosk.actions['error']!({});
    await hall.pass(60);
    expect(await hall.told()).toEqual(['raise kiosk-1-net terminal-heartbeat-lost']);
    expect(hall.state('kiosk-1')['service']).toBe('out-of-service');
    expect(hall.module('kiosk-1', 'application')).toMatchObject({ status: 'fail', source: 'kiosk-1-net' });
  });

  test('a cable that is pulled is one alarm, which names what hangs on it; the kiosk is unknown while its doors are heard', async () => {
    await hall.kiosk.actions['pull-cable']!({});
    hall.scripts.xfs.isLost = true;
    await hall.pass(90);
    expect(await hall.told()).toEqual(['raise kiosk-1-net terminal-unreachable']);
    expect(hall.state('kiosk-1')).toMatchObject({ operating: 'online', service: 'unknown', reachable: false });
    hall.scripts.doors.isLost = true;
    await hall.pass(60);
    expect(await hall.told()).toEqual(['raise doors terminal-unreachable']);
    expect(hall.state('kiosk-1')).toMatchObject({ operating: 'offline', service: 'unknown' });
    const net = hall.branch.manager.list().find(({ resource }) => resource.endsWith('kiosk-1-net'));
    expect(net?.['impacted-resource']).toEqual(['b017/gw1/kiosk-1-xfs', 'b017/gw1/kiosk-1']);

    await hall.kiosk.actions['recover']!({});
    hall.scripts.xfs.isLost = false;
    hall.scripts.doors.isLost = false;
    await hall.pass(120);
    expect((await hall.told()).sort()).toEqual([
      'clear doors terminal-unreachable',
      'clear kiosk-1-net terminal-unreachable',
    ]);
    expect(hall.state('kiosk-1')).toMatchObject({ operating: 'online', service: 'in-service' });
  });

  test('a probe asks every part that can be asked now', async () => {
    const result = await hall.command('kiosk-1', 'probe');
    expect(result).toMatchObject({ service: 'in-service', reachable: true });
    expect(Object.keys(result?.['parts'] as object)).toEqual(['kiosk-1-net', 'kiosk-1-xfs', 'doors']);
    expect([hall.scripts.xfs.probes, hall.scripts.doors.probes, hall.scripts.other.probes]).toEqual([1, 1, 0]);
  });
});

describe('an engineer’s window for a kiosk', () => {
  const begin = () => hall.command('kiosk-1', 'maintenance', { on: true, minutes: 30, reason: 'new reader' });

  test('is one for its own parts, and not for one that another kiosk needs; the reply says so', async () => {
    expect(await begin()).toMatchObject({
      admin: 'maintenance',
      parts: ['kiosk-1-net', 'kiosk-1-xfs'],
      shared: ['doors'],
    });
    expect(['kiosk-1', 'kiosk-1-net', 'kiosk-1-xfs', 'doors'].map((id) => hall.state(id)['admin'])).toEqual([
      'maintenance',
      'maintenance',
      'maintenance',
      'enabled',
    ]);
    expect([hall.state('kiosk-1')['service'], hall.state('kiosk-2')['service']]).toEqual(['maintenance', 'in-service']);
    // Never both in service and in his hands, not for a moment.
    const published = hall.states.filter(({ id, state }) => id === 'kiosk-1' && state['admin'] === 'maintenance');
    expect(published.length).toBeGreaterThan(0);
    expect(published.every(({ state }) => state['service'] === 'maintenance')).toBe(true);
    hall.scripts.xfs.alarm(paperOut(true));
    hall.scripts.doors.alarm(paperOut(true));
    await hall.pass(5);
    expect(await hall.told()).toEqual(['raise doors printer-paper-out']);
  });

  test('survives a restart with them, and ends with them', async () => {
    await begin();
    await hall.restart();
    await hall.pass(5);
    hall.scripts.xfs.alarm(paperOut(true));
    await hall.pass(5);
    expect(hall.state('kiosk-1')).toMatchObject({ admin: 'maintenance', service: 'maintenance' });
    expect((await hall.told()).filter((each) => each.startsWith('raise'))).toEqual([]);
    await hall.command('kiosk-1', 'maintenance', { on: false, reason: 'done' });
    await hall.pass(1);
    expect(await hall.told()).toEqual(['raise kiosk-1-xfs printer-paper-out']);
    expect(hall.state('kiosk-1')['service']).not.toBe('maintenance');
  });
});
