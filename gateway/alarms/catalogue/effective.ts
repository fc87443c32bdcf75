import type { AlarmDeclaration } from '../../../drivers/index.js';
import { type Severity, severities } from '../record.js';
import type { CatalogueEntry } from './entry.js';

/** The delays of an alarm of one device, ms: the branch's own word counts first, then the driver's. */
export function delaysMs(
  { branch, onDelaySeconds, offDelaySeconds }: CatalogueEntry,
  declared: Pick<AlarmDeclaration, 'onDelaySeconds' | 'offDelaySeconds'> = {},
): { readonly onDelayMs: number; readonly offDelayMs: number } {
  return {
    onDelayMs: (branch?.onDelaySeconds ?? declared.onDelaySeconds ?? onDelaySeconds) * 1_000,
    offDelayMs: (branch?.offDelaySeconds ?? declared.offDelaySeconds ?? offDelaySeconds) * 1_000,
  };
}

/**
 * How bad a condition is. What the branch has set is the least: a battery that is empty stays worse than one that is
 * low, however the branch rates the low one.
 */
export function severityOf({ branch, severity }: CatalogueEntry, reported: Severity | undefined): Severity {
  if (reported === undefined) return severity;
  return branch?.severity === undefined ? reported : worse(reported, branch.severity);
}

/** Every severity an alarm of this type can have, the mildest first. */
export function levelsOf(entry: CatalogueEntry): readonly Severity[] {
  const { severity, severities: reported = [severity] } = entry;
  const possible = new Set([severity, ...reported.map((level) => severityOf(entry, level))]);
  return severities.filter((level) => possible.has(level));
}

export function worse(a: Severity, b: Severity): Severity {
  return severities.indexOf(a) >= severities.indexOf(b) ? a : b;
}
