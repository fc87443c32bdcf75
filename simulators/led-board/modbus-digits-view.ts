import { allSegments, look } from './modbus-digits-glyphs.js';
import { baudRates } from './modbus-digits-memory.js';
import type { DigitModule } from './modbus-digits-module.js';

/** How often registers were written that a good host leaves alone, refused attempts too. */
export interface Tripwires {
  factoryReset: number;
  address: number;
  baud: number;
  parity: number;
}

export interface DigitsView {
  /** What a person reads now: one line, a sign per digit. Blank where a blinking digit is dark just now. */
  readonly text: readonly string[];
  /** Decimal points that light now, by digit. */
  readonly points: readonly boolean[];
  /** What is written, whatever lights of it. */
  readonly characters: string;
  readonly blinking: readonly boolean[];
  /** 1 to 8. */
  readonly brightness: number;
  readonly address: number;
  /** Bits per second and parity since the power came. */
  readonly baud: number;
  readonly parity: 'none' | 'even' | 'odd';
  readonly tripwires: Tripwires;
}

/** Segments that no longer light, by digit. */
export type DeadSegments = readonly ReadonlySet<string>[];

/** ms; the sources give no period. */
export const blinkHalfPeriodMs = 500;
const parities = ['none', 'even', 'odd'] as const;

/** @param poweredMs since the power came: blinking digits light first. */
export function viewDigits(
  module: DigitModule,
  dead: DeadSegments,
  poweredMs: number,
  tripwires: Tripwires,
): DigitsView {
  const { memory, settings, digits, lineInForce } = module;
  const places = Array.from({ length: digits }, (_, digit) => digit);
  const darkPhase = Math.floor(poweredMs / blinkHalfPeriodMs) % 2 === 1;
  const blinking = places.map((digit) => ((memory.blink >> digit) & 1) === 1);
  const out = (digit: number): ReadonlySet<string> =>
    darkPhase && blinking[digit] ? new Set(allSegments) : (dead[digit] ?? new Set());
  return {
    text: [places.map((digit) => look(memory.cells[digit] ?? ' ', out(digit))).join('')],
    points: places.map((digit) => memory.points[digit] === true && !out(digit).has('p')),
    characters: memory.cells.slice(0, digits).join(''),
    blinking,
    brightness: settings.brightness,
    address: settings.address,
    baud: baudRates[lineInForce.baud] ?? 0,
    parity: parities[lineInForce.parity] ?? 'none',
    tripwires: { ...tripwires },
  };
}
