import type { DriverContext, Told } from '../../drivers/index.js';
import type { Staged } from '../messages/publisher.js';
import type { SupervisorOptions } from './device.js';

type Parts = Pick<SupervisorOptions, 'device' | 'publisher' | 'memory' | 'commit'>;

/** What a device remembers, and what it says that must not be lost: on disk first, then said. */
export function createKeeping(parts: Parts): Pick<DriverContext, 'memory' | 'event'> {
  const { device, publisher, memory, commit } = parts;
  let last: Promise<unknown> = Promise.resolve();
  return {
    memory: {
      load: memory.load,
      // One after the other: each must know what stays when it is refused.
      save(value, told) {
        const saved = last.then(() => save(parts, value, told));
        last = saved.catch(() => undefined);
        return saved;
      },
    },
    async event(name, data) {
      const staged = publisher.stage.deviceEvent(device.id, name, data);
      await commit(staged.changes).finally(staged.say);
    },
  };
}

/**
 * The store keeps in memory what the disk refuses and writes it with the next change; a value that its driver takes for
 * refused must not come to life that way, least of all with counts that are then told once more.
 */
async function save({ device, publisher, memory }: Parts, value: unknown, told: Told = {}): Promise<void> {
  const before = memory.load();
  const { event, measurement } = told;
  const staged: Staged[] = [
    ...(event ? [publisher.stage.deviceEvent(device.id, event.name, event.data)] : []),
    ...(measurement ? [publisher.stage.intervalCounts(device.id, measurement)] : []),
  ];
  try {
    await memory.save(
      value,
      staged.flatMap(({ changes }) => changes),
    );
  } catch (error) {
    const takenBack = staged.flatMap(({ unsay }) => unsay());
    if (memory.load() === value) await memory.save(before, takenBack).catch(() => undefined);
    throw error;
  }
  for (const { say } of staged) say();
}
