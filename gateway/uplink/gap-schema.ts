import { z } from 'zod';
import { chains, type GapReason } from './outbox/outbox.js';

const reasons = ['space', 'age', 'disk', 'damaged', 'refused'] as const satisfies readonly GapReason[];

const seq = (what: string) => z.int().min(1).describe(what);

/** `data` of a message on the topic `gap`: messages that will never arrive. */
export const gapSchema = z.strictObject({
  epoch: z.string().describe('Of the outbox, the first part of the `outbox` field of its messages'),
  chain: z.enum(chains),
  first: seq('Number of the first message of the gap, the last part of its `outbox` field'),
  last: seq('Number of the last one'),
  count: seq('last - first + 1'),
  sentThrough: seq(
    'Messages of the gap up to this number had been sent without an answer: some of them may have arrived',
  ).optional(),
  from: z.iso.datetime().describe('Between which times they were made'),
  to: z.iso.datetime(),
  reason: z
    .enum(reasons)
    .describe(
      'space: the outbox was full; age: they were too old; disk: it had to leave room for others; damaged: unreadable on disk; refused: the centre will never take it',
    ),
});
