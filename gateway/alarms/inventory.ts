import { levelsOf } from './catalogue/effective.js';
import type { Catalogue, Texts } from './catalogue/entry.js';
import type { Severity } from './record.js';

/** One row of the alarm inventory of RFC 8632: a type that may be raised here, whether it is or not. */
export interface InventoryEntry {
  readonly 'alarm-type-id': string;
  readonly 'x-code': string;
  /** Devices that can raise it. */
  readonly resource: readonly string[];
  /** False where nothing would ever clear it; there is none. */
  readonly 'will-clear': true;
  /** Every severity it can have, the mildest first. */
  readonly 'severity-level': readonly Severity[];
  readonly description: Texts;
  /** What it means for the branch. */
  readonly 'x-meaning': Texts;
  readonly 'proposed-repair-actions': Texts;
  readonly 'x-owner': string;
}

/** By alarm-type-id, in its order; `deviceId` leaves the types of the others out. */
export function inventoryOf(
  devices: ReadonlyMap<string, { types(): string[] }>,
  catalogue: Catalogue,
  deviceId?: string,
): InventoryEntry[] {
  const able = new Map<string, string[]>();
  for (const [id, device] of devices) {
    for (const type of device.types()) able.set(type, [...(able.get(type) ?? []), id]);
  }
  return [...able]
    .filter(([, resource]) => deviceId === undefined || resource.includes(deviceId))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([type, resource]) => {
      const entry = catalogue.get(type);
      if (!entry) return [];
      const { code, text, meaning, remedy, owner } = entry;
      return {
        'alarm-type-id': type,
        'x-code': code,
        resource,
        'will-clear': true as const,
        'severity-level': levelsOf(entry),
        description: text,
        'x-meaning': meaning,
        'proposed-repair-actions': remedy,
        'x-owner': owner,
      };
    });
}
