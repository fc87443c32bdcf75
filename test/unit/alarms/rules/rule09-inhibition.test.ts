import { describe, expect, test } from 'vitest';
import { Hanging } from './hanging.js';

describe('rule 9: uplink ⊃ switch ⊃ terminal', () => {
  test('a terminal behind a lost switch is not raised: the switch names it', async () => {
    const hanging = await Hanging.open();
    await hanging.lose('switch');
    await hanging.lose('kiosk-1', 'kiosk-2');
    await hanging.branch.after(600);
    hanging.fail('kiosk-1');
    expect(await hanging.told()).toEqual(['raise switch']);
    expect(hanging.impacted('switch')).toEqual(['kiosk-1', 'kiosk-2']);
    expect(hanging.branch.manager.list()).toHaveLength(1);
  });

  test('a terminal behind a switch that answers is raised at once, with nothing to wait for', async () => {
    const hanging = await Hanging.open();
    hanging.doubt('kiosk-1');
    expect(hanging.asked).toEqual(['switch', 'ups']);
    hanging.answer('switch');
    await hanging.branch.after(10);
    hanging.fail('kiosk-1');
    expect(await hanging.told()).toEqual(['raise kiosk-1']);
  });

  test('who dies in the same moment waits for its parent, whose failures are counted later', async () => {
    const hanging = await Hanging.open();
    await hanging.lose('kiosk-1');
    await hanging.branch.after(8);
    expect(await hanging.told()).toEqual([]);
    hanging.fail('switch');
    await hanging.branch.after(60);
    expect(await hanging.told()).toEqual(['raise switch']);
    expect(hanging.impacted('switch')).toEqual(['kiosk-1']);
  });

  test('and waits no longer than 15 s for a parent that says nothing', async () => {
    const hanging = await Hanging.open();
    hanging.doubt('kiosk-1');
    hanging.fail('kiosk-1');
    await hanging.branch.after(14.9);
    expect(await hanging.told()).toEqual([]);
    await hanging.branch.after(0.2);
    expect(await hanging.told()).toEqual(['raise kiosk-1']);
  });

  test('what a parent said before the first failure does not count', async () => {
    const hanging = await Hanging.open();
    hanging.answer('switch');
    await hanging.branch.after(1);
    hanging.doubt('kiosk-1');
    hanging.fail('kiosk-1');
    expect(await hanging.told()).toEqual([]);
    hanging.answer('switch');
    expect(await hanging.told()).toEqual(['raise kiosk-1']);
  });

  test('a device that hangs on nothing waits for nothing and asks nobody but the mains', async () => {
    const hanging = await Hanging.open();
    hanging.doubt('alone');
    hanging.fail('alone');
    expect(await hanging.told()).toEqual(['raise alone']);
    expect(hanging.asked).not.toContain('switch');
  });

  test('first failures of one moment ask a parent once', async () => {
    const hanging = await Hanging.open();
    hanging.doubt('kiosk-1', 'kiosk-2');
    expect(hanging.asked).toEqual(['switch', 'ups']);
  });

  test('a parent that fails itself is not asked: it must not be lost sooner for what hangs on it', async () => {
    const hanging = await Hanging.open();
    hanging.doubt('switch');
    await hanging.branch.after(5);
    hanging.doubt('kiosk-1', 'kiosk-2');
    expect(hanging.asked.filter((deviceId) => deviceId === 'switch')).toEqual([]);
  });

  test('a terminal raised before its switch says so once the switch is raised, and no more once that is over', async () => {
    const hanging = await Hanging.open();
    hanging.doubt('kiosk-1');
    hanging.answer('switch');
    hanging.fail('kiosk-1');
    await hanging.lose('switch');
    expect(hanging.explanation('kiosk-1')).toEqual(['parent: switch', ['b017/gw1/switch']]);
    expect(hanging.impacted('switch')).toEqual(['kiosk-1']);
    hanging.answer('switch');
    await hanging.branch.after(1);
    expect(hanging.explanation('kiosk-1')).toEqual([undefined, undefined]);
    expect(await hanging.told()).toEqual(['raise kiosk-1', 'raise switch', 'clear switch']);
  });

  test('the uplink counts from the moment it is gone, not from its alarm a minute later; the lowest is named', async () => {
    const hanging = await Hanging.open();
    hanging.branch.report('gateway', { type: 'uplink-down', active: true });
    await hanging.lose('switch', 'kiosk-1');
    await hanging.branch.after(60);
    expect(await hanging.told()).toEqual(['raise gateway']);
    expect(hanging.impacted('gateway', 'uplink-down')).toEqual(['switch', 'kiosk-1']);
  });

  test('what holds between the two alone names both, and the terminal knows the lowest', async () => {
    const hanging = await Hanging.open();
    hanging.doubt('kiosk-1');
    hanging.answer('switch');
    hanging.fail('kiosk-1');
    hanging.branch.report('gateway', { type: 'uplink-down', active: true });
    await hanging.lose('switch');
    await hanging.branch.after(60);
    expect(hanging.explanation('kiosk-1')).toEqual(['parent: uplink', ['b017/gw1/gateway']]);
  });

  test('a parent that answers ends the path: what lies behind it is no reason', async () => {
    const hanging = await Hanging.open();
    hanging.branch.report('gateway', { type: 'uplink-down', active: true });
    hanging.doubt('kiosk-1');
    hanging.answer('switch');
    hanging.fail('kiosk-1');
    expect(await hanging.told()).toEqual(['raise kiosk-1']);
  });
});

describe('rule 9: when the parent is back', () => {
  async function held(): Promise<Hanging> {
    const hanging = await Hanging.open();
    await hanging.lose('switch', 'kiosk-1', 'kiosk-2');
    await hanging.told();
    hanging.asked.splice(0);
    hanging.answer('switch');
    return hanging;
  }

  test('who comes back behind it never was an alarm', async () => {
    const hanging = await held();
    expect(hanging.asked).toEqual(['kiosk-1', 'kiosk-2']);
    hanging.answer('kiosk-1', 'kiosk-2');
    await hanging.branch.after(600);
    expect(await hanging.told()).toEqual(['clear switch']);
    await hanging.branch.shutDown();
    expect(hanging.branch.clock.pending).toBe(0);
  });

  test('who still fails has 30 s, as ports of a switch open after it answers, and is raised with the next failure', async () => {
    const hanging = await held();
    hanging.fail('kiosk-1');
    await hanging.branch.after(29);
    hanging.answer('kiosk-2');
    hanging.fail('kiosk-1');
    expect(await hanging.told()).toEqual(['clear switch']);
    await hanging.branch.after(2);
    expect(hanging.asked).toContain('kiosk-1');
    hanging.fail('kiosk-1');
    expect(await hanging.told()).toEqual(['raise kiosk-1']);
  });

  test('a parent that goes again holds them again', async () => {
    const hanging = await held();
    await hanging.branch.after(20);
    await hanging.lose('switch');
    await hanging.branch.after(60);
    hanging.fail('kiosk-1', 'kiosk-2');
    await hanging.branch.after(1);
    expect(await hanging.told()).toEqual(['clear switch', 'raise switch']);
    expect(hanging.impacted('switch')).toEqual(['kiosk-1', 'kiosk-2']);
  });
});

describe('rule 9: mains ⊃ devices', () => {
  test('on battery nobody but the UPS is raised for being out of contact; who comes back has time to start', async () => {
    const hanging = await Hanging.open();
    hanging.branch.report('ups', { type: 'mains-lost-on-battery', active: true });
    await hanging.lose('switch', 'kiosk-1', 'alone');
    await hanging.branch.after(30);
    expect(await hanging.told()).toEqual(['raise ups']);
    expect(hanging.impacted('ups', 'mains-lost-on-battery')).toEqual(['switch', 'kiosk-1', 'alone']);
    await hanging.lose('ups');
    expect(await hanging.told()).toEqual(['raise ups']);
    hanging.answer('ups');
    hanging.branch.report('ups', { type: 'mains-lost-on-battery', active: false });
    await hanging.branch.after(31);
    hanging.answer('switch');
    hanging.fail('alone', 'kiosk-1');
    await hanging.branch.after(120);
    hanging.fail('alone');
    hanging.answer('kiosk-1');
    expect(await hanging.told()).toEqual(['clear ups', 'clear ups']);
    // 30 s until the mains count as back, 3 min to start.
    await hanging.branch.after(60);
    hanging.fail('alone');
    expect(await hanging.told()).toEqual(['raise alone']);
  });
});

test('rule 9: a UPS that is gone for half an hour explains nothing any more', async () => {
  const hanging = await Hanging.open();
  const onBattery = { type: 'mains-lost-on-battery', active: true };
  hanging.branch.report('ups', onBattery);
  await hanging.branch.after(20);
  await hanging.lose('ups', 'alone');
  expect(await hanging.told()).toEqual(['raise ups', 'raise ups']);
  await hanging.branch.after(29 * 60);
  hanging.fail('ups', 'alone');
  await hanging.branch.after(60 + 180);
  hanging.fail('ups', 'alone');
  await hanging.branch.after(1);
  expect(await hanging.told()).toEqual(['raise alone']);
  hanging.answer('ups');
  hanging.branch.report('ups', onBattery);
  await hanging.branch.after(1);
  expect(hanging.explanation('alone')[0]).toBe('parent: ups');
});

describe('rule 9: terminal ⊃ module', () => {
  test('while a device is out of contact nothing else of it is newly raised; what lasts is raised when it is back', async () => {
    const hanging = await Hanging.open();
    const heartbeat = { type: 'terminal-heartbeat-lost', active: true };
    await hanging.lose('switch', 'kiosk-1');
    hanging.branch.report('kiosk-1', heartbeat);
    await hanging.branch.after(60);
    expect(await hanging.told()).toEqual(['raise switch']);
    hanging.branch.report('kiosk-1', heartbeat);
    hanging.answer('switch', 'kiosk-1');
    expect(await hanging.told()).toEqual(['clear switch', 'raise kiosk-1']);
    expect(hanging.record('kiosk-1', 'terminal-heartbeat-lost')).toBeDefined();
  });

  test('a security alarm is held by nothing: not by contact, a parent, a window, nor by a delay', async () => {
    const hanging = await Hanging.open();
    hanging.branch.manager.suppress('kiosk-1', 'maintenance', 'cleaning');
    hanging.branch.manager.suppress('kiosk-1', 'exchange', 'cash');
    await hanging.lose('switch', 'kiosk-1');
    await hanging.told();
    hanging.branch.report('kiosk-1', { type: 'cabinet-door-open', active: true });
    expect(await hanging.told()).toEqual(['raise kiosk-1']);
    expect(hanging.record('kiosk-1', 'cabinet-door-open')).not.toHaveProperty('x-suppressed-by');
  });
});

describe('rule 9: over a restart', () => {
  test('a switch that was lost still holds its terminals, and still names those that nobody has heard', async () => {
    const hanging = await Hanging.open();
    await hanging.lose('switch', 'kiosk-1', 'kiosk-2');
    await hanging.told();
    await hanging.restart();
    await hanging.branch.after(5);
    expect(hanging.impacted('switch')).toEqual(['kiosk-1', 'kiosk-2']);
    hanging.answer('kiosk-2');
    await hanging.lose('kiosk-1');
    expect(hanging.impacted('switch')).toEqual(['kiosk-1']);
    expect(await hanging.told()).toEqual([]);
  });

  test('a terminal that was raised before its switch is explained again', async () => {
    const hanging = await Hanging.open();
    hanging.doubt('kiosk-1');
    hanging.answer('switch');
    hanging.fail('kiosk-1');
    await hanging.lose('switch');
    await hanging.restart();
    await hanging.branch.after(1);
    expect(hanging.explanation('kiosk-1')).toEqual(['parent: switch', ['b017/gw1/switch']]);
  });

  test('what a device that is disabled by now has left is cleared, and it explains nothing', async () => {
    const hanging = await Hanging.open();
    await hanging.lose('switch');
    await hanging.told();
    const devices = hanging.devices.map((each) => (each.deviceId === 'switch' ? { ...each, disabled: true } : each));
    await hanging.branch.restart(devices);
    const [clear] = await hanging.branch.takeRecords();
    expect(clear!.record['status-change'].at(-1)!['alarm-text']).toBe('the device is disabled in the configuration');
    await hanging.lose('kiosk-1');
    expect(await hanging.told()).toEqual(['raise kiosk-1']);
  });
});
