import { z } from 'zod';

/** What the services of an XFS4IoT terminal say of themselves. */
export const xfs4iotStateSchema = z.object({
  vendor: z.string().optional().describe('as its service publisher says'),
  services: z
    .record(
      z.string(),
      z.object({
        connected: z.boolean(),
        device: z.string().optional().describe('common.device as it was last told, e.g. online'),
        actor: z
          .enum(['flm', 'slm', 'it'])
          .optional()
          .describe('who has to act on its last error: staff without tools, an engineer, who looks after its software'),
      }),
    )
    .describe('by name, e.g. CardReader1'),
});
