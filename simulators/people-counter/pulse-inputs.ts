import { type Counts, createDoorway, type Direction, type Doorway } from './doorway.js';

/** Terminals of both modules. */
export const inputCount = 8;

/** What hangs on the input of one direction. */
interface Beam {
  readonly input: number;
  /** Something stands in it: the contact stays closed and gives no pulses. */
  blocked: boolean;
  /** Its wire is off: the contact stays open. */
  cut: boolean;
}

/** The counting inputs of a pulse module with the beams of one door: input 1 = in, input 2 = out. */
export interface PulseInputs extends Doorway {
  /** Count of an input, the first is 0. */
  count(input: number): number;
  setCount(input: number, value: number): void;
  /** Whether the contact of an input is closed now. */
  active(input: number): boolean;
  /** All of them, the first in the lowest bit. */
  mask(): number;
  forget(): void;
  block(direction: Direction, on: boolean): void;
  cutWire(direction: Direction, on: boolean): void;
  totals(): Counts;
}

export function createPulseInputs(): PulseInputs {
  const counts = Array<number>(inputCount).fill(0);
  const beams: Readonly<Record<Direction, Beam>> = {
    in: { input: 0, blocked: false, cut: false },
    out: { input: 1, blocked: false, cut: false },
  };
  const count = (input: number) => counts[input] ?? 0;
  const setCount = (input: number, value: number) => {
    counts[input] = value >>> 0;
  };
  const active = (input: number) => Object.values(beams).some((beam) => beam.input === input && isClosed(beam));
  const doorway = createDoorway((direction) => {
    const { input, blocked, cut } = beams[direction];
    if (blocked || cut) return false;
    setCount(input, count(input) + 1);
    return true;
  });
  return {
    ...doorway,
    count,
    setCount,
    active,
    mask: () => counts.reduce((mask, _, input) => mask | (active(input) ? 1 << input : 0), 0),
    forget: () => void counts.fill(0),
    block(direction, on) {
      beams[direction].blocked = on;
    },
    cutWire(direction, on) {
      beams[direction].cut = on;
    },
    totals: () => ({ in: count(beams.in.input), out: count(beams.out.input) }),
  };
}

function isClosed({ blocked, cut }: Beam): boolean {
  return blocked && !cut;
}
