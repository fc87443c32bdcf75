import { describe, expect, test } from 'vitest';
import { dutyTable } from '../../../gateway/cli/duty-table.js';
import { displayWidth } from '../../../gateway/cli/table.js';
import { mostShown } from '../../../gateway/duty/status.js';
import { DutyBranch } from './support.js';

const out = 'printer-paper-out';
const low = 'printer-paper-low';
const hardware = 'printer-hardware-fault';

describe('who has been told', () => {
  test('and what comes next, the worst first, what is taken over last', async () => {
    const branch = await DutyBranch.open();
    branch.report('printer-1', low);
    branch.report('printer-2', out);
    branch.report('printer-3', hardware);
    branch.report('printer-4', hardware);
    await branch.after(1);
    await branch.acknowledge('printer-4', hardware);
    expect(branch.status({})).toMatchObject({
      tells: true,
      language: 'zh',
      manager: { id: 'chen', name: '值班经理' },
      quiet: false,
      alarms: [
        { alarm: { deviceId: 'printer-3', dueAt: '2026-11-23T05:00:00.000Z' }, told: [{ step: 'manager' }] },
        {
          alarm: { deviceId: 'printer-2' },
          chore: '打印纸更换',
          onDuty: [{ step: 'a', to: { name: '张敏' } }, { step: 'b' }, { step: 'manager' }, { step: 'central' }],
          told: [{ step: 'a', to: { id: 'zhang' }, at: '2026-11-23T01:00:00.000Z' }],
          next: { at: '2026-11-23T01:10:00.000Z', reason: 'not-acknowledged', to: [{ step: 'b', to: { id: 'li' } }] },
          overdue: false,
        },
        { alarm: { deviceId: 'printer-1' } },
        { alarm: { deviceId: 'printer-4' }, acknowledgedBy: '张敏', next: { reason: 'overdue' } },
      ],
    });
    await branch.stop();
  });

  test('by device and by type; one there is not says which there are', async () => {
    const branch = await DutyBranch.open();
    branch.report('printer-1', low);
    branch.report('printer-2', out);
    await branch.flush();
    expect(branch.status({ deviceId: 'printer-2' }).alarms).toHaveLength(1);
    expect(branch.status({ alarmType: low }).alarms).toHaveLength(1);
    expect(branch.status({ deviceId: 'printer-2', alarmType: low }).alarms).toEqual([]);
    expect(() => branch.status({ deviceId: 'printer' })).toThrow(
      /^args\.deviceId: found "printer", allowed: printer-1, /,
    );
    expect(() => branch.status({ alarmType: 'paper' })).toThrow(
      /^args\.alarmType: found "paper", allowed: an alarm type/,
    );
    await branch.stop();
  });

  test('of many alarms only the worst are told, and how many more there are', async () => {
    const branch = await DutyBranch.open();
    for (let device = 1; device <= 30; device++) {
      branch.report(`printer-${device}`, low);
      branch.report(`printer-${device}`, out);
    }
    await branch.flush();
    const status = branch.status({});
    expect(status.alarms).toHaveLength(mostShown);
    expect(status.more).toBe(60 - mostShown);
    expect(status.alarms[29]?.alarm.alarmType).toBe(out);
    await branch.stop();
  });

  test('as a table in the language of the branch', async () => {
    const night = { people: { zhang: { name: '张敏' } }, owners: { flm: { a: 'zhang' } }, quietHours: '08:00-20:00' };
    const branch = await DutyBranch.open(night);
    expect(dutyTable(branch.status({}))).toBe('现在是免打扰时段：只通知紧急和安防告警\n没有未恢复的告警');
    branch.report('printer-1', out);
    await branch.flush();
    const [, head, row] = dutyTable(branch.status({})).split('\n');
    expect(head).toMatch(/^告警 +级别 +发生 +时限 +已通知 +下一步$/);
    expect(row).toMatch(/^printer-1 .* PRN-101 +major .* - +待通知 张敏/);
    const widthBefore = (line: string, text: string) => displayWidth(line.slice(0, line.indexOf(text)));
    expect(widthBefore(row!, 'major')).toBe(widthBefore(head!, '级别'));
    const english = dutyTable({ ...branch.status({}), language: 'en', tells: false, more: 3 });
    expect(english).toMatch(/^no duty section .*\nquiet hours: .*\nALARM .*\n.*张敏 waits to be told.*\n3 more$/);
    await branch.stop();
  });
});
