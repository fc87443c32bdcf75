import type { AlarmDeclaration } from '../../drivers/index.js';
import type { Catalogue, CatalogueEntry } from './catalogue.js';
import { isSecurity } from './quiet.js';

/** One alarm type of one device. */
export interface Kind {
  readonly entry: CatalogueEntry;
  readonly onDelayMs: number;
  readonly offDelayMs: number;
  /** Says that contact is lost. */
  readonly isContact: boolean;
  /** Concerns security: nothing holds, delays or hides it. */
  readonly isSecurity: boolean;
  /** Silence of the device about it means nothing. */
  readonly onOccasion: boolean;
}

/** The alarm types of a device that the catalogue knows, by alarm-type-id. */
export function kindsOf({
  catalogue,
  declarations,
  contactAlarm,
}: {
  readonly catalogue: Catalogue;
  readonly declarations: readonly AlarmDeclaration[];
  readonly contactAlarm?: string | undefined;
}): ReadonlyMap<string, Kind> {
  const kinds = new Map<string, Kind>();
  const contact: readonly AlarmDeclaration[] = contactAlarm === undefined ? [] : [{ type: contactAlarm }];
  for (const { type, onDelaySeconds, offDelaySeconds, onOccasion = false } of [...contact, ...declarations]) {
    const entry = catalogue.get(type);
    if (!entry) continue;
    const concernsSecurity = isSecurity(entry);
    kinds.set(type, {
      entry,
      // Whatever a driver, the catalogue or a branch's own file says (DOMAIN.md: never delayed).
      onDelayMs: concernsSecurity ? 0 : (onDelaySeconds ?? entry.onDelaySeconds) * 1_000,
      offDelayMs: (offDelaySeconds ?? entry.offDelaySeconds) * 1_000,
      isContact: type === contactAlarm,
      isSecurity: concernsSecurity,
      onOccasion,
    });
  }
  return kinds;
}
