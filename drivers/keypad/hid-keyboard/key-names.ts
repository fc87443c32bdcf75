/** Keys that have a word of their own, by code of usage page 07 (led-boards-counters-hid.md 6.1). */
const named: Readonly<Record<string, number>> = {
  enter: 0x28,
  esc: 0x29,
  backspace: 0x2a,
  tab: 0x2b,
  space: 0x2c,
  'num-lock': 0x53,
  'kp-slash': 0x54,
  'kp-star': 0x55,
  'kp-minus': 0x56,
  'kp-plus': 0x57,
  'kp-enter': 0x58,
  'kp-0': 0x62,
  'kp-dot': 0x63,
};

const row = (first: number, names: readonly string[]) => names.map((name, index) => [name, first + index] as const);

const letters = row(0x04, [...'abcdefghijklmnopqrstuvwxyz']);
const digits = row(0x1e, [...'1234567890']);
const keypadDigits = row(
  0x59,
  [...'123456789'].map((digit) => `kp-${digit}`),
);
const functionKeys = row(
  0x3a,
  Array.from({ length: 12 }, (_, index) => `f${index + 1}`),
);

/** Every key that has a name. */
export const keyCodes: ReadonlyMap<string, number> = new Map([
  ...digits,
  ...letters,
  ...Object.entries(named),
  ...keypadDigits,
  ...functionKeys,
]);

const names = new Map([...keyCodes].map(([name, code]) => [code, name]));

/** The name of a key, or its code as `0x5B` where it has none. */
export function keyNameOf(code: number): string {
  return names.get(code) ?? `0x${code.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** What a configuration may call a key: a name, or any code from 0x04, e.g. `0x5B`. */
export const keyNamePattern = new RegExp(
  `^(?:${[...keyCodes.keys()].join('|')}|0[xX](?:0[4-9A-Fa-f]|[1-9A-Fa-f][0-9A-Fa-f]))$`,
);

/** The code of a key; undefined where `name` is none. */
export function keyCodeOf(name: string): number | undefined {
  return keyCodes.get(name) ?? (keyNamePattern.test(name) ? Number(name) : undefined);
}
