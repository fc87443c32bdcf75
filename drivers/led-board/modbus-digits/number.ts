/** A number as the module takes it in registers 06 and 07 together (led-boards-counters-hid.md 3.2). */
export interface ModuleNumber {
  /** High byte: sign (high nibble, 1 = minus) and decimals 0 to 5; low byte: the top of a 24-bit value. */
  readonly format: number;
  /** The low 16 bits. */
  readonly value: number;
}

const largest = 0xff_ffff;

/** Registers of a number with a decimal point, e.g. `-12.345`; undefined where it is none, or more than 24 bits hold. */
export function numberOf(text: string): ModuleNumber | undefined {
  const [, sign, whole = '', decimals = ''] = /^(-?)(\d+)\.(\d{1,5})$/.exec(text) ?? [];
  if (sign === undefined || whole.length > 8) return undefined;
  const magnitude = Number(whole + decimals);
  if (magnitude > largest) return undefined;
  const high = (sign === '-' ? 0x10 : 0) | decimals.length;
  return { format: (high << 8) | (magnitude >>> 16), value: magnitude & 0xffff };
}

/** As it stands on the glass, without zeros in front: `-12.345`, `0.5`, `7`. */
export function numberText({ format, value }: ModuleNumber): string {
  const decimals = (format >>> 8) & 0x0f;
  const digits = String((format & 0xff) * 0x1_0000 + value).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  const sign = format >>> 12 === 1 ? '-' : '';
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
