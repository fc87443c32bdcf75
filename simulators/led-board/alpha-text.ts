/** A stretch of a TEXT file with its place and its way of appearing (led-boards-counters-hid.md 4.1). */
export interface AlphaPage {
  readonly position: Position;
  readonly mode: Mode;
  /** Lines as they are read, STRING files put in. */
  readonly lines: readonly string[];
}

export type Position = 'middle' | 'top' | 'bottom' | 'fill' | 'left' | 'right';
export type Mode = 'rotate' | 'hold' | 'flash' | 'roll' | 'wipe' | 'auto';

/** As the two older libraries have them; alphasignpy's names for 22, 26, 30 and 32 are others. */
const positions: Readonly<Record<string, Position>> = {
  '\x20': 'middle',
  '\x22': 'top',
  '\x26': 'bottom',
  '\x30': 'fill',
  '\x31': 'left',
  '\x32': 'right',
};
const modes: Readonly<Record<string, Mode>> = {
  ...{ a: 'rotate', b: 'hold', c: 'flash', o: 'auto' },
  ...Object.fromEntries([...'efgh'].map((letter) => [letter, 'roll' as const])),
  ...Object.fromEntries([...'ijkl'].map((letter) => [letter, 'wipe' as const])),
};
const unknownSign = '□';

/** False when a mode field has a position or a mode that the sign does not know. */
export function isTextFile(content: string): boolean {
  return content
    .split('\x1b')
    .slice(1)
    .every(([position = '', mode = '']) => position in positions && mode in modes);
}

/** @param stringFile content of the STRING file with that label; undefined = there is none, and nothing is shown. */
export function readPages(content: string, stringFile: (label: string) => string | undefined): AlphaPage[] {
  const [unmarked = '', ...marked] = content.split('\x1b');
  const pages = marked.map((part): AlphaPage => {
    const [position = '', mode = ''] = part;
    return {
      position: positions[position] ?? 'middle',
      mode: modes[mode] ?? 'auto',
      lines: readLines(part.slice(2), stringFile),
    };
  });
  if (unmarked === '') return pages;
  return [{ position: 'middle', mode: 'auto', lines: readLines(unmarked, stringFile) }, ...pages];
}

/** CR is a new line; of the other control codes of the family a sign shows nothing. The set is ASCII. */
function readLines(text: string, stringFile: (label: string) => string | undefined): string[] {
  return text
    .replaceAll(/\x10(.)/gs, (_all, label: string) => stringFile(label) ?? '')
    .replaceAll(/[\x1a\x1c].|\x1d..|(?!\r)[\x00-\x1f]/gs, '')
    .replaceAll(/[^\x20-\x7e\r]/g, unknownSign)
    .split('\r');
}
