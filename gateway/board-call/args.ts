import { z } from 'zod';
import { callArgsSchema } from '../../drivers/index.js';
import type { CallRoutes } from './routes.js';

/** Arguments of `command/gateway/board-call`. */
export const boardCallArgs = z.strictObject({
  ...callArgsSchema.omit({ zone: true }).shape,
  boards: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      'ids of the boards that light, in their zone "main"; those the configuration names for the counter when left out',
    ),
});
export type BoardCallArgs = z.infer<typeof boardCallArgs>;

/** The same where it is known which boards and counters there are. */
export function boardCallArgsOf(routes: CallRoutes): typeof boardCallArgs {
  return boardCallArgs.superRefine(({ counter, boards }, context) => {
    const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const allowed = routes.boards.join(', ') || 'none, as there is no enabled led-board that can be called';
    for (const [index, board] of (boards ?? []).entries()) {
      if (!routes.boards.includes(board)) refuse(['boards', index], allowed);
    }
    if (boards === undefined && routes.placesOf(counter).length === 0) {
      refuse(['counter'], routes.counters?.join(', ') || allowed);
    }
  });
}
