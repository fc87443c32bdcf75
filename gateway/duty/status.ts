import { type Clock, GatewayError } from '../../drivers/index.js';
import type { AlarmKey } from '../alarms/key.js';
import { type AlarmRecord, isAcknowledged, isOverdue, severities } from '../alarms/record.js';
import type { DutyConfig } from '../config/duty-schema.js';
import type { DutyDesk } from './desk.js';
import { planned, type Reason } from './escalation.js';
import type { NotifiedAlarm } from './notification-schema.js';
import { notifiedAlarm, type TextsOf } from './notified-alarm.js';
import type { OnDuty, Seat, Step } from './roster.js';
import { wallTime } from './stored.js';

/** Alarms in one answer, the worst first: a reply has to fit into a packet, and is kept with its command. */
export const mostShown = 50;

export interface SeatStatus {
  readonly step: Step;
  /** Absent = central. */
  readonly to?: { readonly id: string; readonly name: string };
}

/** Who of the branch knows of an alarm, and what comes next. Times are RFC 3339. */
export interface AlarmDuty {
  readonly alarm: NotifiedAlarm;
  readonly acknowledgedBy?: string;
  readonly suppressedBy?: string;
  readonly chore?: string;
  readonly onDuty: readonly SeatStatus[];
  readonly told: readonly (SeatStatus & { readonly at: string })[];
  /** To be told when quiet hours or the pause between two messages are over. */
  readonly waiting: readonly SeatStatus[];
  readonly next?: { readonly at: string; readonly reason: Reason; readonly to: readonly SeatStatus[] };
  readonly overdue: boolean;
}

export interface DutyStatus {
  /** False without a `duty` section: nobody is told. */
  readonly tells: boolean;
  readonly language: 'zh' | 'en';
  readonly manager?: SeatStatus['to'];
  /** True in quiet hours. */
  readonly quiet: boolean;
  readonly alarms: readonly AlarmDuty[];
  /** Raised alarms beyond those shown. */
  readonly more?: number;
}

export interface DutyStatusOptions {
  readonly list: () => readonly AlarmRecord[];
  /** Absent without a `duty` section: nobody is told. */
  readonly desk: Pick<DutyDesk, 'standing'> | undefined;
  readonly onDuty: (key: AlarmKey, record: AlarmRecord) => OnDuty;
  readonly people: DutyConfig['people'];
  readonly manager: string | undefined;
  readonly language: 'zh' | 'en';
  readonly textsOf: TextsOf;
  readonly isQuiet: () => boolean;
  readonly deviceIds: readonly string[];
  readonly clock: Clock;
}

export interface DutyQuestion {
  readonly deviceId?: string | undefined;
  readonly alarmType?: string | undefined;
}

/** Throws COMMAND_ARGS_INVALID for a device or an alarm type that there is not. */
export function dutyStatus(options: DutyStatusOptions, { deviceId, alarmType }: DutyQuestion): DutyStatus {
  const { list, deviceIds, textsOf, manager, language } = options;
  if (deviceId !== undefined && !deviceIds.includes(deviceId))
    throw unknown('deviceId', deviceId, deviceIds.join(', '));
  if (alarmType !== undefined && !textsOf(alarmType)) {
    throw unknown('alarmType', alarmType, 'an alarm type of the catalogue, e.g. printer-paper-out');
  }
  const raised = list()
    .filter((record) => !record['is-cleared'])
    .filter((record) => deviceId === undefined || deviceOf(record) === deviceId)
    .filter((record) => alarmType === undefined || record['alarm-type-id'] === alarmType)
    .sort((x, y) => rank(y) - rank(x) || x['last-raised'].localeCompare(y['last-raised']));
  const shown = raised.slice(0, mostShown);
  return {
    tells: options.desk !== undefined,
    language,
    ...(manager === undefined ? {} : { manager: seatStatus({ step: 'manager', person: manager }, options.people).to }),
    quiet: options.isQuiet(),
    alarms: shown.map((record) => alarmDuty(record, options)),
    ...(shown.length === raised.length ? {} : { more: raised.length - shown.length }),
  };
}

function alarmDuty(record: AlarmRecord, options: DutyStatusOptions): AlarmDuty {
  const { desk, people, language, textsOf, clock } = options;
  const key = {
    deviceId: deviceOf(record),
    type: record['alarm-type-id'],
    qualifier: record['alarm-type-qualifier'],
  };
  const { chore, seats } = options.onDuty(key, record);
  const standing = desk?.standing(key);
  const escalation = standing?.escalation;
  const [next] = standing && escalation ? planned(escalation, standing.facts, clock.monotonic()) : [];
  const status = (seat: Seat) => seatStatus(seat, people);
  const suppressedBy = record['x-suppressed-by'];
  return {
    alarm: notifiedAlarm(record, language, textsOf),
    ...(isAcknowledged(record) ? { acknowledgedBy: record['operator-state-change'].at(-1)?.operator ?? '' } : {}),
    ...(suppressedBy === undefined ? {} : { suppressedBy }),
    ...(chore === undefined ? {} : { chore }),
    onDuty: desk ? seats.map(status) : [],
    told: [...(escalation?.told ?? []), ...(escalation?.overdue ?? [])]
      .sort((x, y) => x.at - y.at)
      .map((seat) => ({ ...status(seat), at: wallTime(seat.at, clock) })),
    waiting: (escalation?.owed ?? []).map(status),
    ...(next ? { next: { at: wallTime(next.at, clock), reason: next.reason, to: next.seats.map(status) } } : {}),
    overdue: isOverdue(record, new Date(clock.now()).toISOString()),
  };
}

function seatStatus({ step, person }: Seat, people: DutyConfig['people']): SeatStatus {
  return person === undefined ? { step } : { step, to: { id: person, name: people[person]?.name ?? person } };
}

function rank(record: AlarmRecord): number {
  return severities.indexOf(record['perceived-severity']) - (isAcknowledged(record) ? 10 : 0);
}

function deviceOf(record: AlarmRecord): string {
  return record.resource.split('/').at(-1) ?? '';
}

function unknown(field: keyof DutyQuestion, found: string, allowed: string): GatewayError {
  return new GatewayError('COMMAND_ARGS_INVALID', `args.${field}: found "${found}", allowed: ${allowed}`, {
    field: `args.${field}`,
  });
}
