import { z } from 'zod';
import { profileNames } from './profiles.js';

export const escposOptionsSchema = z.strictObject({
  profile: z
    .enum(profileNames)
    .default('generic-80')
    .describe('family of the printer: paper width, fonts and sensors; generic-80 is 80 mm paper, generic-58 is 58 mm'),
  title: z
    .string()
    .max(48)
    .default('')
    .describe('name of the branch, printed on top of each ticket; 0 to 48 characters, empty = none'),
  statusTimeoutMs: z
    .int()
    .min(200)
    .max(5_000)
    .default(1_000)
    .describe('ms until a status request counts as unanswered; 200 to 5000'),
  confirmTimeoutMs: z
    .int()
    .min(3_000)
    .max(30_000)
    .default(8_000)
    .describe('ms from the last byte of a ticket until the printer must have confirmed it; 3000 to 30000'),
  reprintTornTickets: z
    .boolean()
    .default(true)
    .describe(
      'print again, marked 补打 / REPRINT, what came out torn (power cut, paper out, cover open under the ticket); ' +
        'false = a person decides',
    ),
  pollIntervalMs: z.int().min(500).max(60_000).default(2_000).describe('ms between status polls; 500 to 60000'),
  queryModel: z
    .boolean()
    .default(false)
    .describe('ask maker and model (GS I) at each start; some clones print the question on paper, so off by default'),
});

export type EscposOptions = z.infer<typeof escposOptionsSchema>;
