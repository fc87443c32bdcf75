/** What somebody who looks up sees. */
export interface LightView {
  /** `mixed` where parts of it differ. */
  readonly color: 'off' | 'green' | 'yellow' | 'red' | 'blue' | 'white' | 'other' | 'mixed';
  readonly mode: 'steady' | 'blink' | 'moving';
}

const edge = 0x60;
const names: Readonly<Record<string, LightView['color']>> = {
  '000': 'off',
  '010': 'green',
  '110': 'yellow',
  '100': 'red',
  '001': 'blue',
  '111': 'white',
};

/** The name people have for a light of these parts, 0 to 255 each. */
export function colorName([red, green, blue]: readonly [number, number, number]): LightView['color'] {
  return names[[red, green, blue].map((part) => (part >= edge ? 1 : 0)).join('')] ?? 'other';
}
