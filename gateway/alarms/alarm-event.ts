import { z } from 'zod';
import { alarmRecordSchema } from './record.js';

export const alarmChanges = ['raise', 'severity', 'clear', 'operator'] as const;
export type AlarmChange = (typeof alarmChanges)[number];

const sequence = z
  .number()
  .int()
  .min(1)
  .describe(
    'Counts up by one per message of this topic, over restarts; a consumer that sees it jump reads the retained records anew',
  );

/** A message of the stream of alarm changes, topic `alarm-event`. */
export const alarmEventSchema = z.discriminatedUnion('change', [
  z.strictObject({
    sequence,
    change: z.enum(alarmChanges).describe('What people are told of this alarm'),
    alarm: alarmRecordSchema.describe('The version of the record that came of it'),
  }),
  z.strictObject({
    sequence,
    change: z.literal('list-rebuilt').describe('All retained records have been said anew, as after a start'),
    open: z.number().int().min(0).describe('How many retained records there are now'),
    bootId: z.string().describe('Start of the gateway that rebuilt the list'),
  }),
]);

export type AlarmEvent = z.infer<typeof alarmEventSchema>;
