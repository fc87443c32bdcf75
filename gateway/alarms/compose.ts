import { z } from 'zod';
import type { Foundation } from '../foundation.js';
import { deviceLogger } from '../logger.js';
import { type AlarmOverrides, overridden } from './catalogue/overridden.js';
import { catalogue } from './catalogue.js';
import type { DueAt } from './due-at.js';
import { type AlarmManager, createAlarmManager } from './manager.js';
import { alarmRecordSchema } from './record.js';
import { shelfSchema } from './shelf.js';
import { AlarmStream } from './stream.js';

export interface AlarmsOptions {
  readonly language: 'zh' | 'en';
  /** What the branch wants otherwise than the catalogue. */
  readonly overrides: AlarmOverrides | undefined;
  /** Polls a device now rather than at the end of its interval. */
  readonly pollNow: (deviceId: string) => void;
  /** When an alarm that is raised now is to be cleared; absent = no limits. */
  readonly dueAt?: DueAt;
}

/** The alarms of the branch on the gateway's store and bus. */
export function composeAlarms(foundation: Foundation, options: AlarmsOptions): AlarmManager {
  const { language, overrides, pollNow, dueAt } = options;
  const { store, clock, site, topics, bootId, publisher, retained, logger, onError } = foundation;
  const counters = store.table('alarm-stream', z.number().int().min(0));
  const stream = new AlarmStream({ table: counters, stage: publisher.stage, bootId });
  const isAlarm = (topic: string) => topic.startsWith(`${topics.root}/alarm/`);
  return createAlarmManager({
    catalogue: overridden(catalogue, overrides),
    table: store.table('alarms', alarmRecordSchema),
    shelfTable: store.table('alarm-shelves', shelfSchema),
    clock,
    language,
    site,
    bootId,
    pollNow,
    ...(dueAt ? { dueAt } : {}),
    sink: {
      stage: (change, record) => {
        const staged = stream.change(change, record);
        return {
          changes: staged.changes,
          say: () => {
            staged.say();
            logger.info({ alarm: record['alarm-type-id'], resource: record.resource, change }, record['alarm-text']);
          },
        };
      },
      retained: (key, record) => publisher.alarm(key, record),
      rebuilt: (open) => {
        const staged = stream.rebuilt(open);
        return {
          stored: store.commit(staged.changes),
          say: () => {
            // Records that an earlier start deleted, or closed and could not empty any more.
            for (const topic of retained.leftovers()) if (isAlarm(topic)) publisher.forget(topic);
            staged.say();
          },
        };
      },
      summary: (summary) => publisher.alarmSummary(summary),
    },
    flood: {},
    counters,
    onStorageError: onError,
    logger: deviceLogger(logger, 'gateway'),
  });
}
