import type { DueAt } from '../duty/due.js';
import type { Foundation } from '../foundation.js';
import { deviceLogger } from '../logger.js';
import { type AlarmOverrides, overridden } from './catalogue/overridden.js';
import { catalogue } from './catalogue.js';
import { type AlarmManager, createAlarmManager } from './manager.js';
import { alarmRecordSchema } from './record.js';

export interface AlarmsOptions {
  readonly language: 'zh' | 'en';
  /** What the branch wants otherwise than the catalogue. */
  readonly overrides: AlarmOverrides | undefined;
  /** When an alarm that is raised now is to be cleared. */
  readonly dueAt: DueAt;
}

/** The alarms of the branch on the gateway's store and bus. */
export function composeAlarms(foundation: Foundation, { language, overrides, dueAt }: AlarmsOptions): AlarmManager {
  const { store, clock, site, bootId, publisher, logger, onError } = foundation;
  return createAlarmManager({
    catalogue: overridden(catalogue, overrides),
    table: store.table('alarms', alarmRecordSchema),
    clock,
    language,
    site,
    bootId,
    dueAt,
    sink: {
      stage: (change, record) => {
        const staged = publisher.stage.alarmEvent({ change, alarm: record });
        return {
          changes: staged.changes,
          say: () => {
            staged.say();
            logger.info({ alarm: record['alarm-type-id'], resource: record.resource, change }, record['alarm-text']);
          },
        };
      },
      retained: (key, record) => publisher.alarm(key, record),
    },
    onStorageError: onError,
    logger: deviceLogger(logger, 'gateway'),
  });
}
