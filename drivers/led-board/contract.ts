import { z } from 'zod';
import type { ClassContract } from '../driver.js';

/** The zone meant where a command names none. */
export const defaultZone = 'main';

const zone = z.string().min(1).max(32);
const zoneArgument = zone.optional().describe('part of the board, as named in its options; "main" when left out');

const label = (what: string) =>
  z
    .union([z.string().min(1).max(32), z.int().min(0)])
    .describe(`${what}, text of 1 to 32 characters or a whole number`);

const seconds = z.int().min(1).max(86_400);

export const showArgsSchema = z.strictObject({
  text: z.string().min(1).max(1_000).describe('what to show, 1 to 1000 characters'),
  zone: zoneArgument,
  seconds: seconds.optional().describe('time until the text goes away, s, 1 to 86400; stays when left out'),
});

export const callArgsSchema = z.strictObject({
  number: label('ticket number, shown as given'),
  counter: label('counter the customer is to go to, shown as given'),
  zone: zoneArgument,
  blinkSeconds: z
    .int()
    .min(0)
    .max(60)
    .optional()
    .describe("the text blinks for its first seconds, s, 0 to 60; as the board's options say when left out"),
});

export const clearArgsSchema = z.strictObject({
  zone: zone.optional().describe('part of the board to clear; the whole board when left out'),
});

export const brightnessArgsSchema = z.strictObject({
  percent: z.number().min(0).max(100).describe('brightness, %, 0 (darkest, still lit) to 100'),
});

export const powerArgsSchema = z.strictObject({
  on: z.boolean().describe('true lights the board, false makes it dark'),
});

export const testArgsSchema = z.strictObject({
  seconds: z.int().min(1).max(600).default(10).describe('time the test pattern stays, s, 1 to 600'),
});

const verified = z
  .enum(['read-back', 'acknowledged', 'sent'])
  .describe('how sure it is: read-back from the board, acknowledged by it, or only sent');

export const ledBoardStateSchema = z.object({
  showing: z.record(zone, z.string()).describe('zone → text on the glass; a zone that is not there is blank'),
  zones: z
    .record(zone, z.object({ text: z.string(), verified, blinking: z.boolean().optional() }))
    .describe('zone → what stands there, and how sure it is of each; a zone that is not there is blank'),
  verified: verified.describe('how sure it is of the whole board: the weakest of its zones'),
  power: z.boolean().describe('false: the board is switched dark'),
  brightness: z.number().min(0).max(100).describe('%'),
});

export const calledEventSchema = z.object({
  number: label('as given in the command'),
  counter: label('as given in the command'),
  zone,
  text: z.string().describe('what came to stand on the board'),
});

export const shownEventSchema = z.object({ zone, text: z.string().describe('what came to stand on the board') });

export type LedBoardState = z.infer<typeof ledBoardStateSchema>;
export type ShowArgs = z.infer<typeof showArgsSchema>;
export type CallArgs = z.infer<typeof callArgsSchema>;
export type ClearArgs = z.infer<typeof clearArgsSchema>;
export type BrightnessArgs = z.infer<typeof brightnessArgsSchema>;
export type PowerArgs = z.infer<typeof powerArgsSchema>;
export type TestArgs = z.infer<typeof testArgsSchema>;
export type CalledEvent = z.infer<typeof calledEventSchema>;
export type ShownEvent = z.infer<typeof shownEventSchema>;

/** What every LED board has in common (DESIGN.md section 14). */
export const ledBoardContract: ClassContract = {
  class: 'led-board',
  state: ledBoardStateSchema,
  commands: {
    show: { description: 'Shows a text in a zone.', args: showArgsSchema, idempotent: true },
    call: { description: 'Calls a ticket number to a counter.', args: callArgsSchema, idempotent: true },
    clear: { description: 'Makes a zone or the whole board blank.', args: clearArgsSchema, idempotent: true },
    brightness: {
      description: 'Sets the brightness.',
      args: brightnessArgsSchema,
      idempotent: true,
      audited: ['percent'],
    },
    power: {
      description: 'Lights the board or makes it dark.',
      args: powerArgsSchema,
      idempotent: true,
      audited: ['on'],
    },
    'sync-clock': {
      description: "Sets the board's clock to the branch's local time.",
      args: z.strictObject({}),
      idempotent: true,
    },
    test: {
      description: 'Shows a test pattern for a while, then what was there before.',
      args: testArgsSchema,
      idempotent: true,
    },
  },
  events: { called: calledEventSchema, shown: shownEventSchema },
};
