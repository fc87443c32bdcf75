import { describe, expect, test } from 'vitest';
import type { AlarmingDevice } from '../../../../gateway/alarms/alarming-device.js';
import { Hanging } from './hanging.js';

const kiosk = (n: number, more: Partial<AlarmingDevice> = {}): AlarmingDevice => ({
  deviceId: `kiosk-${n}`,
  declarations: [],
  contactAlarm: 'terminal-unreachable',
  dependsOn: ['switch'],
  ...more,
});
const gateway: AlarmingDevice = {
  deviceId: 'gateway',
  declarations: [{ type: 'uplink-down' }, { type: 'network-switch-down' }],
};
const asked: AlarmingDevice = { deviceId: 'switch', declarations: [], contactAlarm: 'network-switch-down' };
const three = [kiosk(1), kiosk(2), kiosk(3), gateway];

const behindUnmanaged = (devices: readonly AlarmingDevice[] = three) => Hanging.open(devices, [{ id: 'switch' }]);
const behindManaged = () => Hanging.open([asked, ...three], [{ id: 'switch', deviceId: 'switch' }]);

describe('rule 9: half the terminals of a switch', () => {
  test('a first failure has the others asked, once in a second', async () => {
    const hanging = await behindUnmanaged();
    hanging.doubt('kiosk-1');
    expect(hanging.asked).toEqual(['kiosk-2', 'kiosk-3']);
    hanging.doubt('kiosk-2');
    expect(hanging.asked).toEqual(['kiosk-2', 'kiosk-3']);
  });

  test('one whose neighbours have answered since is raised at once', async () => {
    const hanging = await behindUnmanaged();
    hanging.doubt('kiosk-1');
    hanging.answer('kiosk-2', 'kiosk-3');
    hanging.fail('kiosk-1');
    expect(await hanging.told()).toEqual(['raise kiosk-1']);
  });

  test('it waits no longer than 15 s for neighbours that say nothing', async () => {
    const hanging = await behindUnmanaged();
    await hanging.lose('kiosk-1');
    await hanging.branch.after(13.9);
    expect(await hanging.told()).toEqual([]);
    await hanging.branch.after(0.2);
    expect(await hanging.told()).toEqual(['raise kiosk-1']);
  });

  test('and for none when too few of them are left to make it half', async () => {
    const hanging = await behindUnmanaged([...three, kiosk(4), kiosk(5)]);
    hanging.doubt('kiosk-1');
    hanging.answer('kiosk-2', 'kiosk-3', 'kiosk-4');
    hanging.fail('kiosk-1');
    expect(await hanging.told()).toEqual(['raise kiosk-1']);
  });

  test('two of three are the switch, which names them; a third that goes later is named too', async () => {
    const hanging = await behindUnmanaged();
    hanging.answer('kiosk-3');
    await hanging.lose('kiosk-1', 'kiosk-2');
    expect(await hanging.told()).toEqual(['raise gateway/switch']);
    expect(hanging.behind('switch')).toEqual(['kiosk-1', 'kiosk-2']);
    await hanging.lose('kiosk-3');
    await hanging.branch.after(60);
    expect(await hanging.told()).toEqual([]);
    expect(hanging.behind('switch')).toEqual(['kiosk-1', 'kiosk-2', 'kiosk-3']);
  });

  test('one lost an hour after another is a terminal of its own, and so is the second of two', async () => {
    const hanging = await behindUnmanaged([kiosk(1), kiosk(2), gateway]);
    await hanging.lose('kiosk-1');
    await hanging.branch.after(3_600);
    await hanging.lose('kiosk-2');
    await hanging.branch.after(20);
    expect(await hanging.told()).toEqual(['raise kiosk-1', 'raise kiosk-2']);
  });

  test('devices that are one terminal are one: a kiosk without power is no switch', async () => {
    const parts = ['net', 'xfs'].map((part) => kiosk(1, { deviceId: `kiosk-1-${part}` }));
    const whole = kiosk(1, { dependsOn: ['kiosk-1-net', 'kiosk-1-xfs'], parts: ['kiosk-1-net', 'kiosk-1-xfs'] });
    const hanging = await behindUnmanaged([...parts, whole, kiosk(2), kiosk(3), gateway]);
    for (const id of ['kiosk-1-net', 'kiosk-1-xfs']) hanging.doubt(id);
    hanging.answer('kiosk-2', 'kiosk-3');
    hanging.fail('kiosk-1-net', 'kiosk-1-xfs', 'kiosk-1');
    await hanging.branch.after(20);
    expect(hanging.switchRecord('switch')).toBeUndefined();
    // The whole is explained by its parts, which name it, and say the same once.
    expect(await hanging.told()).toEqual(['raise kiosk-1-net']);
    expect(hanging.impacted('kiosk-1-net')).toEqual(['kiosk-1']);
    expect(hanging.explanation('kiosk-1-xfs')).toEqual(['duplicate: kiosk-1-net', undefined]);
  });

  test('security is held by no switch', async () => {
    const doors = kiosk(9, { deviceId: 'doors', contactAlarm: 'sensors-unreachable' });
    const hanging = await behindUnmanaged([...three, doors]);
    await hanging.lose('kiosk-1', 'kiosk-2', 'kiosk-3', 'doors');
    expect((await hanging.told()).sort()).toEqual(['raise doors', 'raise gateway/switch']);
  });

  test('the mains explain it, and it what hangs on it', async () => {
    const ups: AlarmingDevice = {
      deviceId: 'ups',
      declarations: [{ type: 'mains-lost-on-battery', onDelaySeconds: 0 }],
      contactAlarm: 'terminal-unreachable',
    };
    const hanging = await behindUnmanaged([...three, ups]);
    hanging.branch.report('ups', { type: 'mains-lost-on-battery', active: true });
    await hanging.lose('kiosk-1', 'kiosk-2', 'kiosk-3');
    await hanging.branch.after(30);
    expect(await hanging.told()).toEqual(['raise ups']);
    expect(hanging.impacted('ups', 'mains-lost-on-battery')).toEqual(['kiosk-1', 'kiosk-2', 'kiosk-3']);
  });

  test('a switch behind a switch is explained by it', async () => {
    const inner = [4, 5].map((n) => kiosk(n, { dependsOn: ['inner'] }));
    const switches = [{ id: 'switch' }, { id: 'inner', dependsOn: ['switch'] }];
    const hanging = await Hanging.open([...three, ...inner], switches);
    await hanging.lose('kiosk-1', 'kiosk-2', 'kiosk-3', 'kiosk-4', 'kiosk-5');
    await hanging.branch.after(60);
    expect(await hanging.told()).toEqual(['raise gateway/switch']);
    expect(hanging.behind('switch')).toEqual([1, 2, 3, 4, 5].map((n) => `kiosk-${n}`));
  });
});

describe('rule 9: a switch that can be asked', () => {
  test('that dies a little later than its terminals is waited for, and is the one alarm', async () => {
    const hanging = await behindManaged();
    await hanging.lose('kiosk-1', 'kiosk-2', 'kiosk-3');
    await hanging.branch.after(3);
    expect(await hanging.told()).toEqual([]);
    await hanging.lose('switch');
    await hanging.branch.after(30);
    expect(await hanging.told()).toEqual(['raise switch']);
    expect(hanging.impacted('switch')).toEqual(['kiosk-1', 'kiosk-2', 'kiosk-3']);
  });

  test('whose ports were alarmed before it died itself explains that alarm', async () => {
    const hanging = await behindManaged();
    hanging.doubt('kiosk-1', 'kiosk-2', 'kiosk-3');
    await hanging.branch.after(1);
    hanging.answer('switch');
    hanging.fail('kiosk-1', 'kiosk-2', 'kiosk-3');
    expect(await hanging.told()).toEqual(['raise gateway/switch']);
    await hanging.lose('switch');
    expect(await hanging.told()).toEqual(['raise switch']);
    expect(hanging.switchRecord('switch')!['x-suppressed-by']).toBe('parent: switch');
  });

  test('that an engineer has in his hands is not alarmed for its ports until he is done', async () => {
    const hanging = await behindManaged();
    hanging.branch.manager.suppress('switch', 'maintenance', 'new cables');
    hanging.doubt('kiosk-1', 'kiosk-2', 'kiosk-3');
    hanging.answer('switch');
    hanging.fail('kiosk-1', 'kiosk-2', 'kiosk-3');
    await hanging.branch.after(60);
    expect(await hanging.told()).toEqual([]);
    hanging.branch.manager.suppress('switch', 'maintenance', undefined);
    expect(await hanging.told()).toEqual(['raise gateway/switch']);
  });

  test('that is back gives its ports 30 s, and then they are alarmed in its place', async () => {
    const hanging = await behindManaged();
    await hanging.lose('switch', 'kiosk-1', 'kiosk-2', 'kiosk-3');
    await hanging.told();
    hanging.asked.splice(0);
    hanging.answer('switch');
    expect(hanging.asked).toEqual(['kiosk-1', 'kiosk-2', 'kiosk-3']);
    hanging.fail('kiosk-1', 'kiosk-2', 'kiosk-3');
    await hanging.branch.after(29);
    expect(await hanging.told()).toEqual(['clear switch']);
    await hanging.branch.after(2);
    expect(await hanging.told()).toEqual(['raise gateway/switch']);
  });
});

describe('rule 9: when a switch works again', () => {
  async function lost(): Promise<Hanging> {
    const hanging = await behindUnmanaged();
    await hanging.lose('kiosk-1', 'kiosk-2', 'kiosk-3');
    await hanging.told();
    hanging.asked.splice(0);
    return hanging;
  }

  test('the first to answer has the others asked', async () => {
    const hanging = await lost();
    hanging.branch.manager.polled('kiosk-1');
    expect(hanging.asked).toEqual(['kiosk-2', 'kiosk-3']);
  });

  test('it clears when fewer than half are lost; who is still lost has 30 s', async () => {
    const hanging = await lost();
    hanging.answer('kiosk-1');
    expect(await hanging.told()).toEqual([]);
    hanging.answer('kiosk-2');
    expect(await hanging.told()).toEqual(['clear gateway/switch']);
    await hanging.branch.after(29);
    hanging.fail('kiosk-3');
    expect(await hanging.told()).toEqual([]);
    await hanging.branch.after(2);
    hanging.fail('kiosk-3');
    expect(await hanging.told()).toEqual(['raise kiosk-3']);
    await hanging.branch.shutDown();
    expect(hanging.branch.clock.pending).toBe(0);
  });

  test('one that the configuration no longer names is over with the next start', async () => {
    const hanging = await lost();
    await hanging.restart({ switches: [{ id: 'other' }] });
    expect(await hanging.told()).toContain('clear gateway/switch');
  });

  test('one with a single terminal left is over as well', async () => {
    const hanging = await lost();
    await hanging.restart({ devices: [kiosk(1), gateway] });
    expect(await hanging.told()).toContain('clear gateway/switch');
  });
});

describe('rule 9: a terminal that is made of others', () => {
  const agent = kiosk(1, { deviceId: 'agent', dependsOn: undefined });
  const whole = kiosk(1, { dependsOn: ['agent'], parts: ['agent'] });

  test('leaves it to them to say what is lost, also where contact of none of them counts as lost', async () => {
    const hanging = await Hanging.open([agent, whole, gateway]);
    hanging.answer('agent');
    hanging.fail('kiosk-1');
    await hanging.branch.after(60);
    hanging.fail('kiosk-1');
    expect(await hanging.told()).toEqual([]);
  });

  test('says so itself where none of them is asked at all', async () => {
    const hanging = await Hanging.open([{ ...agent, disabled: true }, whole, gateway]);
    hanging.doubt('kiosk-1');
    hanging.fail('kiosk-1');
    expect(await hanging.told()).toEqual(['raise kiosk-1']);
  });
});
