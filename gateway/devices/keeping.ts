import type { DriverContext, Told } from '../../drivers/index.js';
import type { Staged } from '../messages/publisher.js';
import type { SupervisorOptions } from './device.js';

type Parts = Pick<SupervisorOptions, 'device' | 'publisher' | 'memory' | 'commit'>;

/** Where one durable value lives. */
type Place = Pick<SupervisorOptions['memory'], 'load' | 'save'>;

/** What a device remembers, and what it says that must not be lost: on disk first, then said. */
export function createKeeping(parts: Parts): Pick<DriverContext, 'memory' | 'event'> {
  const { device, publisher, memory, commit } = parts;
  const { records } = memory;
  let last: Promise<unknown> = Promise.resolve();
  // One after the other: each must know what stays when it is refused.
  const inTurn = (place: Place, value: unknown, told?: Told) => {
    const saved = last.then(() => save(parts, place, value, told));
    last = saved.catch(() => undefined);
    return saved;
  };
  return {
    memory: {
      load: memory.load,
      save: (value, told) => inTurn(memory, value, told),
      records: {
        load: records.load,
        put: (key, value, told) =>
          inTurn({ load: () => records.get(key), save: (next, also) => records.put(key, next, also) }, value, told),
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
async function save({ device, publisher }: Parts, place: Place, value: unknown, told: Told = {}): Promise<void> {
  const before = place.load();
  const { event, measurement } = told;
  const staged: Staged[] = [
    ...(event ? [publisher.stage.deviceEvent(device.id, event.name, event.data)] : []),
    ...(measurement ? [publisher.stage.intervalCounts(device.id, measurement)] : []),
  ];
  try {
    await place.save(
      value,
      staged.flatMap(({ changes }) => changes),
    );
  } catch (error) {
    const takenBack = staged.flatMap(({ unsay }) => unsay());
    if (place.load() === value) await place.save(before, takenBack).catch(() => undefined);
    throw error;
  }
  for (const { say } of staged) say();
}
