import { z } from 'zod';
import { type CallAction, callActions } from '../contract.js';
import { counterOption } from '../counter-option.js';
import { keyCodeOf, keyNamePattern } from './key-names.js';

const simpleActions = callActions.filter((action) => action !== 'transfer');

const transfer = z.strictObject({
  transfer: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
    .describe('id of the service the customer is sent to, 1 to 40 of a-z, 0-9 and "-"'),
});

const action = z.union([z.enum(simpleActions), transfer, z.int().min(1).max(5)]);

/** What a key does: an action of a call keypad, or a score. */
export type KeyAction = z.infer<typeof action>;

/** What keys do where the options do not say it: the keypad's block, as printed on a numeric keypad. */
const usualCallKeys: Readonly<Record<string, Exclude<CallAction, 'transfer'>>> = {
  enter: 'next',
  'kp-enter': 'next',
  'kp-plus': 'recall',
  'kp-minus': 'no-show',
  'kp-0': 'finish',
  'kp-star': 'sign-on',
  'kp-slash': 'sign-off',
};
const usualScoreKeys: Readonly<Record<string, number>> = Object.fromEntries(
  [1, 2, 3, 4, 5].flatMap((score) => [
    [String(score), score],
    [`kp-${score}`, score],
  ]),
);

/** Options of a keypad that is a keyboard to the computer (led-boards-counters-hid.md 6.1). */
export const hidKeyboardOptions = z
  .strictObject({
    use: z
      .enum(['call', 'evaluation', 'scan'])
      .default('call')
      .describe(
        'call = a clerk calls with it; evaluation = customers score the service; scan = a code scanner in keyboard mode; default call',
      ),
    counter: counterOption.optional(),
    keys: z
      .record(
        z
          .string()
          .regex(
            keyNamePattern,
            'a key: 1 … 0, a … z, enter, esc, kp-0 … kp-9, kp-enter, … or a code in quotes, "0x5B"',
          ),
        action,
      )
      .optional()
      .describe(
        'what each key does, in place of the usual ones: next, recall, no-show, finish, sign-on, sign-off or { transfer: SERVICE } for use call, 1 to 5 for use evaluation; `branch-gateway hid learn` writes it',
      ),
    repeatMs: z
      .int()
      .min(0)
      .max(60_000)
      .default(300)
      .describe(
        'ms within which the same key again counts as a bounce or an impatient finger, 0 to 60000, default 300; of no account for use scan',
      ),
    codeEnd: z
      .enum(['enter', 'tab', 'pause'])
      .default('enter')
      .describe('what ends a code, for use scan: the key the scanner sends after it, or a pause, default enter'),
    codeGapMs: z
      .int()
      .min(20)
      .max(5_000)
      .default(200)
      .describe(
        'ms without a key after which a code is over, or is dropped where codeEnd is a key, 20 to 5000, default 200',
      ),
    pollIntervalMs: z
      .int()
      .min(200)
      .max(60_000)
      .default(2_000)
      .describe('ms between two looks for keys that are held down, 200 to 60000, default 2000'),
  })
  .superRefine(({ use, counter, keys = {} }, found) => {
    const mistake = (path: readonly string[], message: string) =>
      found.addIssue({ code: 'custom', path: [...path], message });
    if (counter === undefined && use !== 'scan') mistake(['counter'], `required for use ${use}`);
    const codes = new Map<number | undefined, string>();
    for (const [key, wanted] of Object.entries(keys)) {
      const path = ['keys', key];
      if (use === 'scan') mistake(path, 'no keys for use scan: every key is part of a code');
      else if ((typeof wanted === 'number') !== (use === 'evaluation')) mistake(path, allowedFor[use]);
      const twin = codes.get(keyCodeOf(key));
      if (twin !== undefined) mistake(path, `a key that is not here yet: ${twin} is the same one`);
      codes.set(keyCodeOf(key), key);
    }
  });

const allowedFor = {
  call: `${simpleActions.join(', ')} or { transfer: SERVICE } for use call`,
  evaluation: 'a score from 1 to 5 for use evaluation',
};

export type HidKeyboardOptions = z.infer<typeof hidKeyboardOptions>;

/** What each key does, by its code. */
export function keyTable({ use, keys }: HidKeyboardOptions): ReadonlyMap<number, KeyAction> {
  const usual: Readonly<Record<string, KeyAction>> = { call: usualCallKeys, evaluation: usualScoreKeys, scan: {} }[use];
  return new Map(Object.entries(keys ?? usual).map(([key, wanted]) => [keyCodeOf(key) ?? 0, wanted]));
}
