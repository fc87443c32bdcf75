import { z } from 'zod';
import { defineDriver } from '../../driver.js';
import { signalLightContract } from '../contract.js';
import { SignalLightSession } from '../session.js';
import { LuxaforLight } from './light.js';

export const luxaforOptions = z.strictObject({
  pollIntervalMs: z
    .int()
    .min(1_000)
    .max(60_000)
    .default(5_000)
    .describe('ms between two times the wanted signal is sent again, 1000 to 60000, default 5000'),
});

export const luxafor = defineDriver({
  class: 'signal-light',
  name: 'luxafor',
  title: 'Luxafor USB lights',
  contract: signalLightContract,
  options: luxaforOptions,
  linkKind: 'hid',
  linkTypes: ['hid', 'hid-tcp'],
  alarms: [],
  contact: { alarm: 'signal-light-unreachable', failures: 3, successes: 1, confirmIntervalMs: 2_000 },
  commands: ['signal', 'test'],
  open: async (context) => new SignalLightSession(context, new LuxaforLight(context)),
});
