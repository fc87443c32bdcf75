import { describe, expect, test } from 'vitest';
import type { AlarmingDevice } from '../../../gateway/alarms/alarming-device.js';
import { Branch, off, on } from './support.js';

const paper = 'printer-paper-out';
const part = (deviceId: string): AlarmingDevice => ({
  deviceId,
  declarations: [paper, 'cabinet-door-open', 'card-dispenser-empty-or-low'].map((type) => ({
    type,
    onDelaySeconds: 0,
    offDelaySeconds: 0,
  })),
  contactAlarm: 'terminal-unreachable',
});
const whole = (deviceId: string, parts: readonly string[]): AlarmingDevice => ({
  deviceId,
  declarations: [],
  contactAlarm: 'terminal-unreachable',
  dependsOn: parts,
  parts,
});
/** One kiosk of three parts, and a printer that another kiosk has too. */
const devices = [
  ...['xfs', 'snmp', 'agent', 'shared', 'other'].map(part),
  whole('kiosk-1', ['xfs', 'snmp', 'agent', 'shared']),
  whole('kiosk-2', ['other', 'shared']),
];

async function open() {
  const branch = await Branch.open(devices);
  const record = (deviceId: string, type = paper) => branch.table.get(`${deviceId}/${type}/`);
  return {
    branch,
    record,
    why: (deviceId: string) => record(deviceId)?.['x-suppressed-by'],
    told: async () => {
      // What follows from a clear that is out is on its way to the disk itself.
      await branch.flush();
      const told = await branch.takeRecords();
      return told.map(({ change, record: { resource } }) => `${change} ${resource.split('/')[2]}`);
    },
  };
}

describe('what two parts of one terminal raise', () => {
  test('is told once; the second is kept and names the first', async () => {
    const { branch, told, record } = await open();
    branch.report('xfs', on(paper));
    branch.report('snmp', on(paper));
    expect(await told()).toEqual(['raise xfs']);
    expect(record('snmp')).toMatchObject({
      'is-cleared': false,
      'x-announced': false,
      'x-suppressed-by': 'duplicate: xfs',
      'related-alarm': ['xfs/printer-paper-out'],
    });
    expect(branch.manager.list()).toHaveLength(2);
    expect(branch.retained.get('snmp/printer-paper-out')?.['x-suppressed-by']).toBe('duplicate: xfs');
  });

  test('is told by the second when the first clears and it stays', async () => {
    const { branch, told, record } = await open();
    branch.report('xfs', on(paper));
    branch.report('snmp', on(paper));
    await told();
    branch.report('xfs', off(paper));
    expect(await told()).toEqual(['clear xfs', 'raise snmp']);
    expect(record('snmp')).not.toHaveProperty('x-suppressed-by');
    expect(record('snmp')).not.toHaveProperty('related-alarm');
    expect(record('snmp')!['x-announced']).toBe(true);
  });

  test('of three the third goes on being quiet, and names the one that was told', async () => {
    const { branch, told, why } = await open();
    for (const id of ['xfs', 'snmp', 'agent']) branch.report(id, on(paper));
    await told();
    branch.report('xfs', off(paper));
    expect(await told()).toEqual(['clear xfs', 'raise snmp']);
    expect(why('agent')).toBe('duplicate: snmp');
  });

  test('both over: the first is told, and the second asks nobody for anything', async () => {
    const { branch, told } = await open();
    branch.report('xfs', on(paper));
    branch.report('snmp', on(paper));
    await told();
    branch.report('snmp', off(paper));
    branch.report('xfs', off(paper));
    expect(await told()).toEqual(['clear snmp', 'clear xfs']);
    expect(branch.manager.list().map(({ resource }) => resource)).toEqual(['b017/gw1/xfs']);
  });

  test('another type, another instance, another terminal is another matter', async () => {
    const { branch, told } = await open();
    branch.report('xfs', on(paper));
    branch.report('snmp', { ...on(paper), qualifier: 'lower' }, on('card-dispenser-empty-or-low'));
    branch.report('other', on(paper));
    expect(await told()).toEqual(['raise xfs', 'raise snmp', 'raise snmp', 'raise other']);
  });

  test('security is told each time', async () => {
    const { branch, told } = await open();
    branch.report('xfs', on('cabinet-door-open'));
    branch.report('snmp', on('cabinet-door-open'));
    expect(await told()).toEqual(['raise xfs', 'raise snmp']);
  });

  test('what is worse than what was told is told, also when it gets worse later', async () => {
    const { branch, told, record } = await open();
    const empty = 'card-dispenser-empty-or-low';
    branch.report('xfs', on(empty));
    branch.report('snmp', { ...on(empty), severity: 'major' });
    expect(await told()).toEqual(['raise xfs', 'raise snmp']);
    branch.report('agent', on(empty));
    expect(await told()).toEqual([]);
    branch.report('snmp', off(empty));
    await told();
    branch.report('agent', { ...on(empty), severity: 'major' });
    expect(await told()).toEqual(['raise agent']);
    expect(record('agent', empty)!['x-announced']).toBe(true);
  });

  test('lost contact of two parts is one loss', async () => {
    const { branch, told, record } = await open();
    branch.report('xfs', on('terminal-unreachable'));
    branch.report('snmp', on('terminal-unreachable'));
    expect(await told()).toEqual(['raise xfs']);
    expect(record('snmp', 'terminal-unreachable')!['x-suppressed-by']).toBe('duplicate: xfs');
  });
});

describe('a part that another terminal has too', () => {
  test('is told for the sake of that one', async () => {
    const { branch, told } = await open();
    branch.report('xfs', on(paper));
    branch.report('shared', on(paper));
    expect(await told()).toEqual(['raise xfs', 'raise shared']);
  });

  test('is quiet where both were told already', async () => {
    const { branch, told, why } = await open();
    branch.report('xfs', on(paper));
    branch.report('other', on(paper));
    branch.report('shared', on(paper));
    expect(await told()).toEqual(['raise xfs', 'raise other']);
    expect(why('shared')).toBe('duplicate: xfs');
    branch.report('other', off(paper));
    expect(await told()).toEqual(['clear other', 'raise shared']);
  });
});

describe('what else keeps an alarm quiet', () => {
  test('a first that lies on a shelf was not told: the second is', async () => {
    const { branch, told } = await open();
    await branch.manager.shelving.shelve({ name: 's', operator: 'o', reason: 'r', deviceId: 'xfs' });
    branch.report('xfs', on(paper));
    branch.report('snmp', on(paper));
    expect(await told()).toEqual(['raise snmp']);
  });

  test('a second in an engineer’s hands when the first clears is told at the end of his window', async () => {
    const { branch, told } = await open();
    branch.report('xfs', on(paper));
    branch.report('snmp', on(paper));
    branch.manager.suppress('snmp', 'maintenance', 'cleaning');
    branch.report('xfs', off(paper));
    expect(await told()).toEqual(['raise xfs', 'clear xfs']);
    branch.manager.suppress('snmp', 'maintenance', undefined);
    expect(await told()).toEqual(['raise snmp']);
  });
});

describe('over a restart', () => {
  test('the second goes on being quiet while the first stands', async () => {
    const { branch, told, why } = await open();
    branch.report('xfs', on(paper));
    branch.report('snmp', on(paper));
    await branch.restart(devices);
    branch.report('xfs', on(paper));
    branch.report('snmp', on(paper));
    await told();
    expect(why('snmp')).toBe('duplicate: xfs');
    branch.report('xfs', off(paper));
    expect(await told()).toEqual(['clear xfs', 'raise snmp']);
  });

  test('it is told when they are parts of one terminal no more', async () => {
    const { branch, told } = await open();
    branch.report('xfs', on(paper));
    branch.report('snmp', on(paper));
    await told();
    await branch.restart(devices.filter(({ parts }) => parts === undefined));
    expect(await told()).toContain('raise snmp');
  });
});
