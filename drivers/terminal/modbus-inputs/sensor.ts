import type { ModbusInputsOptions } from './options.js';

/** What one register tells, or why it tells nothing. */
export type Reading = { readonly value: number } | { readonly unknown: string };

/** Registers that may lie between temperature and humidity and be read with them. */
const widestSpan = 16;

/** A request for registers: the first, and how many. */
export interface Span {
  readonly address: number;
  readonly count: number;
}

/** Readings of temperature and humidity as far as they are configured. */
export interface Readings {
  readonly temperature?: Reading;
  readonly humidity?: Reading;
}

type SensorOptions = Pick<ModbusInputsOptions, 'temperature' | 'humidity' | 'absent'>;

/** The requests for what is configured: one where both lie near each other. */
export function spansOf({ temperature, humidity }: SensorOptions): Span[] {
  const registers = [temperature, humidity].flatMap((each) => (each ? [each.register] : []));
  const first = Math.min(...registers);
  const count = Math.max(...registers) - first + 1;
  if (registers.length > 0 && count <= widestSpan) return [{ address: first, count }];
  return registers.map((address) => ({ address, count: 1 }));
}

/**
 * What words (by register) say. A word that stands for a sensor that is missing, or a value that no sensor can mean, is
 * never a value: 8000h would be -3276.8 °C, FFFFh -0.1 °C. Both words 0 are a sensor that its module does not hear.
 */
export function readingsOf(words: ReadonlyMap<number, number>, options: SensorOptions): Readings {
  const { temperature, humidity, absent } = options;
  const read = (
    register: number,
    meaning: (word: number) => number,
    limits: { least: number; most: number },
    unit: string,
  ) => {
    const word = words.get(register) ?? 0;
    const raw = `register ${register} reads ${word.toString(16).toUpperCase().padStart(4, '0')}h`;
    if (absent.includes(word)) return { unknown: `${raw}: no sensor` };
    if (isDead) return { unknown: `${raw}, as does the other one: no sensor` };
    const value = rounded(meaning(word));
    if (value < limits.least || value > limits.most) return { unknown: `${raw}: ${value} ${unit} cannot be` };
    return { value };
  };
  const isDead =
    temperature !== undefined &&
    humidity !== undefined &&
    [temperature, humidity].every(({ register }) => words.get(register) === 0);
  return {
    ...(temperature && {
      temperature: read(
        temperature.register,
        (word) => (temperature.signed ? twosComplement(word) : word) * temperature.scale + temperature.offset,
        temperature,
        '°C',
      ),
    }),
    ...(humidity && { humidity: read(humidity.register, (word) => word * humidity.scale, humidity, '%') }),
  };
}

/**
 * Whether it is too hot, with the limits of the configuration; `before` is what was said last. Undefined = between both
 * limits and nothing said yet: an alarm that an earlier start has left may stand or not.
 */
export function tooHot(
  celsius: number,
  { over, hysteresis }: { readonly over: number; readonly hysteresis: number },
  before: boolean | undefined,
): boolean | undefined {
  if (celsius > over) return true;
  return celsius <= over - hysteresis ? false : before;
}

function twosComplement(word: number): number {
  return word >= 0x8000 ? word - 0x1_0000 : word;
}

/** Without the dust of binary fractions. */
function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
