import type { CatalogueEntry } from './catalogue.js';
import type { AlarmKey } from './key.js';
import { type AlarmContent, suppressedBy } from './record-changes.js';

/**
 * Something that lets an alarm be recorded and keeps it from people: a shelf, a flood. Such an alarm has its record and
 * its retained topic, with `x-suppressed-by`, and no raise on the stream. (What a maintenance window or a lost parent
 * holds back is not even recorded: condition-watch.ts.)
 */
export interface Quiet {
  /** What `x-suppressed-by` says, or undefined when people are to hear of it. Asked at every raise. */
  reason(key: AlarmKey, entry: CatalogueEntry): string | undefined;
  /** What it writes into the record of such a raise, beside `x-suppressed-by`. Default: nothing. */
  entered?(key: AlarmKey, content: AlarmContent): AlarmContent;
}

/** A raise as the first of the quiets that has a reason wants it, and whether people are to hear of it. */
export function quieted(
  quiets: readonly Quiet[],
  key: AlarmKey,
  entry: CatalogueEntry,
  content: AlarmContent,
): { readonly content: AlarmContent; readonly announce: boolean } {
  for (const quiet of quiets) {
    const by = quiet.reason(key, entry);
    if (by === undefined) continue;
    const entered = quiet.entered?.(key, content) ?? content;
    return { content: { ...suppressedBy(entered, by), 'x-announced': false }, announce: false };
  }
  return { content: { ...suppressedBy(content, undefined), 'x-announced': true }, announce: true };
}

/** What concerns security is never grouped, suppressed or inhibited (DOMAIN.md, "Who is in the hall"). */
export function isSecurity({ owner, eventType }: Pick<CatalogueEntry, 'owner' | 'eventType'>): boolean {
  return owner === 'security' || eventType === 'physical-violation';
}
