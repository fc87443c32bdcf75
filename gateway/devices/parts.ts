import type { DeviceView, PartMeans } from '../../drivers/index.js';
import type { CommandTarget } from '../commands/target.js';
import type { ConfiguredDevice } from './device.js';

/** Longest time a part's command may take when a device that is made of it gives it, ms; as one that comes from outside. */
const commandLimitMs = 60_000;

export interface PartsOptions {
  readonly devices: readonly Pick<ConfiguredDevice, 'id' | 'driver' | 'options' | 'admin'>[];
  /** The published state of a device; undefined where there is none. */
  readonly stateOf: (deviceId: string) => Record<string, unknown> | undefined;
  readonly targetOf: (deviceId: string) => CommandTarget | undefined;
  readonly pollNow: (deviceId: string) => void;
  /** Wall-clock ms. */
  readonly now: () => number;
}

/** Which devices are made of which others, and how those see these. */
export interface Parts {
  means(deviceId: string): PartMeans['parts'];
  /** The state of a device has changed: whoever is made of it hears so at once. */
  changed(deviceId: string): void;
  /** Those a device is made of. */
  of(deviceId: string): readonly string[];
  /** True of a part of more than one device that is enabled. */
  isShared(deviceId: string): boolean;
}

export function createParts({ devices, stateOf, targetOf, pollNow, now }: PartsOptions): Parts {
  const byId = new Map(devices.map((device) => [device.id, device]));
  const partsOf = new Map(devices.map(({ id, driver, options }) => [id, driver.parts?.(options) ?? []]));
  const watchers = new Map<string, Set<() => void>>();

  const of = (deviceId: string) => partsOf.get(deviceId) ?? [];
  const isShared = (deviceId: string) =>
    devices.filter(({ id, admin }) => admin === 'enabled' && of(id).includes(deviceId)).length > 1;
  const view = (deviceId: string): DeviceView | undefined => {
    const state = stateOf(deviceId);
    const device = byId.get(deviceId);
    if (!state || !device) return undefined;
    const { class: deviceClass, name } = device.driver;
    // Both axes are in every state.
    const { admin, operating, since } = state as unknown as Pick<DeviceView, 'admin' | 'operating' | 'since'>;
    return { id: deviceId, class: deviceClass, driver: name, admin, operating, since, state };
  };

  return {
    of,
    isShared,
    changed(deviceId) {
      for (const told of [...(watchers.get(deviceId) ?? [])]) told();
    },
    means: (deviceId) => ({
      views: () =>
        of(deviceId).flatMap((part) => {
          const seen = view(part);
          return seen ? [{ ...seen, shared: isShared(part) }] : [];
        }),
      self() {
        const seen = view(deviceId);
        if (!seen) throw new Error(`${deviceId} is no device`);
        return seen;
      },
      watch(onChange) {
        const watched = [deviceId, ...of(deviceId)];
        for (const id of watched) watchers.set(id, (watchers.get(id) ?? new Set()).add(onChange));
        return () => {
          for (const id of watched) watchers.get(id)?.delete(onChange);
        };
      },
      wake: () => pollNow(deviceId),
      has: (part, command) => of(deviceId).includes(part) && targetOf(part)?.commands[command] !== undefined,
      command: async (part, name, args) => {
        const target = of(deviceId).includes(part) ? targetOf(part) : undefined;
        if (!target) throw new Error(`${part} is no part of ${deviceId}`);
        const info = { commandId: `of ${deviceId}`, clientId: 'gateway', expiresAt: now() + commandLimitMs };
        return target.execute(name, args, info);
      },
    }),
  };
}
