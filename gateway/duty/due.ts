import type { CatalogueEntry } from '../alarms/catalogue.js';
import type { DueAt } from '../alarms/due-at.js';
import { isSecurity } from '../alarms/quiet.js';
import type { AlarmRecord, Owner, Severity } from '../alarms/record.js';
import { addedOutside, type QuietHours } from './quiet-hours.js';

/** Critical and security alarms wait for nothing: no quiet hours, no collecting. */
export function isUrgent(severity: Severity, alarm: Pick<CatalogueEntry, 'owner' | 'eventType'>): boolean {
  return severity === 'critical' || isSecurity(alarm);
}

export function isUrgentRecord(record: AlarmRecord): boolean {
  const { 'perceived-severity': severity, 'x-owner': owner, 'event-type': eventType } = record;
  return isUrgent(severity, { owner, eventType });
}

/** What quiet hours keep from people is not held against them: its limit stands still meanwhile. */
export function dueAtOf(slaMinutes: Readonly<Record<Owner, number>>, quiet: QuietHours): DueAt {
  return (entry, at) => {
    const ms = slaMinutes[entry.owner] * 60_000;
    return isUrgent(entry.severity, entry) ? at + ms : addedOutside(quiet, at, ms);
  };
}
