import type { Reason } from '../duty/escalation.js';
import type { AlarmDuty, DutyStatus, SeatStatus } from '../duty/status.js';
import { localMoment } from './moment.js';
import { table } from './table.js';

/** In the gateway's language: those who read it stand in the branch. */
export function dutyTable(status: DutyStatus): string {
  const words = texts[status.language];
  const lines = [
    ...(status.tells ? [] : [words.nobodyTold]),
    ...(status.manager ? [words.manager(status.manager.name)] : []),
    ...(status.quiet ? [words.quiet] : []),
  ];
  const head = [...words.head];
  const rows = status.alarms.map((alarm) => cells(alarm, words));
  const list = rows.length === 0 ? words.none : table(head, rows);
  return [...lines, list, ...(status.more === undefined ? [] : [words.more(status.more)])].join('\n');
}

function cells({ alarm, ...duty }: AlarmDuty, words: Words): string[] {
  const where = alarm.qualifier === '' ? alarm.deviceId : `${alarm.deviceId}/${alarm.qualifier}`;
  const due = alarm.dueAt === undefined ? '-' : localMoment(alarm.dueAt);
  return [
    `${where} ${alarm.text} ${alarm.code}`,
    alarm.severity,
    localMoment(alarm.since),
    duty.overdue ? `${due} ${words.overdue}` : due,
    duty.told.map((seat) => `${name(seat, words)} ${localMoment(seat.at)}`).join(', ') || '-',
    nextText(duty, words),
  ];
}

function nextText({ acknowledgedBy, suppressedBy, waiting, next }: Omit<AlarmDuty, 'alarm'>, words: Words): string {
  const parts = [
    ...(suppressedBy === undefined ? [] : [words.suppressed(suppressedBy)]),
    ...(acknowledgedBy === undefined ? [] : [words.acknowledged(acknowledgedBy)]),
    ...waiting.map((seat) => words.waiting(name(seat, words))),
    ...(next
      ? [
          `${localMoment(next.at)} ${words.reasons[next.reason]} → ${next.to.map((seat) => name(seat, words)).join(', ')}`,
        ]
      : []),
  ];
  return parts.join('; ') || '-';
}

function name({ to }: SeatStatus, { central }: Words): string {
  return to?.name ?? central;
}

interface Words {
  readonly head: readonly string[];
  readonly none: string;
  readonly nobodyTold: string;
  readonly quiet: string;
  readonly overdue: string;
  readonly central: string;
  readonly manager: (name: string) => string;
  readonly more: (count: number) => string;
  readonly acknowledged: (by: string) => string;
  readonly suppressed: (by: string) => string;
  readonly waiting: (name: string) => string;
  readonly reasons: Readonly<Record<Reason, string>>;
}

const texts: Readonly<Record<'zh' | 'en', Words>> = {
  zh: {
    head: ['告警', '级别', '发生', '时限', '已通知', '下一步'],
    none: '没有未恢复的告警',
    nobodyTold: '配置中没有 duty 一节：不通知任何人',
    quiet: '现在是免打扰时段：只通知紧急和安防告警',
    overdue: '已超时',
    central: '中心',
    manager: (name) => `值班经理：${name}`,
    more: (count) => `另有 ${count} 条`,
    acknowledged: (by) => `${by} 已确认`,
    suppressed: (by) => `不通知（${by}）`,
    waiting: (name) => `待通知 ${name}`,
    reasons: {
      raised: '通知',
      'not-acknowledged': '无人确认则转',
      reminder: '再次提醒',
      overdue: '超时则通知',
      cleared: '通知恢复',
      'quiet-hours-over': '通知',
    },
  },
  en: {
    head: ['ALARM', 'SEVERITY', 'SINCE', 'DUE', 'TOLD', 'NEXT'],
    none: 'nothing is raised',
    nobodyTold: 'no duty section in the configuration: nobody is told',
    quiet: 'quiet hours: only critical and security alarms are told',
    overdue: 'overdue',
    central: 'central',
    manager: (name) => `duty manager: ${name}`,
    more: (count) => `${count} more`,
    acknowledged: (by) => `acknowledged by ${by}`,
    suppressed: (by) => `kept quiet (${by})`,
    waiting: (name) => `${name} waits to be told`,
    reasons: {
      raised: 'tell',
      'not-acknowledged': 'if not acknowledged',
      reminder: 'remind',
      overdue: 'if not cleared',
      cleared: 'tell the end',
      'quiet-hours-over': 'tell',
    },
  },
};
