import { z } from 'zod';
import type { AlarmManager } from '../alarms/manager.js';
import type { CommandTarget } from '../commands/target.js';
import type { ResolvedConfig } from '../config/schema.js';
import type { DeviceFiles } from '../device-file/device-files.js';
import type { Foundation } from '../foundation.js';
import { availabilitySet } from './commands.js';
import { createDaily } from './daily.js';
import { dayOf, type FiguresSource } from './figures.js';
import { terminalsOf } from './terminals.js';

/** Figures of the terminals by day: told when a day is over, and when somebody asks. */
export interface AvailabilityPart {
  readonly commands: CommandTarget;
  start(): void;
  stop(): Promise<void>;
}

export function composeAvailability({
  foundation,
  config,
  files,
  alarms,
  stateOf,
}: {
  readonly foundation: Foundation;
  readonly config: ResolvedConfig;
  readonly files: DeviceFiles;
  readonly alarms: AlarmManager;
  readonly stateOf: FiguresSource['stateOf'];
}): AvailabilityPart {
  const { clock, store, publisher, onError } = foundation;
  const terminals = new Map(terminalsOf(config).map((terminal) => [terminal.id, terminal]));
  const ids = [...terminals.keys()];
  const source = { files, records: () => alarms.records(), stateOf, now: () => clock.now() };
  const figures = async (deviceId: string, day: string) => {
    const terminal = terminals.get(deviceId);
    return terminal && dayOf(terminal, day, source);
  };
  const told = store.table('availability', z.string());
  for (const [deviceId] of [...told.entries()]) {
    if (!terminals.has(deviceId)) told.delete(deviceId).catch(onError);
  }
  const daily = createDaily({
    ...{ ids, clock, calendar: files.calendar, told, figures, onError },
    stage: (deviceId, data) => publisher.stage.intervalCounts(deviceId, data),
    commit: (changes) => store.commit(changes),
  });
  return {
    commands: availabilitySet({ ids, today: () => files.calendar.day(clock.now()), figures }),
    start: () => daily.start(),
    stop: () => daily.stop(),
  };
}
