import { parse } from './action.js';
import { createHidKeyboard, hidKeyboardOptions } from './keypad/hid-keyboard.js';
import { createHidPosScanner, hidPosScannerOptions } from './keypad/hid-pos-scanner.js';
import { alphaOptions, createAlpha } from './led-board/alpha.js';
import { am03127Options, createAm03127 } from './led-board/am03127.js';
import { createModbusDigits, modbusDigitsOptions } from './led-board/modbus-digits.js';
import { createOnbon, onbonOptions } from './led-board/onbon.js';
import { createFoorir, foorirOptions } from './people-counter/foorir.js';
import { createHpc168, hpc168Options } from './people-counter/hpc168.js';
import { createModbusPulse, modbusPulseOptions } from './people-counter/modbus-pulse.js';
import { createTerabeeEvo, terabeeEvoOptions } from './people-counter/terabee-evo.js';
import { createDelcom, delcomOptions } from './signal-light/delcom.js';
import { createLuxafor, luxaforOptions } from './signal-light/luxafor.js';
import type { Simulator, World } from './simulator.js';
import { cardDispenserOptions, createCardDispenser } from './terminal/card-dispenser.js';
import { cctalkOptions, createCctalk } from './terminal/cctalk.js';
import { createHeartbeat, heartbeatOptions } from './terminal/heartbeat.js';
import { createKiosk, kioskOptions } from './terminal/kiosk.js';
import { createModbusInputs, modbusInputsOptions } from './terminal/modbus-inputs.js';
import { createNut, nutOptions } from './terminal/nut.js';
import { createSnmp, snmpOptions } from './terminal/snmp.js';
import { createXfs4iot, xfs4iotOptions } from './terminal/xfs4iot.js';
import { createEscpos, escposOptions } from './ticket-printer/escpos.js';

/** Builds one simulator; `options` are unchecked and refused with an Error that names each mistake. */
export type SimulatorFactory = (world: World, options: unknown) => Simulator;

/** Every simulator that can be started by its kind, `<class>/<protocol>`. */
export const simulatorFactories: Readonly<Record<string, SimulatorFactory>> = {
  'keypad/hid-keyboard': (world, options) => createHidKeyboard(world, parse(hidKeyboardOptions, options)),
  'keypad/hid-pos-scanner': (world, options) => createHidPosScanner(world, parse(hidPosScannerOptions, options)),
  'led-board/alpha': (world, options) => createAlpha(world, parse(alphaOptions, options)),
  'led-board/am03127': (world, options) => createAm03127(world, parse(am03127Options, options)),
  'led-board/modbus-digits': (world, options) => createModbusDigits(world, parse(modbusDigitsOptions, options)),
  'led-board/onbon': (world, options) => createOnbon(world, parse(onbonOptions, options)),
  'people-counter/foorir': (world, options) => createFoorir(world, parse(foorirOptions, options)),
  'people-counter/hpc168': (world, options) => createHpc168(world, parse(hpc168Options, options)),
  'people-counter/modbus-pulse': (world, options) => createModbusPulse(world, parse(modbusPulseOptions, options)),
  'people-counter/terabee-evo': (world, options) => createTerabeeEvo(world, parse(terabeeEvoOptions, options)),
  'signal-light/delcom': (world, options) => createDelcom(world, parse(delcomOptions, options)),
  'signal-light/luxafor': (world, options) => createLuxafor(world, parse(luxaforOptions, options)),
  'terminal/card-dispenser': (world, options) => createCardDispenser(world, parse(cardDispenserOptions, options)),
  'terminal/cctalk': (world, options) => createCctalk(world, parse(cctalkOptions, options)),
  'terminal/heartbeat': (world, options) => createHeartbeat(world, parse(heartbeatOptions, options)),
  'terminal/kiosk': (world, options) => createKiosk(world, parse(kioskOptions, options)),
  'terminal/snmp': (world, options) => createSnmp(world, parse(snmpOptions, options)),
  'terminal/xfs4iot': (world, options) => createXfs4iot(world, parse(xfs4iotOptions, options)),
  'terminal/nut': (world, options) => createNut(world, parse(nutOptions, options)),
  'terminal/modbus-inputs': (world, options) => createModbusInputs(world, parse(modbusInputsOptions, options)),
  'ticket-printer/escpos': (world, options) => createEscpos(world, parse(escposOptions, options)),
};

/** Throws an Error that lists the kinds when there is no such one, or names what is wrong in `options`. */
export function createSimulator(kind: string, world: World, options: unknown = {}): Simulator {
  const factory = Object.hasOwn(simulatorFactories, kind) ? simulatorFactories[kind] : undefined;
  if (factory) return factory(world, options);
  throw new Error(`no simulator "${kind}", allowed are ${Object.keys(simulatorFactories).join(', ')}`);
}
