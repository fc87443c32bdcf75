import { describe, expect, test } from 'vitest';
import type { AlarmRecord } from '../../../../gateway/alarms/record.js';
import { type FortyOptions, fortyTerminals } from './forty-terminals.js';

const nameOf = ({ resource, 'alarm-type-id': type, 'alarm-type-qualifier': qualifier }: AlarmRecord) =>
  [resource.split('/')[2], type, qualifier].filter(Boolean).join('/');

async function forty(seed: number, options: FortyOptions) {
  const stand = await fortyTerminals(seed, options);
  const { branch } = stand;
  return {
    ...stand,
    told: async () => (await branch.takeRecords()).map(({ change, record }) => `${change} ${nameOf(record)}`),
    raised: () => branch.manager.list().filter((record) => !record['is-cleared']),
    end: async () => {
      await stand.stop();
      await branch.shutDown();
      expect(branch.clock.pending).toBe(0);
    },
  };
}

/** What is raised, with how many impacted resources each. */
const summary = (records: readonly AlarmRecord[]) =>
  records.map((record) => `${nameOf(record)}: ${record['impacted-resource']?.length ?? 0}`);

const switchAlarm = 'gateway/network-switch-down/switch';

describe('9.5-5: forty terminals lost at once are one alarm of the network and forty impacted resources', () => {
  test.each([1, 2])('behind a switch that nobody can ask (seed %d)', async (seed) => {
    const { branch, dead, told, raised, operating, end } = await forty(seed, { kind: 'unmanaged' });
    await branch.after(100);
    expect(await told()).toEqual([]);
    dead.add('ports');
    await branch.after(60);
    expect(new Set(operating())).toEqual(new Set(['offline']));
    expect(await told()).toEqual([`raise ${switchAlarm}`]);
    expect(summary(raised())).toEqual([`${switchAlarm}: 40`]);
    dead.delete('ports');
    await branch.after(120);
    expect([await told(), raised()]).toEqual([[`clear ${switchAlarm}`], []]);
    await end();
  });

  test.each([1, 2])('behind one that is gone itself (seed %d): its own alarm alone', async (seed) => {
    const { branch, dead, told, raised, end } = await forty(seed, { kind: 'managed' });
    await branch.after(100);
    dead.add('switch');
    await branch.after(60);
    expect(await told()).toEqual(['raise switch/network-switch-down']);
    expect(summary(raised())).toEqual(['switch/network-switch-down: 40']);
    dead.delete('switch');
    await branch.after(120);
    expect([await told(), raised()]).toEqual([['clear switch/network-switch-down'], []]);
    await end();
  });

  test.each([1, 2])('behind one that answers, whose ports are dead (seed %d)', async (seed) => {
    const { branch, dead, told, raised, end } = await forty(seed, { kind: 'managed' });
    await branch.after(100);
    dead.add('ports');
    await branch.after(60);
    expect(await told()).toEqual([`raise ${switchAlarm}`]);
    expect(summary(raised())).toEqual([`${switchAlarm}: 40`]);
    expect(raised()[0]!['additional-information'][0]!.information).toContain('it answers itself');
    dead.delete('ports');
    await branch.after(120);
    expect(await told()).toEqual([`clear ${switchAlarm}`]);
    await end();
  });

  test.each(['managed', 'unmanaged'] as const)('with the uplink lost too, behind a switch that is %s', async (kind) => {
    const { branch, dead, told, raised, end } = await forty(4, { kind, behindUplink: true });
    await branch.after(100);
    dead.add('switch');
    branch.report('gateway', { type: 'uplink-down', active: true });
    await branch.after(90);
    expect(await told()).toEqual(['raise gateway/uplink-down']);
    // A switch that can be asked is a resource of its own.
    expect(summary(raised())).toEqual([`gateway/uplink-down: ${kind === 'managed' ? 41 : 40}`]);
    await end();
  });
});

test('those raised before half was reached say why, and whoever is still lost when it works again is raised by itself', async () => {
  const { branch, dead, told, raised, end } = await forty(5, { kind: 'unmanaged', terminals: 6 });
  await branch.after(100);
  for (const n of [1, 2]) dead.add(`kiosk-${n}`);
  await branch.after(60);
  expect((await told()).sort()).toEqual(['raise kiosk-1/terminal-unreachable', 'raise kiosk-2/terminal-unreachable']);
  for (const n of [3, 4, 5]) dead.add(`kiosk-${n}`);
  await branch.after(60);
  expect(await told()).toEqual([`raise ${switchAlarm}`]);
  const first = raised().find((record) => record.resource.endsWith('/kiosk-1'))!;
  expect([first['x-suppressed-by'], first['root-cause-resource']]).toEqual(['parent: switch', ['b017/gw1/switch']]);
  const [record] = raised().filter(({ 'alarm-type-id': type }) => type === 'network-switch-down');
  expect(record!['impacted-resource']!.map((each) => each.split('/')[2])).toEqual(
    [1, 2, 3, 4, 5].map((n) => `kiosk-${n}`),
  );

  for (const n of [1, 3, 4]) dead.delete(`kiosk-${n}`);
  await branch.after(180);
  expect((await told()).sort()).toEqual([
    'clear gateway/network-switch-down/switch',
    'clear kiosk-1/terminal-unreachable',
    'raise kiosk-5/terminal-unreachable',
  ]);
  const second = raised().find((each) => each.resource.endsWith('/kiosk-2'))!;
  expect(second).not.toHaveProperty('x-suppressed-by');
  await end();
});

test('a restart in the middle changes nothing of it, and a switch that came back meanwhile is over', async () => {
  const { branch, dead, told, raised, restart, end } = await forty(6, { kind: 'unmanaged' });
  await branch.after(100);
  dead.add('ports');
  await branch.after(60);
  expect(await told()).toEqual([`raise ${switchAlarm}`]);
  await restart();
  await branch.after(2);
  expect(summary(raised())).toEqual([`${switchAlarm}: 40`]);
  expect(raised()[0]!['x-verified']).toBe(false);
  await branch.after(120);
  expect([await told(), summary(raised())]).toEqual([[], [`${switchAlarm}: 40`]]);
  expect(raised()[0]!['x-verified']).toBe(true);
  await restart();
  dead.delete('ports');
  await branch.after(60);
  expect([await told(), raised()]).toEqual([[`clear ${switchAlarm}`], []]);
  await end();
});

test('a restart between the death and the alarm costs its time and no noise', async () => {
  const { branch, dead, told, restart, end } = await forty(7, { kind: 'managed' });
  await branch.after(100);
  dead.add('ports');
  await branch.after(12);
  expect(await told()).toEqual([]);
  await restart();
  await branch.after(60);
  expect(await told()).toEqual([`raise ${switchAlarm}`]);
  await end();
});

test('one that is disabled and one that an engineer has in his hands count neither way', async () => {
  const { branch, dead, told, maintain, raised, end } = await forty(8, {
    kind: 'unmanaged',
    terminals: 4,
    disabled: ['kiosk-4'],
  });
  await branch.after(120);
  maintain('kiosk-1', true);
  for (const n of [1, 2]) dead.add(`kiosk-${n}`);
  await branch.after(60);
  // One of the two that count.
  expect(await told()).toEqual(['raise kiosk-2/terminal-unreachable']);
  dead.delete('kiosk-2');
  await branch.after(60);
  await told();
  for (const n of [2, 3]) dead.add(`kiosk-${n}`);
  await branch.after(60);
  expect(await told()).toEqual([`raise ${switchAlarm}`]);
  maintain('kiosk-1', false);
  await branch.after(10);
  expect(await told()).toEqual([]);
  expect(summary(raised())).toEqual([`${switchAlarm}: 3`]);
  await end();
});

test('9.5-4: one dead terminal among forty is told 45 s after its death at the latest, and waits for nobody', async () => {
  const took: number[] = [];
  for (const seed of [11, 12, 13, 14, 15, 16]) {
    const { branch, dead, raised, end } = await forty(seed, { kind: seed % 2 === 0 ? 'managed' : 'unmanaged' });
    await branch.after(40 + seed * 3);
    dead.add('kiosk-3');
    const diedAt = branch.clock.now();
    await branch.after(60);
    expect(raised().map(nameOf)).toEqual(['kiosk-3/terminal-unreachable']);
    took.push(Date.parse(raised()[0]!['last-raised']) - diedAt);
    await end();
  }
  // 30 s until it is asked, then two questions 5 s apart and the last one's 3 s.
  expect(Math.max(...took)).toBeLessThanOrEqual(43_000);
  expect(Math.min(...took)).toBeGreaterThan(12_000);
}, 30_000);
