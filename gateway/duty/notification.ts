import type { LocalTime } from '../../drivers/index.js';
import type { AlarmRecord } from '../alarms/record.js';
import type { DutyConfig } from '../config/duty-schema.js';
import type { Owed } from './escalation.js';
import { fullAlarms, type Notification, type NotificationItem } from './notification-schema.js';
import { notifiedAlarm, type TextsOf } from './notified-alarm.js';
import { messageText } from './sentence.js';

export interface NotificationWriter {
  readonly people: DutyConfig['people'];
  /** Of those who have none of their own, and of central. */
  readonly language: 'zh' | 'en';
  readonly textsOf: TextsOf;
  readonly localTime: (at: number) => LocalTime;
}

/** One alarm that somebody is told of. */
export interface Telling {
  readonly owed: Owed;
  readonly record: AlarmRecord;
}

/** One message to one person, or to central; the first telling is the one that counts most. `now`: ms since 1970. */
export function notificationOf(
  [first, ...others]: readonly [Telling, ...Telling[]],
  { people, language: standard, textsOf, localTime }: NotificationWriter,
  now: number,
): Notification {
  const id = first.owed.person;
  const person = id === undefined ? undefined : people[id];
  const language = person?.language ?? standard;
  const item = ({ owed: { step, reason }, record }: Telling): NotificationItem => ({
    step,
    reason,
    alarm: notifiedAlarm(record, language, textsOf),
  });
  const [main, also] = [item(first), others.slice(0, fullAlarms - 1).map(item)];
  const more = others.length - also.length;
  return {
    ...main,
    ...(id === undefined ? {} : { to: { id, name: person?.name ?? id } }),
    language,
    message: messageText(main, also, more, { language, localTime, now }),
    ...(also.length === 0 ? {} : { also }),
    ...(more === 0 ? {} : { more }),
  };
}
