import { z } from 'zod';
import { severities } from '../alarms/record.js';

/** What the gateway does at set times of a day, or when somebody asks (DOMAIN.md, "The day"). */
export const routineNames = ['opening', 'reset', 'closing', 'handover', 'drill'] as const;
export type RoutineName = (typeof routineNames)[number];

const time = z.iso.datetime();
const count = z.int().min(0);

export const findingSchema = z.object({
  deviceId: z.string(),
  result: z
    .enum(['ok', 'warning', 'failed', 'left-alone'])
    .describe(
      'failed: no contact, a self-test that failed, or a major or critical alarm; warning: in doubt, or a lesser alarm; left-alone: disabled or in maintenance',
    ),
  detail: z.string().optional().describe('what is wrong, for the staff'),
});
export type Finding = z.infer<typeof findingSchema>;

export const openAlarmSchema = z.object({
  code: z.string(),
  alarm: z.string().describe('device/type[/qualifier]'),
  severity: z.enum(severities),
  text: z.string(),
  since: time,
  takenOverBy: z.string().optional().describe('who acknowledged it'),
});
export type OpenAlarm = z.infer<typeof openAlarmSchema>;

export const choreSchema = z.object({
  code: z.string(),
  alarm: z.string().describe('device/type[/qualifier]'),
  text: z.string(),
  clearedAt: time,
  by: z.string().optional().describe('who had acknowledged it'),
});
export type Chore = z.infer<typeof choreSchema>;

export const dayCountsSchema = z.object({
  issued: count.optional().describe('tickets; absent where the branch has no hall'),
  served: count.optional(),
  noShow: count.optional(),
  abandoned: count.optional(),
  waiting: count.optional().describe('who waits now'),
  visitorsIn: count.optional().describe('by all people counters; absent where there is none'),
  visitorsOut: count.optional(),
});
export type DayCounts = z.infer<typeof dayCountsSchema>;

export const drillSchema = z.object({
  scenario: z.enum(['device-failure', 'queue-overflow']),
  until: time.describe('when the drill ended, at the latest when it will'),
  acknowledgedAfterSeconds: count.optional().describe('s from the alarm to its acknowledgement; absent = nobody did'),
  acknowledgedBy: z.string().optional(),
});

/** What a routine found and did; the message of the topic `report/{routine}`. */
export const routineReportSchema = z.object({
  routine: z.enum(routineNames),
  title: z.string(),
  /** Local day it is about. */
  day: z.iso.date(),
  startedAt: time,
  endedAt: time,
  by: z.enum(['schedule', 'command']),
  ok: z.boolean().describe('false: somebody has to do something'),
  since: time.optional().describe('of a hand-over: the one before, or the beginning of the day'),
  findings: z.array(findingSchema).optional().describe('one per device'),
  openAlarms: z.array(openAlarmSchema).optional(),
  chores: z.array(choreSchema).optional().describe('alarms that were put right since then'),
  counts: dayCountsSchema.optional().describe('of the day so far; of a hand-over since the one before'),
  drill: drillSchema.optional(),
  lines: z.array(z.string()).describe('all of it as text, as it is printed'),
});
export type RoutineReport = z.infer<typeof routineReportSchema>;
