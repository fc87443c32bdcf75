import type { AlarmDeclaration } from '../../drivers/index.js';
import { delaysMs } from './catalogue/effective.js';
import type { Catalogue, CatalogueEntry } from './catalogue.js';
import { isSecurity } from './quiet.js';

/** One alarm type of one device. */
export interface Kind {
  readonly entry: CatalogueEntry;
  readonly onDelayMs: number;
  readonly offDelayMs: number;
  /** Says that contact is lost. */
  readonly isContact: boolean;
  /** Of these, that the host still answers: it explains nothing of what depends on the device, and nothing explains it. */
  readonly hostAnswers: boolean;
  /** Concerns security: nothing holds, delays or hides it. */
  readonly isSecurity: boolean;
  /** Silence of the device about it means nothing. */
  readonly onOccasion: boolean;
  /** Raised also while the device cannot be asked. */
  readonly outlivesContact: boolean;
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
  for (const declaration of [...contact, ...declarations]) {
    const { type, onOccasion = false, outlivesContact = false, hostAnswers = false } = declaration;
    const entry = catalogue.get(type);
    if (!entry) continue;
    const { onDelayMs, offDelayMs } = delaysMs(entry, declaration);
    const concernsSecurity = isSecurity(entry);
    kinds.set(type, {
      entry,
      // Whatever a driver, the catalogue or a branch's own file says (DOMAIN.md: never delayed).
      onDelayMs: concernsSecurity ? 0 : onDelayMs,
      offDelayMs,
      isContact: type === contactAlarm || hostAnswers,
      hostAnswers: type !== contactAlarm && hostAnswers,
      isSecurity: concernsSecurity,
      onOccasion,
      outlivesContact,
    });
  }
  return kinds;
}

/** An instance of a type: the contact alarm is the one without a qualifier, with one it is an alarm like any other. */
export function kindOf(kinds: ReadonlyMap<string, Kind>, type: string, qualifier: string): Kind | undefined {
  const kind = kinds.get(type);
  return kind?.isContact && qualifier !== '' ? { ...kind, isContact: false, hostAnswers: false } : kind;
}
