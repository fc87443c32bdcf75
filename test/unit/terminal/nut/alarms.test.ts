import { afterEach, describe, expect, it } from 'vitest';
import { type StandOptions, type UpsStand, upsStand } from './ups-stand.js';

const stands: UpsStand[] = [];
afterEach(async () => {
  for (const stand of stands.splice(0)) await stand.end();
});

async function open(options: StandOptions = {}) {
  const stand = await upsStand(options);
  stands.push(stand);
  await stand.until(stand.online);
  return stand;
}

describe('from the UPS to the alarm (terminal-health.md 9.4)', () => {
  it.each([
    ['OB', 'mains-lost-on-battery', [['mains-off']], [['mains-on']], 25],
    ['OB LB', 'ups-battery-low', [['mains-off'], ['battery-low']], [['mains-on']], 12],
    ['FSD', 'ups-battery-low', [['fsd']], [['fsd', { on: false }]], 12],
    ['RB', 'ups-replace-battery', [['replace-battery']], [['replace-battery', { on: false }]], 320],
    [
      'a failed test',
      'ups-replace-battery',
      [['set', { variable: 'ups.test.result', value: 'Done and error' }]],
      [['set', { variable: 'ups.test.result', value: 'Done and passed' }]],
      320,
    ],
    ['OVER', 'ups-overload-or-bypass', [['overload']], [['overload', { on: false }]], 42],
    ['BYPASS', 'ups-overload-or-bypass', [['bypass']], [['bypass', { on: false }]], 42],
    ['DATA-STALE', 'ups-unreachable', [['stale']], [['stale', { on: false }]], 30],
    ['DRIVER-NOT-CONNECTED', 'ups-unreachable', [['driver-gone']], [['driver-gone', { on: false }]], 30],
    ['WAIT', 'ups-unreachable', [['wait']], [['wait', { on: false }]], 30],
    ['ACCESS-DENIED', 'ups-unreachable', [['access-denied']], [['access-denied', { on: false }]], 30],
  ] as const)('%s raises %s, and clears it', async (_, type, raise, clear, seconds) => {
    const stand = await open();
    for (const [name, args] of raise) await stand.act(name, args);
    await stand.until(() => stand.raised().includes(type), seconds);
    expect(stand.raised()).toEqual([type]);
    for (const [name, args] of clear) await stand.act(name, args);
    await stand.until(() => stand.raised().length === 0, 200);
    expect(stand.record(type)?.['is-cleared']).toBe(true);
  });

  it('a calibration empties the battery and nobody is told that the mains are gone', async () => {
    const stand = await open();
    await stand.act('calibrate');
    await stand.pass(60);
    expect(stand.raised()).toEqual([]);
    expect(stand.state()['ups']).toMatchObject({ status: ['CAL', 'OB', 'DISCHRG'], onBattery: false });
  });

  it('mains that blink for less than 10 s are no alarm', async () => {
    const stand = await open();
    await stand.act('mains-off');
    await stand.until(() => (stand.state()['ups'] as { onBattery: boolean }).onBattery, 12);
    await stand.act('mains-on');
    await stand.pass(60);
    expect(stand.record('mains-lost-on-battery')).toBeUndefined();
  });

  it('the alarm says how many minutes are left, and goes on saying so', async () => {
    const stand = await open();
    await stand.act('mains-off');
    await stand.act('battery', { runtime: 1_399, charge: 80 });
    await stand.until(() => stand.raised().length > 0, 30);
    expect(stand.detail('mains-lost-on-battery')).toContain('about 23 min left, charge 80 %');
    await stand.act('battery', { runtime: 299, charge: 21 });
    await stand.pass(6);
    expect(stand.detail('mains-lost-on-battery')).toContain('about 4 min left, charge 21 %');
  });

  it('on battery it is asked every 5 s, otherwise every 10 s', async () => {
    const stand = await open();
    const asked = () => stand.nut.requests.filter(({ text }) => text.startsWith('GET VAR')).length;
    const before = asked();
    await stand.pass(60);
    expect(asked() - before).toBe(6);
    await stand.act('mains-off');
    await stand.until(() => stand.raised().length > 0, 30);
    const since = asked();
    await stand.pass(60);
    expect(asked() - since).toBe(12);
  });
});

describe('contact with the UPS', () => {
  it('lost with alarms: none is cleared, all are in doubt, and sure again when it is back', async () => {
    const stand = await open();
    for (const name of ['replace-battery', 'overload', 'mains-off']) await stand.act(name);
    await stand.until(() => stand.raised().length === 3, 330);
    const before = ['mains-lost-on-battery', 'ups-overload-or-bypass', 'ups-replace-battery'];
    expect(stand.raised()).toEqual(before);
    stand.nut.setFaults({ silent: true });
    await stand.until(() => stand.raised().includes('ups-unreachable'), 60);
    // Silent on battery: that one is new, and nobody can verify it either.
    const doubtful = ['ups-battery-low', ...before].map((type) => `${type}?`);
    expect(stand.raised()).toEqual([...doubtful, 'ups-unreachable'].sort());
    stand.nut.setFaults({ silent: false });
    await stand.until(() => !stand.raised().includes('ups-unreachable'), 120);
    await stand.pass(2);
    expect(stand.raised().filter((type) => type !== 'ups-battery-low')).toEqual(before);
    await stand.pass(70);
    expect(stand.raised()).toEqual(before);
  });

  it.each([
    ['stale', /data are stale: .* check its cable \(ERR DATA-STALE\)/],
    ['driver-gone', /driver does not run: .*upsdrvctl start.* \(ERR DRIVER-NOT-CONNECTED\)/],
    ['wait', /no data yet \(WAIT\)/],
    ['access-denied', /does not let this gateway ask: .*upsd\.conf.* \(ERR ACCESS-DENIED\)/],
  ])('%s says what is wrong and what to do', async (action, text) => {
    const stand = await open();
    await stand.act(action);
    await stand.until(() => stand.raised().includes('ups-unreachable'), 40);
    expect(stand.detail('ups-unreachable')).toMatch(text);
    expect(stand.state()['ups']).toBeUndefined();
    expect(stand.state()).toMatchObject({
      reachable: false,
      service: 'unknown',
      modules: { ups: { status: 'unknown' }, mains: { status: 'unknown' } },
    });
  });

  it('a server that is gone or talks nonsense is no UPS in trouble', async () => {
    const stand = await open();
    await stand.act('garble', { line: 'HTTP/1.1 400 Bad Request' });
    await stand.until(() => stand.raised().length > 0, 60);
    expect(stand.raised()).toEqual(['ups-unreachable']);
    expect(stand.detail('ups-unreachable')).toContain('not an answer of a NUT server');
    await stand.act('garble');
    await stand.until(() => stand.raised().length === 0, 120);
    stand.nut.setFaults({ unplugged: true });
    await stand.until(() => stand.raised().length > 0, 60);
    expect(stand.raised()).toEqual(['ups-unreachable']);
  });

  it('an upsd that is restarted is no alarm at all', async () => {
    const stand = await open();
    for (let turn = 0; turn < 5; turn++) {
      await stand.act('restart');
      await stand.pass(30);
    }
    expect(stand.raised()).toEqual([]);
    expect(stand.record('ups-unreachable')).toBeUndefined();
    expect(stand.online()).toBe(true);
  });
});

describe('silent while last seen on battery', () => {
  async function onBattery(options: StandOptions = {}) {
    const stand = await open(options);
    await stand.act('mains-off');
    await stand.act('battery', { runtime: 600, charge: 40 });
    await stand.until(() => stand.raised().includes('mains-lost-on-battery'), 40);
    return stand;
  }

  it.each([['stale'], ['driver-gone']])('%s: the battery counts as low at the first word of it', async (action) => {
    const stand = await onBattery();
    await stand.act(action);
    await stand.until(() => stand.raised().includes('ups-battery-low'), 6);
    expect(stand.raised()).not.toContain('ups-unreachable');
    await stand.until(() => stand.raised().includes('ups-unreachable'), 20);
    expect(stand.raised()).toEqual(['mains-lost-on-battery?', 'ups-battery-low?', 'ups-unreachable']);
    expect(stand.detail('ups-battery-low')).toMatch(
      /last seen on battery since .*OB DISCHRG.*about 10 min left, charge 40 %/,
    );
  });

  it('the mains come back unseen: when the UPS is heard again, both end', async () => {
    const stand = await onBattery();
    await stand.act('stale');
    await stand.until(() => stand.raised().includes('ups-unreachable'), 40);
    await stand.act('mains-on');
    await stand.act('stale', { on: false });
    await stand.until(() => stand.raised().length === 0, 180);
    expect(stand.record('ups-battery-low')?.['x-count']).toBe(1);
  });

  it('upsd itself gone counts the same as soon as contact is lost', async () => {
    const stand = await onBattery();
    stand.nut.setFaults({ unplugged: true });
    await stand.until(() => stand.raised().includes('ups-battery-low?'), 30);
    expect(stand.raised()).toEqual(['mains-lost-on-battery?', 'ups-battery-low?', 'ups-unreachable']);
    stand.nut.setFaults({ unplugged: false });
    await stand.until(() => stand.online(), 120);
    await stand.pass(70);
    expect(stand.raised()).toEqual(['mains-lost-on-battery']);
  });

  it('a restart of upsd that takes a moment is not that', async () => {
    const stand = await onBattery();
    await stand.act('restart');
    await stand.pass(60);
    expect(stand.record('ups-battery-low')).toBeUndefined();
  });

  it('not when it was last seen on mains', async () => {
    const stand = await onBattery();
    await stand.act('mains-on');
    await stand.pass(60);
    await stand.act('stale');
    await stand.pass(60);
    expect(stand.raised()).toEqual(['ups-unreachable']);
    expect(stand.record('ups-battery-low')).toBeUndefined();
  });

  it('outlives the gateway, which never gets to see the UPS again', async () => {
    const stand = await onBattery();
    await stand.restartGateway(() => stand.nut.setFaults({ unplugged: true }));
    await stand.until(() => stand.raised().includes('ups-unreachable'), 60);
    expect(stand.raised()).toEqual(['mains-lost-on-battery?', 'ups-battery-low?', 'ups-unreachable']);
    stand.nut.setFaults({ unplugged: false });
    await stand.act('mains-on');
    await stand.until(() => stand.raised().length === 0, 240);
  });

  it('raised before the gateway was restarted, it stays until the UPS says otherwise', async () => {
    const stand = await onBattery();
    await stand.act('stale');
    await stand.until(() => stand.raised().includes('ups-battery-low'), 6);
    await stand.restartGateway();
    await stand.pass(60);
    expect(stand.raised()).toContain('ups-battery-low?');
    expect(stand.record('ups-battery-low')?.['x-count']).toBe(1);
  });

  it('also after more than 12 hours on battery, as long as it was seen', async () => {
    const stand = await onBattery();
    stand.clock.jump(13 * 3_600_000);
    await stand.pass(6);
    await stand.act('stale');
    await stand.until(() => stand.raised().includes('ups-battery-low'), 6);
  });

  it('is not believed any more the morning after, when nobody can have been running on a battery', async () => {
    const stand = await onBattery();
    await stand.restartGateway(async () => {
      stand.nut.setFaults({ unplugged: true });
      stand.clock.jump(14 * 3_600_000);
    });
    await stand.until(() => stand.raised().includes('ups-unreachable'), 60);
    expect(stand.raised()).toEqual(['mains-lost-on-battery?', 'ups-unreachable']);
  });
});
