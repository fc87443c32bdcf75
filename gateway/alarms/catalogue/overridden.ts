import type { Owner, Severity } from '../record.js';
import type { Catalogue, CatalogueEntry, Texts } from './entry.js';

/** What a branch wants otherwise for one alarm type; what is left out stays as it is. */
export interface AlarmOverride {
  readonly severity?: Severity | undefined;
  readonly onDelaySeconds?: number | undefined;
  readonly offDelaySeconds?: number | undefined;
  readonly owner?: Owner | undefined;
  readonly text?: OwnTexts | undefined;
  readonly meaning?: OwnTexts | undefined;
  readonly remedy?: OwnTexts | undefined;
}

/** By alarm type. */
export type AlarmOverrides = Readonly<Record<string, AlarmOverride>>;

interface OwnTexts {
  readonly zh?: string | undefined;
  readonly en?: string | undefined;
}

/** The catalogue as the branch has it. Types it does not know are left out: the configuration refuses them. */
export function overridden(catalogue: Catalogue, overrides: AlarmOverrides = {}): Catalogue {
  const changed = Object.entries(overrides).flatMap(([type, override]): [string, CatalogueEntry][] => {
    const entry = catalogue.get(type);
    return entry ? [[type, changedEntry(entry, override)]] : [];
  });
  return new Map([...catalogue, ...changed]);
}

function changedEntry(entry: CatalogueEntry, override: AlarmOverride): CatalogueEntry {
  const { severity, onDelaySeconds, offDelaySeconds, owner, text, meaning, remedy } = override;
  return {
    ...entry,
    severity: severity ?? entry.severity,
    onDelaySeconds: onDelaySeconds ?? entry.onDelaySeconds,
    offDelaySeconds: offDelaySeconds ?? entry.offDelaySeconds,
    owner: owner ?? entry.owner,
    text: changedTexts(entry.text, text),
    meaning: changedTexts(entry.meaning, meaning),
    remedy: changedTexts(entry.remedy, remedy),
    branch: { severity, onDelaySeconds, offDelaySeconds },
  };
}

function changedTexts(texts: Texts, own: OwnTexts = {}): Texts {
  return { zh: own.zh ?? texts.zh, en: own.en ?? texts.en };
}
