import { z } from 'zod';
import { deviceClasses } from '../../drivers/index.js';
import { owners } from '../alarms/record.js';

const personId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
  .describe('id of a person or a role: 1 to 40 of a-z, 0-9 and "-", starting with a letter or digit');

export const personSchema = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(40)
      .describe('name of a person or a role as the branch says it, e.g. 张敏 or 值班经理, 1 to 40 characters'),
    language: z
      .enum(['zh', 'en'])
      .optional()
      .describe("language of the notifications to this person; absent = the gateway's"),
  })
  .describe('somebody who can be told of an alarm');

const a = personId.describe('id of the person who is told first (A角)');
const b = personId
  .optional()
  .describe('id of the one who is told when the first does not acknowledge (B角); absent = nobody');

export const choreSchema = z
  .strictObject({
    name: z.string().min(1).max(40).describe('name of the chore, e.g. 打印纸更换, 1 to 40 characters'),
    devices: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('ids of the devices it is about, "gateway" for the gateway itself; absent = every device'),
    classes: z
      .array(z.enum(deviceClasses))
      .min(1)
      .optional()
      .describe('classes of the devices it is about; absent = every class'),
    alarms: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('alarm types it is about, e.g. printer-paper-out; absent = every type'),
    a,
    b,
  })
  .describe('a chore and its two persons; at least one of devices, classes and alarms says what it is about');

export const pairSchema = z.strictObject({ a, b }).describe('the two persons for alarms of this owner');

/** 0.1 = 6 s is there for drills: nobody acknowledges faster. */
const minutes = (what: string, from = 0.1) => z.number().min(from).max(10_080).describe(what);
const never = (schema: z.ZodNumber) => schema.refine((value) => value === 0 || value >= 0.1, '0 or 0.1 to 10080');

const waits = {
  acknowledge: minutes('minutes after which B is told when A has not acknowledged, 0.1 to 10080'),
  manager: minutes('minutes after which the duty manager is told when B has not acknowledged, 0.1 to 10080'),
  central: never(
    minutes(
      'minutes after which central is told when the duty manager has not acknowledged, 0.1 to 10080, 0 = never',
      0,
    ),
  ),
  repeat: never(
    minutes('minutes between reminders to all who were told, while nobody acknowledges, 0.1 to 10080, 0 = never', 0),
  ),
};

const described = <Schema extends z.ZodType>(schema: Schema, otherwise: string) =>
  schema.describe(`${schema.description}, ${otherwise}`);

const ofSeverity = (severity: string, otherwise = 'absent = as for all') =>
  z
    .strictObject({
      acknowledgeMinutes: described(waits.acknowledge.optional(), otherwise),
      managerMinutes: described(waits.manager.optional(), otherwise),
      centralMinutes: described(waits.central.optional(), otherwise),
      repeatMinutes: described(waits.repeat.optional(), otherwise),
    })
    .describe(`waits for ${severity} alarms alone`);

export const escalationSchema = z
  .strictObject({
    acknowledgeMinutes: described(waits.acknowledge.default(10), 'default 10'),
    managerMinutes: described(waits.manager.default(15), 'default 15'),
    centralMinutes: described(waits.central.default(30), 'default 30'),
    repeatMinutes: described(waits.repeat.default(240), 'default 240'),
    critical: ofSeverity(
      'critical and security',
      'absent = 3, 5, 10 and 60, or as for all where that is less',
    ).optional(),
    major: ofSeverity('major').optional(),
    minor: ofSeverity('minor').optional(),
    warning: ofSeverity('warning').optional(),
  })
  .describe('how long each step waits for an acknowledgement, from the moment somebody was told');

export const quietHoursSchema = z
  .string()
  .regex(/^(?:outside-hours|(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00))$/)
  .describe('"20:00-07:30" in local time, over midnight or not, or "outside-hours" = while the branch is closed');

const sla = (owner: string, standard: number) =>
  z
    .number()
    .min(1)
    .max(43_200)
    .default(standard)
    .describe(`minutes in which an alarm of ${owner} is to be cleared, 1 to 43200, default ${standard}`);

export const slaSchema = z
  .strictObject({
    flm: sla('first-line staff', 120),
    slm: sla('a technician', 240),
    network: sla('the network team', 240),
    it: sla('the IT team', 480),
    security: sla('security', 60),
  })
  .describe('time limits by owner; for alarms that quiet hours hold back they stand still meanwhile');

export const dutySchema = z
  .strictObject({
    people: z.record(personId, personSchema).default({}).describe('who can be told, by id'),
    manager: personId.optional().describe('id of the duty manager (值班经理); absent = after B comes central'),
    chores: z
      .array(choreSchema)
      .default([])
      .describe('who is on duty for what; the first entry that fits an alarm counts'),
    owners: z
      .partialRecord(z.enum(owners), pairSchema)
      .default({})
      .describe('who is on duty for alarms that fit no chore, by owner; absent = the duty manager'),
    escalation: escalationSchema.prefault({}),
    quietHours: quietHoursSchema.optional(),
    slaMinutes: slaSchema.prefault({}),
  })
  .describe('who is told of an alarm, and when; absent = nobody is told');

export type DutyConfig = z.output<typeof dutySchema>;
export type EscalationConfig = z.output<typeof escalationSchema>;
