import type { LineFormat, LinkSettings } from './link.js';

/** The shape of the characters on a line: data bits, parity and stop bits, e.g. `7E1`. */
export type CharacterFormat = `${7 | 8}${'N' | 'E' | 'O'}${1 | 2}`;

const parityLetters = { none: 'N', even: 'E', odd: 'O' } as const;

export function characterFormat({ dataBits, parity, stopBits }: LineFormat): CharacterFormat {
  return `${dataBits}${parityLetters[parity]}${stopBits}`;
}

/** Speed and characters in the usual short form, e.g. `9600 7E1`. */
export function formatText(format: LineFormat): string {
  return `${format.baudRate} ${characterFormat(format)}`;
}

/**
 * The formats a serial link may have, its own first. That of a line behind a device server as far as its speed is told:
 * the usual characters are taken for given, which is near enough for pauses. None of any other link.
 */
export function formatsOf(link: LinkSettings): readonly LineFormat[] {
  if (link.type === 'tcp' && link.baudRate !== undefined) {
    return [{ baudRate: link.baudRate, dataBits: 8, parity: 'none', stopBits: 1 }];
  }
  if (link.type !== 'serial') return [];
  const { baudRate, dataBits, parity, stopBits, alternatives = [] } = link;
  const own = { baudRate, dataBits, parity, stopBits };
  return [
    own,
    ...alternatives.map((other) => ({
      baudRate: other.baudRate ?? own.baudRate,
      dataBits: other.dataBits ?? own.dataBits,
      parity: other.parity ?? own.parity,
      stopBits: other.stopBits ?? own.stopBits,
    })),
  ];
}

/**
 * ms one byte takes on the wire; 0 on a network and on USB, which have no format. A write resolves when the operating
 * system has the bytes, which at 9600 baud is about 1 ms per byte before the device has them.
 */
export function byteTimeMs(format: LineFormat | undefined): number {
  if (!format) return 0;
  const bits = 1 + format.dataBits + (format.parity === 'none' ? 0 : 1) + format.stopBits;
  return (bits * 1_000) / format.baudRate;
}
