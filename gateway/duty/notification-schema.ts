import { z } from 'zod';
import { owners, serviceImpacts, severities } from '../alarms/record.js';
import { reasons } from './escalation.js';
import { steps } from './roster.js';

/** Alarms of one message that are told in full; of more only the number is said. */
export const fullAlarms = 20;

const time = z.iso.datetime();

export const notifiedAlarmSchema = z.strictObject({
  deviceId: z.string(),
  alarmType: z.string().describe('alarm-type-id'),
  qualifier: z.string().describe('Which instance; "" where there is one only'),
  code: z.string().describe('Printed code, e.g. PRN-101'),
  severity: z.enum(severities),
  owner: z.enum(owners),
  serviceImpact: z.enum(serviceImpacts),
  text: z.string().describe("What is wrong, in the person's language"),
  meaning: z
    .string()
    .optional()
    .describe('What that means for the branch; absent for a type the catalogue has no more'),
  detail: z.string().optional().describe('What the device said'),
  remedy: z.string().describe("What to do, in the person's language"),
  since: time.describe('When it was raised'),
  clearedAt: time.optional().describe('Present when it has cleared'),
  dueAt: time.optional().describe('When it is to be cleared'),
  count: z.int().describe('Raises of this record'),
  verified: z.boolean().describe('False while contact with the device is lost'),
});
export type NotifiedAlarm = z.infer<typeof notifiedAlarmSchema>;

const itemSchema = z.strictObject({
  step: z.enum(steps).describe('Step of the escalation'),
  reason: z
    .enum(reasons)
    .describe(
      'raised; not-acknowledged = by those before; reminder; overdue = not cleared in time; cleared; quiet-hours-over = raised in quiet hours and still there',
    ),
  alarm: notifiedAlarmSchema,
});
export type NotificationItem = z.infer<typeof itemSchema>;

/** `data` of the `notification` topic: one message to one person, or to central. */
export const notificationSchema = itemSchema.extend({
  to: z
    .strictObject({ id: z.string(), name: z.string() })
    .optional()
    .describe('Person or role of the configuration; absent = central'),
  language: z.enum(['zh', 'en']).describe('Of message, text and remedy'),
  message: z.string().describe('All of it for people, to be shown as it is'),
  also: z
    .array(itemSchema)
    .max(fullAlarms - 1)
    .optional()
    .describe('Further alarms told to the same person at the same time'),
  more: z.int().min(1).optional().describe('Number of alarms told with this message beyond those it names'),
});
export type Notification = z.infer<typeof notificationSchema>;
