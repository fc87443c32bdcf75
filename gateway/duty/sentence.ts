import type { LocalTime } from '../../drivers/index.js';
import type { Severity } from '../alarms/record.js';
import type { Reason } from './escalation.js';
import type { NotificationItem, NotifiedAlarm } from './notification-schema.js';
import type { Step } from './roster.js';

export interface Wording {
  readonly language: 'zh' | 'en';
  /** What the wall of the branch shows at a moment, ms since 1970. */
  readonly localTime: (at: number) => LocalTime;
  /** ms since 1970. */
  readonly now: number;
}

/** Other alarms that a message names behind the first. */
const namedOthers = 3;

/**
 * What somebody reads on a telephone: what is wrong, since when, what to do and until when; then how many others there
 * are. One line.
 */
export function messageText(first: NotificationItem, others: readonly NotificationItem[], more: number, how: Wording) {
  const text = first.reason === 'cleared' ? clearedText(first.alarm, how) : raisedText(first, how);
  const count = others.length + more;
  if (count === 0) return text;
  const named = others.slice(0, namedOthers).map((item) => otherText(item, how.language));
  const rest = count > named.length;
  return how.language === 'zh'
    ? `${text}另有 ${count} 条：${named.join('、')}${rest ? ' 等' : ''}。`
    : `${text} ${count} more: ${named.join(', ')}${rest ? ', …' : ''}.`;
}

function raisedText({ reason, step, alarm }: NotificationItem, how: Wording): string {
  const { language } = how;
  const since = clockText(alarm.since, how);
  const due = alarm.dueAt === undefined ? '' : clockText(alarm.dueAt, how);
  const why = whyTexts[language](reason, step, due);
  const severity = severityTexts[alarm.severity][language];
  const isCall = step !== 'central' && reason !== 'overdue';
  if (language === 'zh') {
    const unverified = alarm.verified ? '' : '，目前联系不上设备、未核实';
    const until = due === '' || reason === 'overdue' ? '' : `时限 ${due}。`;
    return `${why}【${severity}】${whatText(alarm, language)}，${since} 起${unverified}。处理：${ended(alarm.remedy, '。')}${until}${isCall ? '接手请确认。' : ''}`;
  }
  const unverified = alarm.verified ? '' : ', not verified as the device cannot be reached';
  const until = due === '' || reason === 'overdue' ? '' : ` Due ${due}.`;
  return `${why}[${severity}] ${whatText(alarm, language)}, since ${since}${unverified}. To do: ${ended(alarm.remedy, '.')}${until}${isCall ? ' Acknowledge it when you take it over.' : ''}`;
}

function clearedText(alarm: NotifiedAlarm, how: Wording): string {
  const [since, until] = [clockText(alarm.since, how), clockText(alarm.clearedAt ?? alarm.since, how)];
  return how.language === 'zh'
    ? `已恢复：${whatText(alarm, 'zh')}，${since} 至 ${until}。`
    : `Over: ${whatText(alarm, 'en')}, ${since} to ${until}.`;
}

function otherText({ reason, alarm }: NotificationItem, language: 'zh' | 'en'): string {
  if (reason !== 'cleared') return whatText(alarm, language);
  return language === 'zh' ? `已恢复 ${whatText(alarm, language)}` : `over ${whatText(alarm, language)}`;
}

/** `printer-1 缺纸（PRN-101）` */
function whatText({ deviceId, qualifier, text, code }: NotifiedAlarm, language: 'zh' | 'en'): string {
  const where = qualifier === '' ? deviceId : `${deviceId}/${qualifier}`;
  return language === 'zh' ? `${where} ${text}（${code}）` : `${where} ${text} (${code})`;
}

const severityTexts: Readonly<Record<Severity, { zh: string; en: string }>> = {
  critical: { zh: '紧急', en: 'critical' },
  major: { zh: '重要', en: 'major' },
  minor: { zh: '次要', en: 'minor' },
  warning: { zh: '警告', en: 'warning' },
};

const whyTexts = {
  zh: (reason: Reason, step: Step, due: string) => {
    if (reason === 'not-acknowledged') return step === 'central' ? '网点无人确认。' : '前一位未确认，转给您。';
    if (reason === 'reminder') return '仍无人确认。';
    if (reason === 'overdue') return `已超过时限 ${due}，尚未恢复。`;
    return reason === 'quiet-hours-over' ? '免打扰时段内发生，仍未恢复。' : '';
  },
  en: (reason: Reason, step: Step, due: string) => {
    if (reason === 'not-acknowledged') {
      return step === 'central' ? 'Nobody in the branch has acknowledged. ' : 'Passed on to you, as not acknowledged. ';
    }
    if (reason === 'reminder') return 'Still not acknowledged. ';
    if (reason === 'overdue') return `Not cleared by ${due}. `;
    return reason === 'quiet-hours-over' ? 'Came in quiet hours and is still there. ' : '';
  },
} as const;

/** `09:05`; with the day where it is another one. */
function clockText(time: string, { localTime, now }: Wording): string {
  const [then, today] = [localTime(Date.parse(time)), localTime(now)];
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = `${two(then.hour)}:${two(then.minute)}`;
  const isToday = then.day === today.day && then.month === today.month && then.year === today.year;
  return isToday ? clock : `${two(then.month)}-${two(then.day)} ${clock}`;
}

function ended(text: string, stop: string): string {
  return /[。.!！]$/.test(text) ? text : text + stop;
}
