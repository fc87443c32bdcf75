import { describe, expect, test } from 'vitest';
import { dutySchema } from '../../../gateway/config/duty-schema.js';
import { type Chore, onDuty } from '../../../gateway/duty/roster.js';
import { minutesOf } from '../../../gateway/duty/waits.js';

const duty = dutySchema.parse({
  people: { zhang: { name: '张敏' }, li: { name: '李强' }, wang: { name: '王工' }, chen: { name: '值班经理' } },
  manager: 'chen',
  chores: [
    { name: '二号机换纸', devices: ['printer-2'], alarms: ['printer-paper-out'], a: 'wang' },
    {
      name: '换纸',
      classes: ['ticket-printer'],
      alarms: ['printer-paper-out', 'printer-paper-low'],
      a: 'zhang',
      b: 'li',
    },
    { name: '大厅屏', classes: ['led-board'], a: 'li', b: 'chen' },
    { name: '网关', devices: ['gateway'], a: 'chen' },
  ],
  owners: { slm: { a: 'wang' } },
});
const alarm: Chore = {
  deviceId: 'printer-1',
  deviceClass: 'ticket-printer',
  alarmType: 'printer-paper-out',
  owner: 'flm',
};
const told = (changes: Partial<Chore>, roster = duty) => {
  const { chore, seats } = onDuty(roster, { ...alarm, ...changes });
  return `${chore ?? '-'}: ${seats.map(({ step, person }) => (person ? `${step} ${person}` : step)).join(', ')}`;
};

describe('who is on duty', () => {
  test.each<[string, Partial<Chore>, string]>([
    ['by alarm and class', {}, '换纸: a zhang, b li, manager chen, central'],
    ['the first chore that fits', { deviceId: 'printer-2' }, '二号机换纸: a wang, manager chen, central'],
    ['nobody twice: B is the manager', { deviceId: 'hall', deviceClass: 'led-board' }, '大厅屏: a li, b chen, central'],
    ['the gateway itself', { deviceId: 'gateway', deviceClass: undefined, owner: 'it' }, '网关: a chen, central'],
    [
      'by owner where no chore fits',
      { alarmType: 'printer-cutter-fault', owner: 'slm' },
      '-: a wang, manager chen, central',
    ],
    ['else the duty manager', { alarmType: 'printer-offline', owner: 'network' }, '-: manager chen, central'],
  ])('%s', (_what, changes, expected) => {
    expect(told(changes)).toBe(expected);
  });

  test('without anybody, central alone', () => {
    expect(told({}, dutySchema.parse({}))).toBe('-: central');
  });

  test('a manager who is A as well still hears that it is late', () => {
    const { overseers } = onDuty(duty, { ...alarm, deviceId: 'gateway', deviceClass: undefined });
    expect(overseers).toEqual([{ step: 'manager', person: 'chen' }, { step: 'central' }]);
  });
});

describe('how long a step waits', () => {
  const minutes = (escalation: object, severity: 'critical' | 'major' | 'warning') => {
    const found = minutesOf(dutySchema.parse({ escalation }).escalation, severity);
    return [found.acknowledgeMinutes, found.managerMinutes, found.centralMinutes, found.repeatMinutes];
  };

  test.each<[string, object, 'critical' | 'major' | 'warning', number[]]>([
    ['as built in', {}, 'warning', [10, 15, 30, 240]],
    ['critical, as built in', {}, 'critical', [3, 5, 10, 60]],
    ['for all', { acknowledgeMinutes: 20 }, 'major', [20, 15, 30, 240]],
    ['critical, never longer than for all', { acknowledgeMinutes: 2 }, 'critical', [2, 5, 10, 60]],
    ['critical, never longer than for one', { major: { managerMinutes: 4 } }, 'critical', [3, 4, 10, 60]],
    ['of its own', { warning: { centralMinutes: 0 } }, 'warning', [10, 15, 0, 240]],
    ['critical, of its own', { critical: { repeatMinutes: 30 } }, 'critical', [3, 5, 10, 30]],
    ['what is never for all is never for critical', { centralMinutes: 0, repeatMinutes: 0 }, 'critical', [3, 5, 0, 0]],
  ])('%s', (_what, escalation, severity, expected) => {
    expect(minutes(escalation, severity)).toEqual(expected);
  });
});
