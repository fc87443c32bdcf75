import { keyCodes, keyNameOf } from './key-names.js';

/** What a scanner in keyboard mode types with a US layout, which is what they are delivered with. */
const shiftedDigits = '!@#$%^&*()';
/** From code 2D; 32 is a second `\` of other layouts. */
const marks: readonly (readonly [number, string, string])[] = [
  [0x2d, '-', '_'],
  [0x2e, '=', '+'],
  [0x2f, '[', '{'],
  [0x30, ']', '}'],
  [0x31, '\\', '|'],
  [0x33, ';', ':'],
  [0x34, "'", '"'],
  [0x35, '`', '~'],
  [0x36, ',', '<'],
  [0x37, '.', '>'],
  [0x38, '/', '?'],
];
const keypadMarks: Readonly<Record<string, string>> = {
  'kp-slash': '/',
  'kp-star': '*',
  'kp-minus': '-',
  'kp-plus': '+',
  'kp-dot': '.',
};

const characters = new Map<number, readonly [string, string]>(
  marks.map(([code, plain, shifted]) => [code, [plain, shifted]]),
);
for (const [name, code] of keyCodes) {
  if (/^[a-z]$/.test(name)) characters.set(code, [name, name.toUpperCase()]);
  if (/^\d$/.test(name)) characters.set(code, [name, shiftedDigits[(Number(name) + 9) % 10] ?? '']);
  if (/^kp-\d$/.test(name)) characters.set(code, [name.slice(3), name.slice(3)]);
  const mark = keypadMarks[name];
  if (mark !== undefined) characters.set(code, [mark, mark]);
}
characters.set(keyCodes.get('space') ?? 0, [' ', ' ']);

/** The character of a key; undefined where it types none. */
export function characterOf(code: number, shift: boolean): string | undefined {
  return characters.get(code)?.[shift ? 1 : 0];
}

/** The key that says that a code is over. */
export type CodeEnd = 'enter' | 'tab' | 'pause';

/** True of the key that ends a code; both Enter keys are one. */
export function endsCode(code: number, end: CodeEnd): boolean {
  const name = keyNameOf(code);
  return end === 'enter' ? name === 'enter' || name === 'kp-enter' : name === end;
}
