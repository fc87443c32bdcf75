import type { Layout } from './layout.js';

/** Inputs of a module that count, 1 to 8. */
export interface Inputs {
  readonly in: number;
  readonly out: number;
}

/** Wiren Board WB-MCM8, by the template of its vendor. Its reset is for all eight counters. */
function wbMcm8(inputs: Inputs): Layout {
  const value = (register: number) => ({ area: 'input', register, bits: 32, wordOrder: 'high-first' }) as const;
  const counter = (input: number) => value(60 + 2 * (input - 1));
  return {
    in: counter(inputs.in),
    out: counter(inputs.out),
    states: { area: 'discrete-inputs', register: 0, count: 8, in: inputs.in - 1, out: inputs.out - 1 },
    uptime: value(104),
    supply: { ...value(121), bits: 16, millivolts: 1 },
    serialNumber: value(270),
    firmware: { area: 'input', register: 250, count: 16 },
    reset: [{ kind: 'write register', address: 100, value: 1 }],
  };
}

/** iSMA SfAR-S-8DI8DO, by the table of its vendor. A counter is reset by writing it. */
function sfar8di8do(inputs: Inputs): Layout {
  const value = (register: number) => ({ area: 'holding', register, bits: 32, wordOrder: 'low-first' }) as const;
  const counter = (input: number) => 52 + 2 * (input - 1);
  const zero = (input: number) => ({ kind: 'write registers', address: counter(input), values: [0, 0] }) as const;
  return {
    in: value(counter(inputs.in)),
    out: value(counter(inputs.out)),
    states: { area: 'holding', register: 50, count: 16, in: inputs.in - 1, out: inputs.out - 1 },
    packets: { received: value(32), bad: value(34) },
    reset: [zero(inputs.in), zero(inputs.out)],
  };
}

/** Modules whose registers are known. */
export const readyMaps = { 'wb-mcm8': wbMcm8, 'sfar-8di8do': sfar8di8do } as const;
export type ReadyMap = keyof typeof readyMaps;
export const readyMapNames = Object.keys(readyMaps) as [ReadyMap, ...ReadyMap[]];
