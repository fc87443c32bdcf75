import { z } from 'zod';
import type { ClassContract } from '../driver.js';

export const lightColors = ['off', 'green', 'yellow', 'red', 'blue', 'white'] as const;
export type LightColor = (typeof lightColors)[number];

const color = z.enum(lightColors);
const mode = z.enum(['steady', 'blink']);

export const signalArgsSchema = z.strictObject({
  color: color.describe('what to show: off, green, yellow, red, blue or white; a light without it says which it has'),
  mode: mode.default('steady').describe('steady or blink, default steady; off does not blink'),
});
export type SignalArgs = z.infer<typeof signalArgsSchema>;

export const signalLightStateSchema = z.object({
  color: color.describe('what the light shows'),
  mode: mode.describe('steady or blinking'),
  verified: z
    .enum(['read-back', 'acknowledged', 'sent'])
    .describe('how sure it is: read back from the light, acknowledged by it, or only sent'),
});
export type SignalLightState = z.infer<typeof signalLightStateSchema>;

/** What every signal light has in common. */
export const signalLightContract: ClassContract = {
  class: 'signal-light',
  state: signalLightStateSchema,
  commands: {
    signal: {
      description: 'Shows a colour, also after the light was unplugged, until the next one.',
      args: signalArgsSchema,
      idempotent: true,
    },
    test: {
      description: 'Shows each colour the light has for a second, then what was there before.',
      args: z.strictObject({}),
      idempotent: true,
    },
  },
  events: {},
};
