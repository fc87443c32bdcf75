import { z } from 'zod';
import { boardFields } from '../board/options.js';
import type { Position } from './request.js';

const positionNames = ['middle', 'top', 'bottom', 'fill', 'left', 'right'] as const satisfies readonly Position[];
const zoneSchema = z.strictObject({
  string: z
    .string()
    .regex(/^[1-9B-Za-z]$/, 'one of 1-9, B-Z, a-z; A is the TEXT file that shows the zones')
    .describe('label of the STRING file that holds its text: one of 1-9, B-Z, a-z'),
  line: z.int().min(1).max(8).describe('line of the sign it stands in, 1 to 8'),
});
export type ZoneOptions = z.output<typeof zoneSchema>;

/**
 * Options of an Alpha sign (led-boards-counters-hid.md 4.1). Its serial format differs from sign to sign; where nobody
 * knows it, the link lists the usual three: `baudRate: 9600, dataBits: 7, parity: even, alternatives:
 * [{ baudRate: 4800, stopBits: 2 }, { dataBits: 8, parity: none }]`.
 */
export const alphaOptions = z.strictObject({
  ...boardFields({ callText: { zh: '{number} to counter {counter}', en: '{number} to counter {counter}' } }),
  address: z
    .string()
    .regex(/^(?!00)[0-9A-F]{2}$/, 'two hex digits in quotes, "01" to "FF"; 00 would be all signs')
    .default('01')
    .describe('address set on the sign, "01" to "FF"'),
  type: z
    .string()
    .regex(/^(?![0?])[!-~]$/, 'one character; not 0, which marks replies, nor ?')
    .default('Z')
    .describe('type code of the sign, one character; Z is any type'),
  acknowledge: z
    .enum(['auto', 'on', 'off'])
    .default('auto')
    .describe('whether the sign acknowledges what it is sent: auto asks it to and sees, on insists, off never asks'),
  position: z.enum(positionNames).default('middle').describe('where the text stands on a sign without zones'),
  mode: z
    .enum(['hold', 'rotate', 'auto'])
    .default('hold')
    .describe('how the text stands on a sign without zones: still, running through, or as the sign likes'),
  whenClear: z
    .enum(['release', 'blank'])
    .default('release')
    .describe('a sign without zones, when cleared: release shows its own files again, blank keeps it dark'),
  zones: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'a name of a-z, 0-9 and -, up to 32 characters'), zoneSchema)
    .superRefine((zones, context) => {
      const named = Object.entries(zones);
      if (named.length === 0) context.addIssue({ code: 'custom', message: '1 to 8 zones' });
      for (const [index, [name, zone]] of named.entries()) {
        for (const field of ['string', 'line'] as const) {
          const other = named.slice(0, index).find(([, earlier]) => earlier[field] === zone[field]);
          if (!other) continue;
          const message = `another than that of the zone "${other[0]}"`;
          context.addIssue({ code: 'custom', path: [name, field], message });
        }
      }
    })
    .optional()
    .describe(
      'lines of the sign that are written separately, without a flash, 1 to 8; absent = one called "main", which covers whatever the sign shows otherwise',
    ),
  mayConfigureMemory: z
    .boolean()
    .default(false)
    .describe('true lets the gateway set up the memory for the zones where it is not, which wipes all the sign holds'),
});

export type AlphaOptions = z.output<typeof alphaOptions>;
