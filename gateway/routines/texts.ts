import type { Language } from '../device-file/words.js';
import type { DayCounts, Finding, RoutineName, RoutineReport } from './report-schema.js';

const titles: Readonly<Record<Language, Readonly<Record<RoutineName, string>>>> = {
  zh: { opening: '班前检查', reset: '开门准备', closing: '营业结束', handover: '交接班', drill: '应急演练' },
  en: {
    opening: 'Opening inspection',
    reset: 'Before the doors open',
    closing: 'Closing',
    handover: 'Shift hand-over',
    drill: 'Drill',
  },
};

const results: Readonly<Record<Language, Readonly<Record<Finding['result'], string>>>> = {
  zh: { ok: '正常', warning: '注意', failed: '故障', 'left-alone': '未检' },
  en: { ok: 'ok', warning: 'look', failed: 'FAILED', 'left-alone': 'left alone' },
};

const counted: Readonly<Record<Language, Readonly<Record<keyof DayCounts, string>>>> = {
  zh: {
    issued: '取号',
    served: '已办',
    noShow: '未到',
    abandoned: '离开',
    waiting: '等候',
    visitorsIn: '进门',
    visitorsOut: '出门',
  },
  en: {
    issued: 'tickets',
    served: 'served',
    noShow: 'no-show',
    abandoned: 'left',
    waiting: 'waiting',
    visitorsIn: 'came in',
    visitorsOut: 'went out',
  },
};

const words = {
  zh: {
    devices: '设备',
    open: '未处理告警',
    done: '已处理',
    counts: '统计',
    none: '无',
    since: '自',
    by: '处理人',
    drills: { 'device-failure': '设备故障', 'queue-overflow': '排队拥挤' },
    answered: (seconds: number, by: string) => `${seconds} 秒后由 ${by} 确认`,
    unanswered: '无人确认',
    until: '结束',
  },
  en: {
    devices: 'Devices',
    open: 'Open alarms',
    done: 'Put right',
    counts: 'Counts',
    none: 'none',
    since: 'since',
    by: 'by',
    drills: { 'device-failure': 'device failure', 'queue-overflow': 'queue overflow' },
    answered: (seconds: number, by: string) => `acknowledged by ${by} after ${seconds} s`,
    unanswered: 'nobody acknowledged it',
    until: 'ends',
  },
} as const;

export function titleOf(routine: RoutineName, language: Language): string {
  return titles[language][routine];
}

/** A report as text, a line each, as it is printed. @param time an RFC 3339 time in the time of the branch. */
export function linesOf(
  report: Omit<RoutineReport, 'lines'>,
  language: Language,
  time: (iso: string) => string,
): string[] {
  const word = words[language];
  const { findings, openAlarms, chores, counts, drill, since } = report;
  const section = (name: string, lines: readonly string[] | undefined) =>
    lines === undefined ? [] : ['---', name, ...(lines.length > 0 ? lines : [word.none])];
  return [
    `${report.day} ${time(report.startedAt)}${since === undefined ? '' : ` (${word.since} ${time(since)})`}`,
    ...section(
      word.devices,
      findings?.map(({ deviceId, result, detail }) =>
        [deviceId, results[language][result], detail].filter((part) => part !== undefined).join(' '),
      ),
    ),
    ...section(
      word.open,
      openAlarms?.map(({ code, alarm, text, since: raised, takenOverBy }) =>
        [code, alarm.split('/')[0], text, time(raised), takenOverBy && `${word.by} ${takenOverBy}`]
          .filter(Boolean)
          .join(' '),
      ),
    ),
    ...section(
      word.done,
      chores?.map(({ code, alarm, text, clearedAt, by }) =>
        [code, alarm.split('/')[0], text, time(clearedAt), by && `${word.by} ${by}`].filter(Boolean).join(' '),
      ),
    ),
    ...section(word.counts, counts && countLines(counts, language)),
    ...(drill
      ? section(word.drills[drill.scenario], [
          drill.acknowledgedAfterSeconds === undefined
            ? word.unanswered
            : word.answered(drill.acknowledgedAfterSeconds, drill.acknowledgedBy ?? '?'),
          `${word.until} ${time(drill.until)}`,
        ])
      : []),
  ].map((line) => line.slice(0, 200));
}

function countLines(counts: DayCounts, language: Language): string[] {
  return Object.entries(counts).map(([name, value]) => `${counted[language][name as keyof DayCounts]} ${value}`);
}
