import type { CatalogueEntry } from './catalogue.js';
import type { AlarmKey } from './key.js';

/**
 * Something that lets an alarm be recorded and keeps it from people: a shelf, a flood. Such an alarm has its record and
 * its retained topic, with `x-suppressed-by`, and no raise on the stream. (What a maintenance window or a lost parent
 * holds back is not even recorded: condition-watch.ts.)
 */
export interface Quiet {
  /** What `x-suppressed-by` says, or undefined when people are to hear of it. Asked at every raise. */
  reason(key: AlarmKey, entry: CatalogueEntry): string | undefined;
}

/** What concerns security is never grouped, suppressed or inhibited (DOMAIN.md, "Who is in the hall"). */
export function isSecurity({ owner, eventType }: Pick<CatalogueEntry, 'owner' | 'eventType'>): boolean {
  return owner === 'security' || eventType === 'physical-violation';
}

/** The first that has one. */
export function firstReason(quiets: readonly Quiet[], key: AlarmKey, entry: CatalogueEntry): string | undefined {
  for (const quiet of quiets) {
    const reason = quiet.reason(key, entry);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
