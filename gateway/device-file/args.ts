import { z } from 'zod';
import { entryKinds, handKinds } from './entry.js';

const deviceId = z.string().min(1).max(64).describe('device id, or "gateway" for the gateway itself');

const dayPattern = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const monthPattern = /^\d{4}-(?:0[1-9]|1[0-2])$/;
const isDay = (text: string) => dayPattern.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

/** A local day or a moment. */
const moment = (what: string) =>
  z
    .string()
    .refine((text) => isDay(text) || z.iso.datetime({ offset: true }).safeParse(text).success, {
      message: 'a day like 2026-11-26 in the time zone of the branch, or a time like 2026-11-26T09:00:00+08:00',
    })
    .describe(`${what}: a day like 2026-11-26 in the branch's time zone, or a time with its offset`);

export const pageArgs = z.strictObject({
  deviceId,
  from: moment('first entry wanted; default the beginning').optional(),
  to: moment('last entry wanted, a day included; default now').optional(),
  kinds: z.array(z.enum(entryKinds)).min(1).max(40).optional().describe('kinds of entry wanted; default all'),
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .optional()
    .describe('"cursor" of the reply before this one; default the newest entries'),
  limit: z.int().min(1).max(200).default(50).describe('most entries in the reply, 1 to 200, default 50'),
});

export const noteArgs = z.strictObject({
  deviceId,
  kind: z.enum(handKinds).describe('what was done, default note').default('note'),
  text: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .describe('what there is to say, 1 to 500 characters; nothing personal of customers'),
  operator: z.string().trim().min(1).max(64).describe('who says it, 1 to 64 characters'),
  part: z.string().trim().min(1).max(80).optional().describe('part or supply, e.g. cutter; 1 to 80 characters'),
  date: z
    .string()
    .refine(isDay, { message: 'a day like 2026-11-26' })
    .optional()
    .describe('day on which it was done, like 2026-11-26, where that was not today'),
});

export const figuresArgs = z.strictObject({
  deviceId: deviceId.optional().describe('device id; default all devices of the configuration'),
  period: z
    .enum(['day', 'month', 'since'])
    .default('month')
    .describe('day, month, or since = from a day until now; default month'),
  date: z
    .string()
    .refine((text) => isDay(text) || monthPattern.test(text), {
      message: 'a day like 2026-11-26, or a month like 2026-11',
    })
    .optional()
    .describe(
      'which day or month, or from which day on, in the time zone of the branch; default today, this month, the beginning',
    ),
});

export type PageArgs = z.output<typeof pageArgs>;
export type NoteArgs = z.output<typeof noteArgs>;
export type FiguresArgs = z.output<typeof figuresArgs>;

export { isDay };
