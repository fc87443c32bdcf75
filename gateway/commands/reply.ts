import { z } from 'zod';
import type { GatewayError } from '../../drivers/index.js';

export const replyStatuses = ['accepted', 'succeeded', 'failed', 'rejected', 'expired', 'unknown'] as const;

/** The `data` of `reply/{commandId}`; the last one for an id is final (DESIGN.md section 14). */
export const replySchema = z.strictObject({
  commandId: z.string(),
  status: z
    .enum(replyStatuses)
    .describe(
      'accepted: will be done. succeeded, failed: done or not. rejected: wrong request, nothing done. ' +
        'expired: came or got its turn too late, nothing done. unknown: nobody can tell whether it was done',
    ),
  result: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('What came of it; beside an error, what was done all the same'),
  error: z
    .strictObject({ code: z.string(), message: z.string(), field: z.string().optional() })
    .optional()
    .describe('Why not: a code for programs, a sentence for people, the field at fault'),
});

export type Reply = z.infer<typeof replySchema>;
export type ReplyStatus = Reply['status'];

export function replyWithError(commandId: string, status: ReplyStatus, error: GatewayError): Reply {
  const { code, message, field, result } = error;
  const said = field === undefined ? { code, message } : { code, message, field };
  return { commandId, status, ...(result === undefined ? {} : { result }), error: said };
}

/** Which final status an error of a handler means. */
export function statusOf(error: GatewayError): ReplyStatus {
  if (error.code === 'DEVICE_OUTCOME_UNKNOWN' || error.code === 'COMMAND_INTERRUPTED') return 'unknown';
  if (error.code === 'COMMAND_EXPIRED') return 'expired';
  return error.code.startsWith('COMMAND_') && error.code !== 'COMMAND_FAILED' ? 'rejected' : 'failed';
}
