import { z } from 'zod';
import { commandSet } from '../commands/command-set.js';
import type { CommandTarget } from '../commands/target.js';
import { alarmStates } from './alarm-states.js';
import type { AlarmManager } from './manager.js';
import { purgeStates } from './purge.js';
import { severities } from './record.js';
import { mostShelfMinutes } from './shelf.js';

/** Text of people, on one line; what is around it is taken off. */
const line = (most: number, what: string) =>
  z
    .string()
    .trim()
    .regex(new RegExp(`^[^\\p{Cc}]{1,${most}}$`, 'u'), `1 to ${most} characters on one line`)
    .describe(`${what}; 1 to ${most} characters on one line`);

const deviceId = z.string().min(1).describe('device the alarm is about, or "gateway"');
const alarmType = z.string().min(1).describe('alarm-type-id, e.g. printer-paper-out');
const qualifier = z.string().optional().describe('which instance, where the alarm has several, e.g. zone-2');
const operator = line(64, 'who says so');
const note = line(500, 'why, or what will be done').optional();
const shelfName = line(40, 'name of the shelf, e.g. hall-works');
const cursor = z.string().max(256).optional().describe('"next" of the page before; absent = from the beginning');
const limit = (usual: number) => z.int().min(1).max(100).default(usual).describe('most entries of a page, 1 to 100');

/** An operator says something of one alarm. */
const operation = z.strictObject({ deviceId, alarmType, qualifier, operator, note });
const audited = ['deviceId', 'alarmType', 'qualifier', 'operator', 'note'];

/** Alarm commands to `command/gateway/{name}`; docs/alarms.md shows each of them. */
export const alarmCommands = {
  'alarm-acknowledge': {
    description: 'Says that somebody has taken over an alarm; it does not clear it',
    args: operation,
    idempotent: false,
    audited,
  },
  'alarm-unacknowledge': {
    description: 'Takes back an acknowledgement or a close: nobody has the alarm',
    args: operation,
    idempotent: false,
    audited,
  },
  'alarm-close': {
    description: 'Says that an alarm needs nobody any more; it does not clear it, and the next raise opens it again',
    args: operation,
    idempotent: false,
    audited,
  },
  'alarm-shelve': {
    description: 'Keeps alarms quiet for a time; security alarms are never among them',
    args: z.strictObject({
      name: shelfName,
      operator,
      reason: line(200, 'why, for the record'),
      deviceId: deviceId.optional().describe('only alarms of this device; deviceId or alarmType is needed'),
      alarmType: alarmType.optional().describe('only alarms of this type; deviceId or alarmType is needed'),
      qualifier: qualifier.describe('only this instance'),
      until: z.iso
        .datetime({ offset: true })
        .optional()
        .describe('end, RFC 3339, at most 7 days on; 8 hours on when neither until nor minutes is given'),
      minutes: z.int().min(1).max(mostShelfMinutes).optional().describe('length in minutes, 1 to 10080'),
    }),
    idempotent: false,
    audited: ['name', 'operator', 'reason', 'deviceId', 'alarmType', 'qualifier', 'until', 'minutes'],
  },
  'alarm-unshelve': {
    description: 'Takes a shelf away before its end; what is still raised is told again',
    args: z.strictObject({ name: shelfName, operator, note }),
    idempotent: false,
    audited: ['name', 'operator', 'note'],
  },
  'alarm-purge': {
    description: 'Deletes records of cleared alarms; raised ones stay',
    args: z.strictObject({
      operator,
      deviceId: deviceId.optional().describe('only of this device'),
      alarmType: alarmType.optional().describe('only of this type'),
      olderThanMinutes: z
        .int()
        .min(0)
        .max(10_080)
        .optional()
        .describe('only what cleared so long ago, minutes, 0 to 10080'),
      severity: z.enum(severities).optional().describe('only of this severity'),
      state: z
        .enum(purgeStates)
        .optional()
        .describe('only in this state; absent = what somebody has dealt with, "cleared" = also what nobody has seen'),
    }),
    idempotent: false,
    audited: ['operator', 'deviceId', 'alarmType', 'olderThanMinutes', 'severity', 'state'],
  },
  'alarm-list': {
    description: 'All records there are, by device, type and qualifier, page by page; of each its newest changes only',
    args: z.strictObject({
      deviceId: deviceId.optional(),
      alarmType: alarmType.optional(),
      state: z.enum(alarmStates).optional(),
      cursor,
      limit: limit(20),
    }),
    idempotent: true,
    reads: true,
  },
  'alarm-show': {
    description: 'One record with its whole history, and the shelf it lies on',
    args: z.strictObject({ deviceId, alarmType, qualifier }),
    idempotent: true,
    reads: true,
  },
  'alarm-shelves': {
    description: 'The shelves that stand, with their ends, and how many raised alarms lie on each',
    args: z.strictObject({}),
    idempotent: true,
    reads: true,
  },
  'alarm-inventory': {
    description: 'Every alarm type that devices of this branch can raise, page by page',
    args: z.strictObject({ deviceId: deviceId.optional(), cursor, limit: limit(50) }),
    idempotent: true,
    reads: true,
  },
} as const;

export function alarmCommandSet(alarms: AlarmManager): CommandTarget {
  const { shelving, queries } = alarms;
  return commandSet(alarmCommands, {
    'alarm-acknowledge': async (args) => ({ alarm: await alarms.acknowledge(args) }),
    'alarm-unacknowledge': async (args) => ({ alarm: await alarms.unacknowledge(args) }),
    'alarm-close': async (args) => ({ alarm: await alarms.close(args) }),
    'alarm-shelve': async (args) => ({ shelf: await shelving.shelve(args) }),
    'alarm-unshelve': async (args) => ({ ...(await shelving.unshelve(args)) }),
    'alarm-purge': async (args) => ({ ...(await alarms.purge(args)) }),
    'alarm-list': async (args) => queries.list(args),
    'alarm-show': async (args) => queries.show(args),
    'alarm-shelves': async () => ({ shelves: shelving.list() }),
    'alarm-inventory': async (args) => queries.inventory(args),
  });
}
