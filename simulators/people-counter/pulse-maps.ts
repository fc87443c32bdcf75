import type { Register, Registers } from '../modbus/registers.js';
import { performOn } from '../modbus/registers.js';
import { exception, type Outcome, refuse } from '../modbus/reply.js';
import type { ModbusRequest } from '../modbus/request.js';
import { inputCount, type PulseInputs } from './pulse-inputs.js';

/** What a module has beside its counters. */
export interface ModuleState {
  readonly inputs: PulseInputs;
  /** s since power came. */
  uptime(): number;
  millivolts: number;
  readonly minimumMillivolts: number;
  readonly serialNumber: number;
  readonly packets: { received: number; bad: number; sent: number };
}

/** Answers what is asked of one make of module. */
export type ModuleMap = (state: ModuleState) => (request: ModbusRequest) => Outcome;

export const pulseModels = ['wb-mcm8', 'sfar-8di8do'] as const;
export type PulseModel = (typeof pulseModels)[number];

const firmware = '1.4.0';
const firmwareRegisters = 16;
const every = Array.from({ length: inputCount }, (_, input) => input);
const high = (value: number) => (value >>> 16) & 0xffff;
const low = (value: number) => value & 0xffff;
const constant = (value: number): Register => ({ read: () => value });
const setting = (value: number, allowed: (value: number) => boolean): Register => {
  let kept = value;
  return {
    read: () => kept,
    accepts: allowed,
    write(wanted) {
      kept = wanted;
    },
  };
};

/** A 32-bit value that can only be read, high word first. */
const wide = (at: number, value: () => number): [number, Register][] => [
  [at, { read: () => high(value()) }],
  [at + 1, { read: () => low(value()) }],
];

/** Wiren Board WB-MCM8 (led-boards-counters-hid.md 5.2). */
const wbMcm8: ModuleMap = (state) => {
  const { inputs } = state;
  const measured: Registers = new Map([
    [8, { read: () => inputs.mask() }],
    // People are too slow for its frequency counter.
    ...every.flatMap((input) => wide(40 + 2 * input, () => 0)),
    ...every.flatMap((input) => wide(60 + 2 * input, () => inputs.count(input))),
    ...wide(104, () => state.uptime()),
    [121, { read: () => state.millivolts }],
    [122, { read: () => state.minimumMillivolts }],
    [123, constant(3_300)],
    [124, constant(271)],
    // One character in each register: how it is packed is our assumption.
    ...Array.from({ length: firmwareRegisters }, (_, at): [number, Register] => [
      250 + at,
      constant(firmware.charCodeAt(at) || 0),
    ]),
    ...wide(270, () => state.serialNumber),
  ]);
  const settings: Registers = new Map([
    [100, { read: () => 0, accepts: (value: number) => value === 1, write: () => inputs.forget() }],
    [110, setting(96, (value) => [96, 192, 384, 576, 1_152].includes(value))],
    ...every.map((input): [number, Register] => [9 + input, setting(0, (value) => value <= 5)]),
    ...every.map((input): [number, Register] => [20 + input, setting(50, (value) => value <= 2_000)]),
  ]);
  return (request) => {
    if (request.functionCode === 0x02) return states(inputs, request);
    return request.functionCode === 0x04 ? performOn(measured, request, 0x04) : performOn(settings, request);
  };
};

/** iSMA SfAR-S-8DI8DO (led-boards-counters-hid.md 5.2): 32-bit values with the low word first, counters can be written. */
const sfar8di8do: ModuleMap = ({ inputs, packets }) => {
  const inputStates: Register = { read: () => inputs.mask() };
  const holding: Registers = new Map([
    [2, constant(96)],
    [3, constant(1)],
    [4, constant(0)],
    [5, setting(0, () => true)],
    [17, setting(20, () => true)],
    ...pairLowFirst(32, () => packets.received),
    ...pairLowFirst(34, () => packets.bad),
    ...pairLowFirst(36, () => packets.sent),
    [50, inputStates],
    ...every.flatMap((input) => writableCounter(52 + 2 * input, inputs, input)),
  ]);
  const readable: Registers = new Map([[50, inputStates]]);
  return (request) =>
    request.functionCode === 0x04 ? performOn(readable, request, 0x04) : performOn(holding, request);
};

export const moduleMaps: Readonly<Record<PulseModel, ModuleMap>> = { 'wb-mcm8': wbMcm8, 'sfar-8di8do': sfar8di8do };

const pairLowFirst = (at: number, value: () => number): [number, Register][] => [
  [at, { read: () => low(value()) }],
  [at + 1, { read: () => high(value()) }],
];

function writableCounter(at: number, inputs: PulseInputs, input: number): [number, Register][] {
  const current = () => inputs.count(input);
  return [
    [at, { read: () => low(current()), write: (value) => inputs.setCount(input, high(current()) * 0x1_0000 + value) }],
    [
      at + 1,
      { read: () => high(current()), write: (value) => inputs.setCount(input, value * 0x1_0000 + low(current())) },
    ],
  ];
}

/** FC 02: the contacts as they are now. */
function states(inputs: PulseInputs, { start, count }: ModbusRequest): Outcome {
  if (count < 1 || count > 2_000) return refuse(exception.illegalValue);
  if (start + count > inputCount) return refuse(exception.illegalAddress);
  return { values: every.slice(start, start + count).map((input) => (inputs.active(input) ? 1 : 0)) };
}
