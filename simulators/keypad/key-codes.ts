/** Keys of a boot keyboard by name: usage page 07 (led-boards-counters-hid.md 6.1). */
export const keyCodes: ReadonlyMap<string, number> = new Map([
  ...[...'abcdefghijklmnopqrstuvwxyz'].map((letter, index) => [letter, 0x04 + index] as const),
  ...[...'1234567890'].map((digit, index) => [digit, 0x1e + index] as const),
  ['enter', 0x28],
  ['esc', 0x29],
  ['backspace', 0x2a],
  ['num-lock', 0x53],
  ['kp-slash', 0x54],
  ['kp-star', 0x55],
  ['kp-minus', 0x56],
  ['kp-plus', 0x57],
  ['kp-enter', 0x58],
  ...[...'1234567890'].map((digit, index) => [`kp-${digit}`, 0x59 + index] as const),
  ['kp-dot', 0x63],
]);

/** Bits of the first byte of a report. */
export const leftShift = 0x02;

/** The code of a key by name or as `0x5B`; throws for what is neither. */
export function codeOf(key: string): number {
  const code = /^0x[\da-f]{2}$/i.test(key) ? Number(key) : keyCodes.get(key);
  if (code !== undefined) return code;
  throw new Error(`key: "${key}" is none, allowed are ${[...keyCodes.keys()].join(', ')} or a code such as 0x5B`);
}

export interface Stroke {
  readonly modifiers: number;
  readonly code: number;
}

/** How a character is typed; throws for one that this keyboard's main row and letters do not have. */
export function strokeOf(character: string): Stroke {
  const code = keyCodes.get(character.toLowerCase()) ?? plain.get(character);
  if (code === undefined || character.length !== 1)
    throw new Error(`text: "${character}" cannot be typed, allowed are letters, digits, space and -`);
  return { modifiers: /[A-Z]/.test(character) ? leftShift : 0, code };
}

/** Of the standard table, beside the keys that have names. */
const plain: ReadonlyMap<string, number> = new Map([
  [' ', 0x2c],
  ['-', 0x2d],
]);
