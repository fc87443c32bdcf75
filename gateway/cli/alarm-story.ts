import type { AlarmRecord } from '../alarms/record.js';
import { detailOf, type ShelfEnds, statusText } from './alarm-row.js';
import type { AlarmWords } from './alarm-texts.js';
import { localMoment } from './moment.js';
import { displayWidth } from './table.js';

/** One alarm with all that happened to it, for somebody who stands before the device. */
export function storyOf(record: AlarmRecord, words: AlarmWords, ends: ShelfEnds, language: 'zh' | 'en'): string {
  const { story } = words;
  const detail = detailOf(record);
  // By the time limit of its owner; of what is over no clock runs.
  const due = record['is-cleared'] ? undefined : record['x-due-at'];
  const facts: [string, string][] = [
    [story.status, statusText(record, words, ends)],
    [story.device, [record.resource, record['alarm-type-qualifier']].filter(Boolean).join(' ')],
    [story.first, localMoment(record['time-created'])],
    ...(due === undefined ? [] : [[story.due, localMoment(due)] as [string, string]]),
    [story.raises, String(record['x-count'])],
    [story.verified, localMoment(record['x-last-verified'])],
    [story.cause, record['probable-cause-string']],
    ...(detail === undefined ? [] : [[story.detail, detail] as [string, string]]),
    [story.remedy, record['proposed-repair-actions'][language]],
  ];
  const width = Math.max(...facts.map(([label]) => displayWidth(label)));
  const fact = ([label, value]: [string, string]) => `${label}${' '.repeat(width - displayWidth(label))}  ${value}`;
  const title = `${record['x-code']} ${record['alarm-text']} [${words.severity[record['perceived-severity']]}] ${record['alarm-type-id']}`;
  return [title, ...facts.map(fact), story.history, ...history(record, words).map((line) => `  ${line}`)].join('\n');
}

/** Both histories as one, in the order of their times; of one time, what the device did comes first. */
function history(record: AlarmRecord, words: AlarmWords): string[] {
  const changes = record['status-change'].map((change) => ({
    time: change.time,
    text: `${words.became[change['perceived-severity']]}  ${change['alarm-text']}`,
  }));
  const operators = record['operator-state-change'].map(({ time, operator, state, text }) => ({
    time,
    text: [`${operator} ${words.did[state]}`, text].filter(Boolean).join('  '),
  }));
  return [...changes, ...operators]
    .sort((a, b) => a.time.localeCompare(b.time))
    .map(({ time, text }) => `${localMoment(time)}  ${text}`);
}
