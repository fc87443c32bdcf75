import { z } from 'zod';
import { boardFields } from '../board/options.js';

/** Options of a Modbus digit display (led-boards-counters-hid.md 3). */
export const digitsOptions = z.strictObject({
  address: z.int().min(1).max(247).default(1).describe('Modbus address set on the module, 1 to 247'),
  digits: z
    .union([z.literal(4), z.literal(6)])
    .default(4)
    .describe('characters of the module: 4 (DM56A04) or 6 (DM36B06)'),
  align: z.enum(['left', 'right']).default('right').describe('where a text stands that is shorter than the module'),
  ...boardFields({ callText: { zh: '{number}', en: '{number}' } }),
});

export type DigitsOptions = z.output<typeof digitsOptions>;
