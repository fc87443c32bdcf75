import { describe, expect, test } from 'vitest';
import { describePlan, planOf } from '../../../gateway/config/plan.js';
import { head, loaded, mistakesIn } from './fixtures.js';

const devices = `devices:
  - { id: printer-1, class: ticket-printer, driver: escpos, link: { type: tcp, host: h, port: 1 } }
  - { id: hall, class: led-board, driver: onbon, link: { type: tcp, host: h, port: 2 }, options: { address: 1 } }
duty:
  people: { zhang: { name: 张敏 }, li: { name: 李强 }, chen: { name: 值班经理 } }
`;
/** The lines stand from line 9 on. */
const mistakes = (...lines: string[]) => mistakesIn(devices + lines.map((line) => `  ${line}\n`).join(''));

describe('who is told of an alarm', () => {
  test('is nobody without the section', async () => {
    expect((await loaded(`${head}devices: []\n`)).config.duty).toBeUndefined();
  });

  test('has defaults for all but persons', async () => {
    expect((await loaded(`${head}duty: {}\n`)).config.duty).toEqual({
      people: {},
      chores: [],
      owners: {},
      escalation: { acknowledgeMinutes: 10, managerMinutes: 15, centralMinutes: 30, repeatMinutes: 240 },
      slaMinutes: { flm: 120, slm: 240, network: 240, it: 480, security: 60 },
    });
  });

  test.each<[string, string[], string[]]>([
    [
      'a manager nobody knows',
      ['manager: chan'],
      ['manager: found "chan", allowed: zhang, li, chen. Did you mean "chen"?'],
    ],
    [
      'an A and a B nobody knows, and the two being one',
      [
        'chores:',
        '  - { name: x, alarms: [printer-offline], a: zang, b: lee }',
        '  - { name: y, devices: [hall], a: li, b: li }',
      ],
      [
        'chores[0].a: found "zang", allowed: zhang, li, chen. Did you mean "zhang"?',
        'chores[0].b: found "lee", allowed: zhang, li, chen',
        'chores[1].b: found "li", allowed: another person than a, or no b',
      ],
    ],
    [
      'devices, classes and alarms there are not',
      ['chores:', '  - { name: x, devices: [printer-2, gateway], alarms: [printer-paper-our], a: li }'],
      [
        'chores[0].devices[0]: found "printer-2", allowed: printer-1, hall, gateway. Did you mean "printer-1"?',
        'chores[0].alarms[0]: found "printer-paper-our", allowed: an alarm type of the catalogue, e.g. printer-paper-out. Did you mean "printer-paper-out"?',
      ],
    ],
    [
      'a chore about nothing',
      ['chores:', '  - { name: x, a: li }'],
      [
        'chores[0]: found a chore that says nothing of what it is about, allowed: at least one of devices, classes, alarms. For what fits no chore, use duty.owners',
      ],
    ],
    [
      'a chore that an earlier one leaves nothing',
      [
        'chores:',
        '  - { name: x, classes: [ticket-printer], a: li }',
        '  - { name: y, classes: [ticket-printer], alarms: [printer-paper-out], a: zhang }',
      ],
      [
        'chores[1]: found a chore that never counts, allowed: one that an earlier chore does not contain. duty.chores[0] is about all of it',
      ],
    ],
    [
      'an owner nobody knows',
      ['owners: { flm: { a: lii } }'],
      ['owners.flm.a: found "lii", allowed: zhang, li, chen. Did you mean "li"?'],
    ],
    [
      'hours of a branch that has none',
      ['quietHours: outside-hours'],
      [
        'quietHours: found "outside-hours", allowed: "20:00-07:30", or "outside-hours" where branch.hours says when the branch is open',
      ],
    ],
    [
      'no time at all',
      ['quietHours: "20:00-20:00"'],
      ['quietHours: found "20:00-20:00", allowed: an end at another time than the beginning'],
    ],
    [
      'a critical alarm that waits longer than a warning',
      ['escalation: { warning: { acknowledgeMinutes: 5 }, critical: { acknowledgeMinutes: 6, centralMinutes: 0 } }'],
      [
        'escalation.warning.acknowledgeMinutes: found 10 for minor and 5 for warning alarms, allowed: for minor alarms no longer than for warning ones',
        'escalation.critical.centralMinutes: found 0 for critical and 30 for major alarms, allowed: for critical alarms no longer than for major ones',
      ],
    ],
  ])('%s', async (_what, lines, expected) => {
    const found = await mistakes(...lines);
    expect(found.map((line) => line.replace(/^x\.yaml:\d+ duty\./, ''))).toEqual(expected);
  });

  test.each([
    ['quietHours: "8 pm"', /quietHours/],
    ['escalation: { acknowledgeMinutes: 0 }', /escalation\.acknowledgeMinutes/],
    ['escalation: { centralMinutes: 0.01 }', /escalation\.centralMinutes.*0 or 0\.1 to 10080/],
    ['escalation: { acknowledgeMinute: 3 }', /Did you mean "acknowledgeMinutes"/],
    ['slaMinutes: { flm: 0 }', /slaMinutes\.flm/],
    ['owners: { staff: { a: li } }', /owners/],
    ['chores: [{ name: x, device: [hall], a: li }]', /Did you mean "devices"/],
  ])('one field: %s', async (line, message) => {
    const found = await mistakes(line);
    expect(found[0]).toMatch(message);
  });

  test('a chore with a mistake in what it is about is that mistake alone', async () => {
    const found = await mistakes(
      'chores:',
      '  - { name: x, classes: [printer], a: li }',
      '  - { name: y, classes: [led-board], a: li }',
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('chores[0].classes[0]');
  });

  test('is in the plan, in words and as data', async () => {
    const text = `${head}${devices}  manager: chen
  chores: [{ name: 换纸, alarms: [printer-paper-out], a: zhang, b: li }]
  owners: { slm: { a: li } }
  quietHours: "20:00-07:30"
`;
    const { config } = await loaded(text);
    expect(describePlan(config).at(-1)).toBe(
      'tell 张敏 then 李强 of 换纸 (printer-paper-out); 李强 of other slm alarms; 值班经理 of the rest; to B, 值班经理, central and again after 3, 5, 10, 60 min (critical), 10, 15, 30, 240 min (major, minor, warning); quiet 20:00-07:30 but for critical and security alarms',
    );
    expect(planOf(config).duty).toMatchObject({
      manager: '值班经理',
      chores: [{ chore: '换纸', about: ['printer-paper-out'], persons: ['张敏', '李强'] }],
      quietHours: '20:00-07:30',
    });
  });
});
