import { z } from 'zod';

/** In `dependsOn`: the connection to the centre rather than a device or a switch. */
export const uplinkName = 'uplink';

export const dependsOnSchema = z
  .array(z.string().min(1))
  .min(1)
  .optional()
  .describe(
    `ids of devices or switches, or "${uplinkName}", without which this one cannot be in contact, e.g. the switch it hangs on; while one of them is lost, only that is alarmed. Absent = none`,
  );
