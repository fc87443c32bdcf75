import { z } from 'zod';
import type { ClassContract, DriverContext } from '../driver.js';
import type { KeypadMeans } from './means.js';

/** What a clerk asks for by a key (DOMAIN.md). */
export const callActions = ['next', 'recall', 'no-show', 'finish', 'sign-on', 'sign-off', 'transfer'] as const;
export type CallAction = (typeof callActions)[number];

/** As boards name it, e.g. `3`. */
const counter = z.string().min(1).max(32).describe('counter the keypad stands at, as boards name it');

const time = z.iso.datetime({ offset: true });

/** One key of a call keypad. */
export const pressedSchema = z.object({
  action: z.enum(callActions).describe('what the key asks for'),
  counter,
  service: z.string().min(1).max(40).optional().describe('service the customer is sent to; of a transfer only'),
});
export type Pressed = z.infer<typeof pressedSchema>;

/** What a customer thought of the service; nothing tells who it was. */
export const scoredSchema = z.object({
  score: z.int().min(1).max(5).describe('1 very bad to 5 very good'),
  counter,
});
export type Scored = z.infer<typeof scoredSchema>;

/** A code that was read, e.g. of an appointment. Never one with a card number in it. */
export const scannedSchema = z.object({
  code: z.string().min(1).max(4_096).describe('what was read, as the scanner gave it'),
  symbology: z
    .string()
    .regex(/^\][!-~]{2}$/)
    .optional()
    .describe('kind of code by its AIM identifier, e.g. "]Q0" a QR code; absent where the scanner does not tell'),
  counter: counter.optional(),
});
export type Scanned = z.infer<typeof scannedSchema>;

export type KeypadContext<Options> = DriverContext<Options, 'hid'> & KeypadMeans;

/** What every keypad and scanner has in common. */
export const keypadContract: ClassContract = {
  class: 'keypad',
  state: z.object({
    use: z.enum(['call', 'evaluation', 'scan']).describe('what its keys or codes are for'),
    counter: counter.optional(),
    lastKey: z
      .string()
      .describe('last key that was pressed, as its options name it; only where keys are no part of a code'),
    lastKeyAt: time.describe('when something was last pressed or scanned'),
    held: z.array(z.string()).describe('keys that have been down for more than 10 s'),
  }),
  commands: {},
  events: {
    pressed: pressedSchema,
    scored: scoredSchema,
    scanned: scannedSchema,
    'scan-refused': z
      .object({
        why: z.enum(['card-number', 'too-long', 'incomplete']).describe('what spoke against the code'),
        counter: counter.optional(),
      })
      .describe('something was read and is not told: nothing of it is kept'),
  },
};
