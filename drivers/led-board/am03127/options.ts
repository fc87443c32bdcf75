import { z } from 'zod';
import { boardFields } from '../board/options.js';

/** Options of an AM03127 sign (led-boards-counters-hid.md 4.3). */
export const am03127Options = z.strictObject({
  ...boardFields({ callText: { zh: '{number} to counter {counter}', en: '{number} to counter {counter}' } }),
  address: z
    .string()
    .regex(/^(?!00)[0-9A-F]{2}$/, 'two hex digits in quotes, "01" to "FF"; 00 would be all signs')
    .default('01')
    .describe('ID set on the sign, "01" to "FF"'),
  page: z
    .string()
    .regex(/^[A-Z]$/, 'one letter A to Z')
    .default('A')
    .describe('page that is written and runs, A to Z'),
  line: z.int().min(1).max(8).default(1).describe('line of the page, 1 to 8'),
  colour: z.enum(['red', 'green', 'orange']).default('red').describe('colour of the text'),
});

export type Am03127Options = z.output<typeof am03127Options>;
