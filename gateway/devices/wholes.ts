import type { ResolvedDevice } from '../config/schema.js';

/** The devices that each device is a part of, by its id; those that are part of none are not in it. */
export function wholesOf(devices: readonly ResolvedDevice[]): ReadonlyMap<string, readonly string[]> {
  const wholes = new Map<string, string[]>();
  for (const { id, driver, options } of devices) {
    for (const part of driver.parts?.(options) ?? []) wholes.set(part, [...(wholes.get(part) ?? []), id]);
  }
  return wholes;
}
