import { z } from 'zod';

const percent = z.number().min(0).max(100);
const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a local time in quotes, e.g. "07:30"');

const template = z
  .string()
  .max(100)
  .regex(
    /^(?:[^{}]|\{(?:number|digits|counter)\})*$/,
    'text whose only braces are {number}, {digits} (the number without its letters) and {counter}',
  )
  .regex(/\{(?:number|digits)\}/, 'text with {number} or {digits} in it');

/** What a call shows where the options say nothing else. */
interface CallTexts {
  readonly zh: string;
  readonly en: string;
}

/** Options every board has, whatever its protocol; a driver spreads them into its own. */
export const boardFields = ({ callText }: { readonly callText: CallTexts }) => ({
  callText: z
    .strictObject({
      zh: template.default(callText.zh).describe('call in Chinese'),
      en: template.default(callText.en).describe('call in English'),
    })
    .prefault({})
    .describe('what a call shows; {number}, {digits} (the number without its letters) and {counter} are filled in'),
  callBlinkSeconds: z
    .int()
    .min(0)
    .max(60)
    .default(0)
    .describe('s a call blinks before it stands still, 0 to 60, where the call itself does not say; 0 = not at all'),
  brightnessByTime: z
    .record(timeOfDay, percent.describe('%, 0 to 100'))
    .refine((times) => Object.keys(times).length <= 24, 'at most 24 times')
    .optional()
    .describe(
      'brightness by local time of day, e.g. { "07:00": 100, "19:00": 40 }; until the next time. Absent = left alone',
    ),
  outsideHours: z
    .strictObject({
      board: z
        .enum(['stay', 'blank', 'off'])
        .default('blank')
        .describe(
          'what becomes of the board after closing: stay as it is, be cleared, or be cleared and switched dark',
        ),
      minutesBefore: z.int().min(0).max(120).default(1).describe('minutes before opening at which it is on, 0 to 120'),
      minutesAfter: z
        .int()
        .min(0)
        .max(240)
        .default(30)
        .describe('minutes after closing at which it goes, 0 to 240: those who wait inside are still called'),
    })
    .prefault({})
    .describe("opening and closing by the branch's hours; without hours in the configuration nothing happens"),
  replyTimeoutMs: z
    .int()
    .min(50)
    .max(10_000)
    .default(1_000)
    .describe('ms until an unanswered request counts as lost, 50 to 10000'),
  pollIntervalMs: z.int().min(500).max(600_000).default(10_000).describe('ms between polls, 500 to 600000'),
});

const fields = z.strictObject(boardFields({ callText: { zh: '', en: '' } }));
export type BoardOptions = z.output<typeof fields>;
