import { z } from 'zod';

const count = (what: string) => z.int().min(0).describe(what);

/** What the `health` topic says of one webhook. */
export const webhookFiguresSchema = z.strictObject({
  standing: z
    .enum(['well', 'unreachable', 'misdirected'])
    .describe(
      'How the last attempt ended: well, the receiver is away or busy, or address, secret or rights are wrong; well before the first',
    ),
  depth: count('Messages that wait'),
  bytes: count('Their size'),
  oldestAgeSeconds: count('How long the oldest has waited; absent when none waits').optional(),
  delivered: count('Messages the receiver has taken since the start of the gateway'),
  failed: count('Attempts since then after which the message was tried again'),
  refused: count('Messages it did not want, since then'),
  dropped: count('Messages dropped for lack of room or for their age, since then'),
});

export type WebhookFigures = z.infer<typeof webhookFiguresSchema>;
export type Standing = WebhookFigures['standing'];
