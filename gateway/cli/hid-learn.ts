import { stringify } from 'yaml';
import { type Clock, type HidLink, KeyEdges, keyNameOf } from '../../drivers/index.js';

/** What a key can be taught, in the order in which it is asked for. */
const questions = {
  call: [
    ['next', 'calls the next customer'],
    ['recall', 'calls the same customer again'],
    ['no-show', 'the customer did not come'],
    ['finish', 'the customer is served, nobody else is called'],
    ['sign-on', 'the counter opens'],
    ['sign-off', 'the counter closes'],
  ],
  evaluation: [
    [5, 'very good'],
    [4, 'good'],
    [3, 'fair'],
    [2, 'bad'],
    [1, 'very bad'],
  ],
} as const;
export type LearnedUse = keyof typeof questions;

/** A keypad that types into the terminal too sends its Enter there a moment after its report. */
const echoMs = 300;

/** Codes of Ctrl, Shift and their like, which nobody presses alone. */
const firstModifier = 0xe0;

export interface LearnOptions {
  readonly link: HidLink;
  readonly use: LearnedUse;
  readonly clock: Clock;
  /** Lines of the person at the terminal: an empty one passes a question over. */
  readonly onLine: (listener: (line: string) => void) => void;
  readonly say: (text: string) => void;
}

/** Asks for each key in turn; resolves with the `keys` of the options, rejects when the keypad is unplugged. */
export async function learnKeys({
  link,
  use,
  clock,
  onLine,
  say,
}: LearnOptions): Promise<Record<string, string | number>> {
  const edges = new KeyEdges();
  const learned = new Map<string, string | number>();
  let pressedAt = Number.NEGATIVE_INFINITY;
  let answer: (key: string | undefined) => void = () => undefined;
  link.onReport((report) => {
    const code = edges.push(report)?.pressed.find((each) => each < firstModifier);
    if (code === undefined) return;
    pressedAt = clock.monotonic();
    answer(keyNameOf(code));
  });
  onLine((line) => {
    if (line.trim() === '' && clock.monotonic() - pressedAt > echoMs) answer(undefined);
  });
  const gone = link.closed.then(({ detail }): never => {
    throw new Error(`the keypad is gone: ${detail}`);
  });
  gone.catch(() => undefined);

  for (const [action, meaning] of questions[use]) {
    say(`press the key for ${action} (${meaning}), or Enter here for none`);
    const key = await Promise.race([askOnce(), gone]);
    say(key === undefined ? '  none' : `  ${key}`);
    if (key !== undefined) learned.set(key, action);
  }
  return Object.fromEntries(learned);

  async function askOnce(): Promise<string | undefined> {
    for (;;) {
      const key = await new Promise<string | undefined>((resolve) => {
        answer = resolve;
      });
      if (key === undefined || !learned.has(key)) return key;
      say(`  ${key} is ${learned.get(key)} already: another one, please`);
    }
  }
}

/** The device as it stands in a configuration. */
export function learnedYaml(device: {
  readonly link: Readonly<Record<string, unknown>>;
  readonly use: LearnedUse;
  readonly counter: string;
  readonly keys: Readonly<Record<string, string | number>>;
}): string {
  const { link, use, counter, keys } = device;
  const id = `keypad-${counter.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
  const entry = { id, class: 'keypad', driver: 'hid-keyboard', link, options: { use, counter, keys } };
  return stringify([entry], { defaultStringType: 'PLAIN', lineWidth: 0 });
}
