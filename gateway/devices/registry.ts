import type { CommandContract } from '../../drivers/index.js';
import type { CommandTarget } from '../commands/target.js';
import type { SupervisorOptions } from './device.js';
import { createMaintenance, type Maintenance, type MaintenanceArgs } from './maintenance.js';
import { Supervisor } from './supervisor.js';

/** All devices of the branch. */
export interface DeviceRegistry {
  readonly ids: readonly string[];
  target(deviceId: string): CommandTarget | undefined;
  /** Operating and admin axis and class state of every device. */
  view(): Record<string, Record<string, unknown>>;
  /** Polls a device now rather than at the end of its interval; nothing where there is none. */
  pollNow(deviceId: string): void;
  start(): void;
  stop(): Promise<void>;
}

export function createDeviceRegistry(devices: readonly SupervisorOptions[]): DeviceRegistry {
  const entries = new Map(devices.map((options) => [options.device.id, createEntry(options)]));
  return {
    ids: [...entries.keys()],
    target: (deviceId) => entries.get(deviceId)?.target,
    view: () => Object.fromEntries([...entries].map(([id, { supervisor }]) => [id, supervisor.state.view()])),
    pollNow: (deviceId) => entries.get(deviceId)?.supervisor.pollNow(),
    start() {
      for (const { supervisor, maintenance } of entries.values()) {
        maintenance.resume();
        supervisor.start();
      }
    },
    async stop() {
      for (const { maintenance } of entries.values()) maintenance.stop();
      await Promise.all([...entries.values()].map(({ supervisor }) => supervisor.stop()));
    },
  };
}

interface Entry {
  readonly supervisor: Supervisor;
  readonly maintenance: Maintenance;
  readonly target: CommandTarget;
}

function createEntry(options: SupervisorOptions): Entry {
  const { device, clock, alarms, windows, logger } = options;
  const supervisor = new Supervisor(options);
  const { state } = supervisor;
  const maintenance = createMaintenance({ deviceId: device.id, clock, state, alarms, windows, logger });
  const { contract, commands } = device.driver;
  const offered: Record<string, CommandContract> = {};
  for (const name of commands) {
    const command = contract.commands[name];
    if (command) offered[name] = command;
  }
  return {
    supervisor,
    maintenance,
    target: {
      commands: offered,
      execute: async (name, args, info) =>
        name === 'maintenance' ? maintenance.set(args as MaintenanceArgs) : supervisor.execute(name, args, info),
    },
  };
}
