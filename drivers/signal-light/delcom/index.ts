import { z } from 'zod';
import { defineDriver } from '../../driver.js';
import { signalLightContract } from '../contract.js';
import { SignalLightSession } from '../session.js';
import { DelcomLight } from './light.js';

export const delcomOptions = z.strictObject({
  thirdLed: z
    .enum(['blue', 'yellow'])
    .default('yellow')
    .describe('what the LED beside green and red is, by the model: blue or yellow, default yellow'),
  pollIntervalMs: z
    .int()
    .min(1_000)
    .max(60_000)
    .default(5_000)
    .describe('ms between two looks at what is lit, 1000 to 60000, default 5000'),
});

export const delcom = defineDriver({
  class: 'signal-light',
  name: 'delcom',
  title: 'Delcom USB visual signal indicators, second generation (HID)',
  contract: signalLightContract,
  options: delcomOptions,
  linkKind: 'hid',
  linkTypes: ['hid', 'hid-tcp'],
  alarms: [],
  contact: { alarm: 'signal-light-unreachable', failures: 3, successes: 1, confirmIntervalMs: 2_000 },
  commands: ['signal', 'test'],
  open: async (context) => new SignalLightSession(context, new DelcomLight(context.link, context.options.thirdLed)),
});
