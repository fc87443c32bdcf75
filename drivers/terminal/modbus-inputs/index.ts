import { defineDriver } from '../../driver.js';
import { terminalContract } from '../contract.js';
import { modbusInputsOptions } from './options.js';
import { contactRule, ModbusInputsSession } from './session.js';

export const modbusInputs = defineDriver({
  class: 'terminal',
  name: 'modbus-inputs',
  title: 'Doors, tamper, water, smoke, mains and temperature on Modbus RTU input modules',
  contract: terminalContract,
  options: modbusInputsOptions,
  linkKind: 'bus',
  linkTypes: ['serial', 'tcp'],
  busAddress: ({ address }) => String(address),
  addressSpace: 'modbus',
  characterFormats: ['8N1', '8E1', '8O1', '8N2'],
  alarms: [
    { type: 'cabinet-door-open' },
    { type: 'tamper-or-vibration' },
    { type: 'water-or-smoke-detected' },
    { type: 'mains-lost-on-battery' },
    // Told at each reading of a sensor that works: one that is broken must not clear it.
    { type: 'environment-over-temperature', onOccasion: true },
  ],
  contact: contactRule,
  commands: ['probe', 'maintenance'],
  open: async (context) => new ModbusInputsSession(context),
});
