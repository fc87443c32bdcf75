import type { CatalogueEntry } from '../alarms/catalogue.js';
import type { AlarmRecord } from '../alarms/record.js';
import type { NotifiedAlarm } from './notification-schema.js';

/** Texts of an alarm type; undefined for one the catalogue no longer has. */
export type TextsOf = (alarmType: string) => Pick<CatalogueEntry, 'text' | 'meaning'> | undefined;

/** A record as somebody reads it in a message. */
export function notifiedAlarm(record: AlarmRecord, language: 'zh' | 'en', textsOf: TextsOf): NotifiedAlarm {
  const texts = textsOf(record['alarm-type-id']);
  const detail = record['additional-information'].find(({ identifier }) => identifier === 'detail')?.information;
  const dueAt = record['x-due-at'];
  return {
    deviceId: record.resource.split('/').at(-1) ?? '',
    alarmType: record['alarm-type-id'],
    qualifier: record['alarm-type-qualifier'],
    code: record['x-code'],
    severity: record['perceived-severity'],
    owner: record['x-owner'],
    serviceImpact: record['x-service-impact'],
    text: texts?.text[language] ?? record['alarm-text'],
    ...(texts ? { meaning: texts.meaning[language] } : {}),
    ...(detail === undefined ? {} : { detail }),
    remedy: record['proposed-repair-actions'][language],
    since: record['last-raised'],
    ...(record['is-cleared'] ? { clearedAt: clearedAt(record) } : {}),
    ...(dueAt === undefined ? {} : { dueAt }),
    count: record['x-count'],
    verified: record['x-verified'],
  };
}

/** An acknowledgement after the clear is a later change. */
function clearedAt(record: AlarmRecord): string {
  const changes = record['status-change'];
  return changes.findLast((change) => change['perceived-severity'] === 'cleared')?.time ?? record['last-changed'];
}
