import type { CatalogueEntry } from './catalogue.js';
import { parseKey } from './key.js';
import type { AlarmRecord } from './record.js';
import { type AlarmContent, raised } from './record-changes.js';

/** Resources and alarms that the record of a flood names; the detail has the count of all. */
const mostNamed = 200;

/** What a flood keeps from people. */
export interface Group {
  /** Raised now: the text of their key, and their resource. */
  readonly alarms: readonly (readonly [string, string])[];
  /** Raises since it began. */
  readonly kept: number;
  readonly language: 'zh' | 'en';
}

export interface FloodRaise {
  readonly entry: CatalogueEntry;
  readonly language: 'zh' | 'en';
  readonly resource: string;
  /** What was exceeded: so many raises in so many ms. */
  readonly raises: number;
  readonly windowMs: number;
  /** RFC 3339. */
  readonly time: string;
}

/** The record at its raise. */
export function floodRaised(previous: AlarmRecord | undefined, raise: FloodRaise): AlarmContent {
  const { raises, windowMs, language, time } = raise;
  const minutes = Math.round(windowMs / 6_000) / 10;
  const detail = { zh: `${minutes}分钟内告警超过${raises}次`, en: `more than ${raises} raises in ${minutes} min` };
  return raised(previous, { ...raise, qualifier: '', detail: detail[language], verified: true, confirmed: time });
}

/** The record with what the flood groups now. */
export function describeFlood(record: AlarmContent, { alarms, kept, language }: Group): AlarmContent {
  const { 'impacted-resource': _, 'related-alarm': __, ...rest } = record;
  const resources = [...new Set(alarms.map(([, resource]) => resource))].slice(0, mostNamed);
  const related = alarms.slice(0, mostNamed).map(([text]) => topicEnd(text));
  const detail = {
    zh: `已合并${kept}次告警，其中${alarms.length}条仍未消除`,
    en: `${kept} raises grouped, ${alarms.length} alarms of them still raised`,
  };
  return {
    ...rest,
    'additional-information': [{ identifier: 'detail', significant: false, information: detail[language] }],
    ...(alarms.length === 0 ? {} : { 'impacted-resource': resources, 'related-alarm': related }),
  };
}

/** As the retained topic of the alarm ends: `device/type[/qualifier]`. */
function topicEnd(text: string): string {
  const { deviceId, type, qualifier } = parseKey(text);
  return [deviceId, type, qualifier].filter(Boolean).join('/');
}
