import type { Severity } from '../alarms/record.js';

/** Everything the `alarms` commands say, but for what the records themselves say. */
export interface AlarmWords {
  readonly head: readonly string[];
  readonly none: string;
  readonly severity: Readonly<Record<Severity, string>>;
  readonly raised: string;
  readonly cleared: string;
  readonly isNew: string;
  readonly acknowledged: (by: string) => string;
  readonly closed: (by: string) => string;
  readonly flapping: string;
  readonly unverified: string;
  readonly shelved: (name: string, until: string | undefined) => string;
  readonly quiet: (by: string) => string;
  readonly hidden: (count: number, why: string) => string;
  readonly also: (why: string, count: number) => string;
  readonly shelfHead: readonly string[];
  readonly noShelves: string;
  readonly onShelf: (name: string, until: string, raised: number) => string;
  readonly offShelf: (name: string, raised: number) => string;
  readonly purged: (counts: { purged: number; unseen: number; raised: number }) => string;
  /** Labels of one alarm's story. */
  readonly story: Readonly<
    Record<
      'status' | 'device' | 'first' | 'due' | 'raises' | 'detail' | 'cause' | 'remedy' | 'history' | 'verified',
      string
    >
  >;
  readonly became: Readonly<Record<Severity | 'cleared', string>>;
  readonly did: Readonly<Record<'none' | 'ack' | 'closed' | 'shelved' | 'un-shelved', string>>;
}

const zh: AlarmWords = {
  head: ['级别', '代码', '设备', '时间', '状态', '现象与处理'],
  none: '没有告警',
  severity: { critical: '紧急', major: '重要', minor: '次要', warning: '提示' },
  raised: '未恢复',
  cleared: '已恢复',
  isNew: '未确认',
  acknowledged: (by) => `${by}已确认`,
  closed: (by) => `${by}已关闭`,
  flapping: '频繁抖动',
  unverified: '未核实',
  shelved: (name, until) => (until === undefined ? `搁置于“${name}”` : `搁置于“${name}”至${until}`),
  quiet: (by) => `静默：${by}`,
  hidden: (count, why) => `另有${count}条未列出：${why}（加 --all 可见）`,
  also: (why, count) => `${why} ${count}条`,
  shelfHead: ['名称', '范围', '至', '未恢复', '操作人', '原因'],
  noShelves: '没有搁置',
  onShelf: (name, until, raised) => `已搁置“${name}”至${until}，其中未恢复${raised}条`,
  offShelf: (name, raised) => `已取消搁置“${name}”，重新提示${raised}条`,
  purged: ({ purged, unseen, raised }) =>
    `已清除${purged}条${unseen > 0 ? `；${unseen}条已恢复但无人处理，保留（--state cleared 可一并清除）` : ''}${raised > 0 ? `；${raised}条未恢复，保留` : ''}`,
  story: {
    status: '状态',
    device: '设备',
    first: '首次',
    due: '时限',
    raises: '次数',
    detail: '详情',
    cause: '原因',
    remedy: '处理',
    history: '经过',
    verified: '核实',
  },
  became: { critical: '紧急', major: '重要', minor: '次要', warning: '提示', cleared: '恢复' },
  did: { none: '撤回确认', ack: '确认', closed: '关闭', shelved: '搁置', 'un-shelved': '取消搁置' },
};

const en: AlarmWords = {
  head: ['SEVERITY', 'CODE', 'RESOURCE', 'SINCE', 'STATUS', 'WHAT AND WHAT TO DO'],
  none: 'no alarms',
  severity: { critical: 'critical', major: 'major', minor: 'minor', warning: 'warning' },
  raised: 'raised',
  cleared: 'cleared',
  isNew: 'new',
  acknowledged: (by) => `acknowledged by ${by}`,
  closed: (by) => `closed by ${by}`,
  flapping: 'flapping',
  unverified: 'unverified',
  shelved: (name, until) => (until === undefined ? `shelved on "${name}"` : `shelved on "${name}" until ${until}`),
  quiet: (by) => `quiet: ${by}`,
  hidden: (count, why) => `${count} more ${count === 1 ? 'is' : 'are'} not shown: ${why} (--all shows them)`,
  also: (why, count) => `${count} ${why}`,
  shelfHead: ['NAME', 'WHAT', 'UNTIL', 'RAISED', 'OPERATOR', 'REASON'],
  noShelves: 'no shelves',
  onShelf: (name, until, raised) => `shelf "${name}" stands until ${until}; ${raised} raised on it`,
  offShelf: (name, raised) =>
    `shelf "${name}" is gone; ${raised} raised ${raised === 1 ? 'alarm is' : 'alarms are'} told again`,
  purged: ({ purged, unseen, raised }) =>
    `${purged} purged${unseen > 0 ? `; ${unseen} cleared that nobody has dealt with stay (--state cleared takes them, too)` : ''}${raised > 0 ? `; ${raised} raised stay` : ''}`,
  story: {
    status: 'status',
    device: 'device',
    first: 'first',
    due: 'due',
    raises: 'raises',
    detail: 'detail',
    cause: 'cause',
    remedy: 'remedy',
    history: 'history',
    verified: 'verified',
  },
  became: { critical: 'critical', major: 'major', minor: 'minor', warning: 'warning', cleared: 'cleared' },
  did: { none: 'nobody has it', ack: 'acknowledged', closed: 'closed', shelved: 'shelved', 'un-shelved': 'un-shelved' },
};

export const alarmWords: Readonly<Record<'zh' | 'en', AlarmWords>> = { zh, en };
