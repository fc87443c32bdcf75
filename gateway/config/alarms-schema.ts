import { z } from 'zod';
import { severities } from '../alarms/record.js';

const delay = (what: string) =>
  z
    .number()
    .min(0)
    .max(86_400)
    .optional()
    .describe(`seconds a condition must ${what}, 0 to 86400; absent = as delivered, or as the driver knows it`);

const texts = (what: string, longest: number) => {
  const text = (language: string) =>
    z
      .string()
      .regex(new RegExp(`^(?=.*\\S)[^\\p{Cc}]{1,${longest}}$`, 'u'))
      .optional()
      .describe(`in ${language}, 1 to ${longest} characters on one line; absent = as delivered`);
  return z
    .strictObject({ zh: text('Chinese'), en: text('English') })
    .optional()
    .describe(what);
};

/** Who acts first. Not `security`: what concerns security is fixed by the catalogue. */
export const settableOwners = ['flm', 'slm', 'network', 'it'] as const;

export const alarmSettingsSchema = z
  .strictObject({
    severity: z
      .enum(severities)
      .optional()
      .describe(
        'how bad it is; where the device itself says how bad, the least it is. A security alarm can only be raised, absent = as delivered',
      ),
    onDelaySeconds: delay('last before the alarm is raised'),
    offDelaySeconds: delay('be over before the alarm is cleared'),
    owner: z
      .enum(settableOwners)
      .optional()
      .describe(
        'who acts first: flm = first-line staff without tools, slm = technician with tools, network, it; a security alarm stays with security',
      ),
    text: texts('what is wrong, in a few words', 80),
    meaning: texts('what that means for the branch and its customers', 200),
    remedy: texts('what its owner does about it', 500),
  })
  .describe('what this branch wants otherwise for one alarm type');

export const alarmsSchema = z
  .record(
    z.string().describe('alarm type of the catalogue, e.g. printer-paper-low; branch-gateway schema alarms lists them'),
    alarmSettingsSchema,
  )
  .describe("the branch's own severities, delays, owners and texts of alarms, by alarm type");
