import type { CommandContract } from '../../drivers/index.js';
import type { CommandTarget } from '../commands/target.js';
import type { DeviceOptions } from './device.js';
import { type MaintainedPart, setJointly } from './joint-maintenance.js';
import { createMaintenance, type Maintenance, type MaintenanceArgs } from './maintenance.js';
import { createParts, type Parts } from './parts.js';
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

export function createDeviceRegistry(devices: readonly DeviceOptions[]): DeviceRegistry {
  const entries = new Map<string, Entry>();
  const pollNow = (deviceId: string) => entries.get(deviceId)?.supervisor.pollNow();
  const parts = createParts({
    devices: devices.map(({ device }) => device),
    stateOf: (deviceId) => entries.get(deviceId)?.supervisor.state.view(),
    targetOf: (deviceId) => entries.get(deviceId)?.target,
    pollNow,
    now: () => devices[0]?.clock.now() ?? 0,
  });
  for (const options of devices) entries.set(options.device.id, createEntry(options, parts, entries));
  return {
    ids: [...entries.keys()],
    target: (deviceId) => entries.get(deviceId)?.target,
    view: () => Object.fromEntries([...entries].map(([id, { supervisor }]) => [id, supervisor.state.view()])),
    pollNow,
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

function createEntry(options: DeviceOptions, parts: Parts, entries: ReadonlyMap<string, Entry>): Entry {
  const { device, clock, alarms, windows, logger } = options;
  const supervisor = new Supervisor({
    ...options,
    parts: parts.means(device.id),
    onState: () => parts.changed(device.id),
  });
  const { state } = supervisor;
  const maintenance = createMaintenance({ deviceId: device.id, clock, state, alarms, windows, logger });
  const maintained = () => maintainedParts(parts.of(device.id), parts, entries);
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
        name === 'maintenance'
          ? setJointly(maintenance, maintained(), args as MaintenanceArgs)
          : supervisor.execute(name, args, info),
    },
  };
}

function maintainedParts(
  ids: readonly string[],
  parts: Pick<Parts, 'isShared'>,
  entries: ReadonlyMap<string, Entry>,
): MaintainedPart[] {
  return ids.flatMap((id) => {
    const entry = entries.get(id);
    if (!entry) return [];
    const { maintenance, supervisor } = entry;
    return [{ id, maintenance, isShared: parts.isShared(id), isDisabled: supervisor.state.admin === 'disabled' }];
  });
}
