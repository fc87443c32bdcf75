import { z } from 'zod';

/** A switch without an address; one that can be asked is a device with `switch: true`. */
export const switchSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^(?!gateway$)[a-z0-9][a-z0-9-]{0,39}$/)
      .describe(
        'switch id, for dependsOn: 1 to 40 of a-z, 0-9 and "-", starting with a letter or digit; no device has it',
      ),
    name: z.string().min(1).max(80).optional().describe('where it hangs, for people, 1 to 80 characters'),
    dependsOn: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('ids of devices or switches, or "uplink", behind which it hangs. Absent = none'),
  })
  .describe('a network switch that nobody can ask');

export const switchesSchema = z
  .array(switchSchema)
  .default([])
  .describe('network switches without an address; half of the terminals behind one lost together are its loss');
