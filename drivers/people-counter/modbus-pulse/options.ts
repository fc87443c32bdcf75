import { z } from 'zod';
import { countingFields } from '../counting/options.js';
import type { Layout, Value } from './layout.js';
import { readyMapNames, readyMaps } from './maps.js';

const area = z.enum(['input', 'holding']).describe('table: input (function 04) or holding (function 03)');
const wordOrder = z
  .enum(['high-first', 'low-first'])
  .describe('which half of a 32-bit value has the lower address: high-first or low-first');
const register = z.int().min(0).max(0xffff).describe('register on the wire, 0 to 65535');
const bit = z.int().min(0).max(1_999).describe('bit counted from the first, 0 to 1999; of a register 0 to 15');
const input = z.int().min(1).max(8);

const value = z.strictObject({
  area: area.default('input'),
  register,
  bits: z.literal([16, 32]).default(32).describe('16 or 32 bits, in one or two registers'),
  wordOrder: wordOrder.default('high-first'),
});

const ownMap = z
  .strictObject({
    in: value.describe('counter of the way in'),
    out: value.describe('counter of the way out'),
    states: z
      .strictObject({
        area: z
          .enum(['discrete-inputs', 'input', 'holding'])
          .default('discrete-inputs')
          .describe('where contacts are shown: discrete-inputs (function 02), or a register that holds them as bits'),
        register,
        in: bit,
        out: bit,
      })
      .refine((states) => states.area === 'discrete-inputs' || Math.max(states.in, states.out) < 16, {
        error: 'bits 0 to 15: a register has no more',
      })
      .optional()
      .describe('contacts of both beams; absent = not told, and a blocked beam is not noticed'),
    uptime: value.optional().describe('seconds since the module started; absent = not told'),
    supply: value
      .extend({ millivolts: z.number().min(0.001).max(10_000).default(1).describe('mV per step, 0.001 to 10000') })
      .optional()
      .describe('supply voltage; absent = not told'),
    packets: z
      .strictObject({ received: value, bad: value })
      .optional()
      .describe('requests the module has heard, and the damaged ones among them; absent = not told'),
    reset: z
      .array(
        z.strictObject({
          register,
          values: z
            .array(z.int().min(0).max(0xffff))
            .min(1)
            .max(4)
            .describe('what is written: one value by function 06, 2 to 4 by function 10h'),
        }),
      )
      .max(4)
      .default([])
      .describe('writes that set both counters to zero; absent = it cannot be reset. Nothing else is ever written'),
  })
  .refine(({ in: entered, out: left }) => entered.bits === left.bits, {
    path: ['out', 'bits'],
    error: 'as many bits as the counter of the way in',
  });

/** Options of a module that counts the pulses of two beams or turnstile contacts (led-boards-counters-hid.md 5.2). */
export const modbusPulseOptions = z
  .strictObject({
    address: z.int().min(1).max(247).default(1).describe('Modbus address set on the module, 1 to 247'),
    map: z
      .union([z.enum(readyMapNames), ownMap])
      .default('wb-mcm8')
      .describe(`registers of the module: ${readyMapNames.join(', ')}, or a map of your own`),
    inputs: z
      .strictObject({
        in: input.default(1).describe('input that counts the way in, 1 to 8'),
        out: input.default(2).describe('input that counts the way out, 1 to 8'),
      })
      .prefault({})
      .describe('which inputs of a ready map count'),
    area: area.optional().describe('table of both counters where it is another than that of the ready map'),
    wordOrder: wordOrder
      .optional()
      .describe('word order of both counters where it is another than that of the ready map'),
    keepsCounts: z.boolean().default(false).describe('true where the module is known to keep its counts without power'),
    allowReset: z
      .boolean()
      .default(false)
      .describe('true = the command reset may write to the module; that of a wb-mcm8 is for all its eight counters'),
    blockedWhen: z
      .enum(['closed', 'open'])
      .default('closed')
      .describe('contact while something stands in the beam: closed (reads 1) or open (reads 0)'),
    blockedSeconds: z
      .int()
      .min(0)
      .max(86_400)
      .default(120)
      .describe('s that a beam may be interrupted before an alarm, 0 (off) to 86400'),
    leastSupplyMillivolts: z
      .int()
      .min(0)
      .max(60_000)
      .default(9_000)
      .describe('mV of supply below which there is an alarm, 0 (off) to 60000'),
    replyTimeoutMs: z
      .int()
      .min(50)
      .max(5_000)
      .default(500)
      .describe('ms until an unanswered request counts as lost, 50 to 5000'),
    pollIntervalMs: z.int().min(1_000).max(600_000).default(5_000).describe('ms between two readings, 1000 to 600000'),
    ...countingFields,
  })
  .refine(({ map, inputs }) => typeof map !== 'string' || inputs.in !== inputs.out, {
    path: ['inputs', 'out'],
    error: 'another input than that of the way in',
  });

export type ModbusPulseOptions = z.infer<typeof modbusPulseOptions>;

/** What of the module is used, and where it is. */
export function layoutOf({ map, inputs, area, wordOrder }: ModbusPulseOptions): Layout {
  const layout = typeof map === 'string' ? readyMaps[map](inputs) : ownLayout(map);
  const asWished = (counter: Value): Value => ({
    ...counter,
    area: area ?? counter.area,
    wordOrder: wordOrder ?? counter.wordOrder,
  });
  return { ...layout, in: asWished(layout.in), out: asWished(layout.out) };
}

function ownLayout({ states, reset, ...values }: z.infer<typeof ownMap>): Layout {
  const count = states?.area === 'discrete-inputs' ? Math.max(states.in, states.out) + 1 : 16;
  return {
    ...values,
    ...(states ? { states: { ...states, count } } : {}),
    reset: reset.map(({ register: address, values: written }) =>
      written.length === 1
        ? { kind: 'write register', address, value: written[0] ?? 0 }
        : { kind: 'write registers', address, values: written },
    ),
  };
}
