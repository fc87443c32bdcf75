import { z } from 'zod';
import type { AlarmRecord } from '../alarms/record.js';
import { causeClasses } from '../device-file/cause-class.js';
import { figuresOf } from '../device-file/figures.js';
import type { Tally } from '../device-file/tally.js';

const seconds = z.number().min(0);
const percent = z.number().min(0).max(100).nullable();
const minutes = z.number().min(0).nullable();
const counts = z.record(z.string(), z.int().min(0));
const time = z.iso.datetime({ offset: true });

/** The clock of one open alarm (terminal-health.md 9.6). */
const openAlarmSchema = z.object({
  deviceId: z.string().describe('the terminal, or the part of it whose alarm it is'),
  alarm: z.string().describe('alarm-type-id'),
  qualifier: z.string().optional(),
  code: z.string(),
  owner: z.string().describe('who has to act: flm, slm, network, it, security'),
  raisedAt: time,
  ackedAt: time.optional().describe('when somebody took it over'),
  dueAt: time.optional().describe('when it is to be cleared, by the limit of its owner (duty.slaMinutes)'),
  overdue: z.boolean(),
});
export type OpenAlarm = z.infer<typeof openAlarmSchema>;

/** What a terminal did on one local day (terminal-health.md 7.1, 9.6). */
export const availabilitySchema = z.object({
  kind: z.literal('availability'),
  day: z.string().describe('local day of the branch, e.g. 2026-11-26'),
  final: z.boolean().describe('the day is over; false: as far as it has come'),
  scheduledSeconds: seconds.describe(
    'opening hours (or all day) without agreed maintenance; the five below add up to it',
  ),
  inServiceSeconds: seconds.describe('in service or idle, in contact'),
  degradedSeconds: seconds.describe('a part of its functions is missing'),
  outOfServiceSeconds: seconds,
  unknownSeconds: seconds.describe('not in contact, or nothing can tell: not counted as in service'),
  unmeasuredSeconds: seconds.describe('the gateway was off, the device disabled, or not heard of since the start'),
  maintenanceSeconds: seconds.describe(
    'agreed maintenance, exchange or vendor mode in opening hours; in no percentage',
  ),
  availabilityPercent: percent.describe('all functions: in service ÷ (scheduled − unmeasured)'),
  anyFunctionPercent: percent.describe('any function: (in service + degraded) ÷ (scheduled − unmeasured)'),
  failures: z.int().min(0).describe('outages that began to take scheduled time on this day'),
  mtbfHours: z.number().min(0).nullable(),
  mttrMinutes: minutes.describe('mean of the outages, and its parts below over those that tell them'),
  detectMinutes: minutes.describe('out of service until an alarm was raised'),
  respondMinutes: minutes.describe('until somebody acknowledged'),
  fixMinutes: minutes.describe('from there to the end'),
  verifyMinutes: minutes.describe('of it, from the return of service until the alarm cleared'),
  outages: z.record(z.enum(causeClasses), z.int().min(0)).describe('by what began them; planned = maintenance'),
  downMinutesBy: z.partialRecord(z.enum(causeClasses), z.number().min(0)),
  raises: counts.describe('alarms raised, by printed code; this and the next three of its parts too, added up'),
  flappingMinutes: z.number().min(0),
  unverifiedMinutes: z.number().min(0),
  paperChanges: z.int().min(0),
  paperMetres: z
    .number()
    .min(0)
    .optional()
    .describe('m printed since the roll was changed, at this moment: of today, or of the day that has just ended'),
  openAlarms: z.array(openAlarmSchema).max(100).describe('raised now, the one due first in front; at most 100'),
});
export type Availability = z.infer<typeof availabilitySchema>;

const mostOpenAlarms = 100;

export interface ReportOptions {
  readonly day: string;
  readonly final: boolean;
  readonly openAlarms: readonly OpenAlarm[];
  /** m; undefined where nobody knows, or knew at the end of that day. */
  readonly paperMetres?: number | undefined;
}

export function availabilityOf(tally: Tally, { day, final, openAlarms, paperMetres }: ReportOptions): Availability {
  const figures = figuresOf(tally);
  const scheduled = tally.scheduled - tally.maintenance;
  const unknown = tally.up + tally.down - tally.inService - tally.degraded - tally.outOfService;
  const known = tally.up + tally.down;
  return {
    kind: 'availability',
    day,
    final,
    scheduledSeconds: secondsOf(scheduled),
    inServiceSeconds: secondsOf(tally.inService),
    degradedSeconds: secondsOf(tally.degraded),
    outOfServiceSeconds: secondsOf(tally.outOfService),
    unknownSeconds: secondsOf(unknown),
    unmeasuredSeconds: secondsOf(tally.unknown),
    maintenanceSeconds: secondsOf(tally.maintenance),
    availabilityPercent: share(tally.inService, known),
    anyFunctionPercent: share(tally.inService + tally.degraded, known),
    failures: figures.failures,
    mtbfHours: figures.mtbfHours,
    mttrMinutes: figures.mttrMinutes,
    detectMinutes: figures.detectMinutes,
    respondMinutes: figures.respondMinutes,
    fixMinutes: figures.fixMinutes,
    verifyMinutes: figures.verifyMinutes,
    outages: figures.outages,
    downMinutesBy: figures.downMinutesBy,
    raises: figures.raises,
    flappingMinutes: figures.flappingMinutes,
    unverifiedMinutes: figures.unverifiedMinutes,
    paperChanges: figures.paperChanges,
    ...(paperMetres === undefined ? {} : { paperMetres }),
    openAlarms: openAlarms.slice(0, mostOpenAlarms),
  };
}

/** The clocks of raised alarms, due first in front. @param now ms since 1970 */
export function openAlarmsOf(records: readonly AlarmRecord[], now: number): OpenAlarm[] {
  const open = records.filter((record) => !record['is-cleared']).map((record) => clockOf(record, now));
  return open.sort((a, b) => (a.dueAt ?? '9').localeCompare(b.dueAt ?? '9'));
}

function clockOf(record: AlarmRecord, now: number): OpenAlarm {
  const qualifier = record['alarm-type-qualifier'];
  const dueAt = record['x-due-at'];
  const changes = record['operator-state-change'];
  // The first acknowledgement since the last time that nobody had it.
  const since = changes.map(({ state }) => state).lastIndexOf('none') + 1;
  const acked = changes.slice(since).find(({ state }) => state === 'ack');
  return {
    deviceId: record.resource.split('/').at(-1) ?? '',
    alarm: record['alarm-type-id'],
    ...(qualifier === '' ? {} : { qualifier }),
    code: record['x-code'],
    owner: record['x-owner'],
    raisedAt: record['last-raised'],
    ...(acked ? { ackedAt: acked.time } : {}),
    ...(dueAt === undefined ? {} : { dueAt }),
    overdue: dueAt !== undefined && Date.parse(dueAt) < now,
  };
}

function share(part: number, whole: number): number | null {
  return whole <= 0 ? null : Number(Math.min(100, (100 * part) / whole).toFixed(3));
}

function secondsOf(ms: number): number {
  return Math.max(0, Math.round(ms / 1_000));
}
