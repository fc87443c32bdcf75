import type { Language } from '../device-file/words.js';
import type { HallReport } from '../hall/hall-schema.js';
import { forecastText } from './forecast-text.js';
import { table } from './table.js';

const words = {
  zh: {
    levels: ['正常', '一级', '二级', '三级'],
    mode: { own: '本网关排队', listen: '旁听排队机' },
    line: ['等候', '开放窗口', '最久等候', '拥挤度', '等级', '厅内人数'],
    services: ['业务', '号段', '等候', '最久等候', '预计等候', '平均办理', '今日取号', '已办', '未到', '离开'],
    counters: ['窗口', '状态', '当前号', '业务', '办理时间'],
    state: { open: '开放', signedOn: '已签到', closed: '暂停' },
    minutes: '分钟',
  },
  en: {
    levels: ['normal', '1', '2', '3'],
    mode: { own: 'queue of this gateway', listen: "listening to the branch's queue system" },
    line: ['waiting', 'open counters', 'longest wait', 'ratio', 'level', 'people inside'],
    services: ['SERVICE', 'NUMBERS', 'WAIT', 'LONGEST', 'EXPECTED', 'SERVING', 'TODAY', 'SERVED', 'NO-SHOW', 'LEFT'],
    counters: ['COUNTER', 'STATE', 'NUMBER', 'SERVICE', 'FOR'],
    state: { open: 'open', signedOn: 'signed on', closed: 'closed' },
    minutes: 'min',
  },
} as const;

/** The topic `hall` for people: one line of all, one of what is to come, one row a service, one row a counter. */
export function hallText(report: HallReport, language: Language, now = Date.now()): string {
  const word = words[language];
  const { waiting, openCounters, oldestWaitSeconds, ratio, level, peopleInside } = report;
  const figures = [
    waiting,
    openCounters,
    clock(oldestWaitSeconds),
    ratio ?? '-',
    word.levels[level],
    peopleInside ?? '-',
  ];
  const head = [
    `${report.day} (${word.mode[report.mode]})`,
    ...word.line.map((name, index) => `${name} ${figures[index]}`),
  ].join('  ');
  const services = report.services.map((service) => [
    service.name[language] ?? service.name.zh,
    service.prefix,
    ...[String(service.waiting), clock(service.oldestWaitSeconds)],
    service.expectedWaitMinutes === null ? '-' : `${service.expectedWaitMinutes} ${word.minutes}`,
    clock(service.meanServiceSeconds),
    ...[service.issued, service.served, service.noShow, service.abandoned].map(String),
  ]);
  const nameOf = (id: string) => {
    const name = report.services.find((service) => service.id === id)?.name;
    return name?.[language] ?? name?.zh ?? id;
  };
  const counters = report.counters.map(({ id, open, signedOn, serves }) => [
    id,
    signedOn ? word.state.signedOn : word.state[open ? 'open' : 'closed'],
    serves?.number ?? '-',
    serves ? nameOf(serves.service) : '-',
    serves ? clock(Math.max(0, now - Date.parse(serves.since)) / 1_000) : '-',
  ]);
  const ahead = forecastText(report.forecast, language, now);
  return [`${head}\n${ahead}`, table(word.services, services), table(word.counters, counters)].join('\n\n');
}

/** Minutes and seconds, e.g. `4:05`; `-` where there is nothing to measure. */
function clock(seconds: number | null): string {
  if (seconds === null) return '-';
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}
