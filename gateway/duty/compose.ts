import { localClock } from '../../drivers/index.js';
import { overridden } from '../alarms/catalogue/overridden.js';
import { catalogue } from '../alarms/catalogue.js';
import type { DueAt } from '../alarms/due-at.js';
import type { AlarmKey } from '../alarms/key.js';
import type { AlarmManager } from '../alarms/manager.js';
import type { AlarmRecord } from '../alarms/record.js';
import { dutySchema } from '../config/duty-schema.js';
import type { ResolvedConfig } from '../config/schema.js';
import type { Foundation } from '../foundation.js';
import { createDutyDesk, type DutyDesk } from './desk.js';
import { dueAtOf, isUrgentRecord } from './due.js';
import { type QuietHours, quietHoursOf } from './quiet-hours.js';
import { onDuty } from './roster.js';
import { type DutyQuestion, type DutyStatus, dutyStatus } from './status.js';
import { storedEscalationSchema } from './stored.js';
import { waitsOf } from './waits.js';

/** Who is on duty in this branch. */
export interface Duty {
  /** Begins to tell people; nothing happens without a `duty` section. */
  start(): void;
  /** Throws COMMAND_ARGS_INVALID. */
  status(question: DutyQuestion): DutyStatus;
  stop(): Promise<void>;
}

/** Time limits by the configuration, or the standard ones. */
export function composeDueAt(config: ResolvedConfig): DueAt {
  const duty = config.duty ?? dutySchema.parse({});
  return dueAtOf(duty.slaMinutes, quietOf(config));
}

export function composeDuty({
  foundation,
  config,
  alarms,
}: {
  readonly foundation: Foundation;
  readonly config: ResolvedConfig;
  readonly alarms: AlarmManager;
}): Duty {
  const { clock, store, publisher, logger, onError } = foundation;
  const { language } = config.gateway;
  const duty = config.duty ?? dutySchema.parse({});
  const quietHours = quietOf(config);
  const classes = new Map(config.devices.map(({ id, driver }) => [id, driver.class]));
  const ofBranch = overridden(catalogue, config.alarms);
  const textsOf = (type: string) => ofBranch.get(type);
  const onDutyFor = ({ deviceId, type }: AlarmKey, record: AlarmRecord) =>
    onDuty(duty, { deviceId, deviceClass: classes.get(deviceId), alarmType: type, owner: record['x-owner'] });

  const table = store.table('escalations', storedEscalationSchema);
  const desk: DutyDesk | undefined =
    config.duty &&
    createDutyDesk({
      alarms,
      table,
      commit: (changes) => store.commit(changes),
      stage: (notification) => {
        const { changes, say } = publisher.stage.notification(notification);
        const { to, step, reason, message } = notification;
        return {
          changes,
          say: () => {
            say();
            logger.info({ to: to?.id ?? 'central', step, reason }, message);
          },
        };
      },
      clock,
      quietHours,
      onDuty: onDutyFor,
      waits: (record) => waitsOf(duty.escalation, isUrgentRecord(record) ? 'critical' : record['perceived-severity']),
      writer: { people: duty.people, language, textsOf, localTime: localClock(config.branch.timezone) },
      onError,
    });
  return {
    start() {
      if (desk) desk.start();
      // A section that comes back later must not go on with what was told long ago.
      else if (table.size > 0)
        store.commit([...table.entries()].map(([key]) => table.change(key, undefined))).catch(onError);
    },
    status: (question) =>
      dutyStatus(
        {
          list: () => alarms.list(),
          desk,
          onDuty: onDutyFor,
          people: duty.people,
          manager: duty.manager,
          language,
          textsOf,
          isQuiet: () => quietHours.isQuiet(clock.now()),
          deviceIds: [...config.devices.map(({ id }) => id), 'gateway'],
          clock,
        },
        question,
      ),
    stop: async () => desk?.stop(),
  };
}

function quietOf({ duty, branch }: ResolvedConfig): QuietHours {
  return quietHoursOf({ quietHours: duty?.quietHours, timezone: branch.timezone, hours: branch.hours });
}
