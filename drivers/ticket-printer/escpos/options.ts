import { z } from 'zod';
import { standardTemplate, templateName, templateNameRule } from '../templates/index.js';
import { longestLogo, readLogo } from './logo-png.js';
import { profileNames, profiles } from './profiles.js';

/** The picture must be one, and fit the paper it is printed on. */
function checkLogo(
  { logo, profile }: { readonly logo?: string | undefined; readonly profile: keyof typeof profiles },
  context: z.RefinementCtx,
): void {
  if (logo === undefined) return;
  const read = readLogo(logo);
  const { dots } = profiles[profile];
  const refuse = (message: string) =>
    context.addIssue({ code: 'custom', path: ['logo'], message: `the logo ${message}` });
  if ('problem' in read) refuse(read.problem);
  else if (read.bitmap.width > dots) {
    refuse(`is ${read.bitmap.width} dots wide; allowed with profile ${profile}: at most ${dots}`);
  }
}

export const escposOptionsSchema = z
  .strictObject({
    profile: z
      .enum(profileNames)
      .default('generic-80')
      .describe(
        'family of the printer: paper width, fonts and sensors; generic-80 is 80 mm paper, generic-58 is 58 mm',
      ),
    title: z
      .string()
      .max(48)
      .default('')
      .describe('name of the branch, printed on top of each ticket; 0 to 48 characters, empty = none'),
    logo: z
      .string()
      .max(longestLogo)
      .optional()
      .describe(
        'picture for the top of each ticket: a PNG as data:image/png;base64,…; at most 576 by 240 dots, 384 wide on 58 mm paper',
      ),
    template: z
      .string()
      .regex(templateName, templateNameRule)
      .default(standardTemplate)
      .describe(
        'layout of tickets that name none: one of the branch or one that is built in, e.g. standard, standard-en',
      ),
    maxTicketMm: z
      .int()
      .min(60)
      .max(2_000)
      .default(300)
      .describe('mm of paper; a ticket that would be longer is refused, nothing is printed; 60 to 2000'),
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
  })
  .superRefine(checkLogo);

export type EscposOptions = z.infer<typeof escposOptionsSchema>;
