import { alarmCommands } from '../alarms/commands.js';
import { availabilityCommands } from '../availability/commands.js';
import { boardCallCommands } from '../board-call/commands.js';
import { deviceFileCommands } from '../device-file/commands.js';
import { dutyCommands } from '../duty/commands.js';
import { hallCommands } from '../hall/commands.js';
import type { CommandContracts } from './command-set.js';

/** Every command to `command/gateway/{name}`; each part of the gateway has its own list beside its code. */
export const gatewayCommands: CommandContracts = {
  ...alarmCommands,
  ...availabilityCommands,
  ...boardCallCommands,
  ...deviceFileCommands,
  ...dutyCommands,
  ...hallCommands,
};
