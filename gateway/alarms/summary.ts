import { z } from 'zod';
import { type AlarmRecord, isAcknowledged, isOpen, isShelved, operatorState, type Severity } from './record.js';

const count = z.number().int().min(0);

const severityCountsSchema = z.strictObject({
  total: count,
  cleared: count,
  'not-cleared': count,
  'cleared-not-closed': count,
  'cleared-closed': count,
  'not-cleared-closed': count,
  'not-cleared-not-closed': count,
});
export type SeverityCounts = z.infer<typeof severityCountsSchema>;

/** How many alarms there are, RFC 8632 names; topic `alarm-summary`. */
export const alarmSummarySchema = z.strictObject({
  severities: z
    .strictObject({
      warning: severityCountsSchema,
      minor: severityCountsSchema,
      major: severityCountsSchema,
      critical: severityCountsSchema,
    })
    .describe('Of every record in the list, those that are over included, by the severity they have or had last'),
  open: count.describe('Raised, or cleared and not acknowledged: as many as there are retained records'),
  unacknowledged: count.describe('Open ones that nobody has taken over'),
  shelved: count.describe('Raised ones that an operator has shelved'),
  suppressed: count.describe('Raised ones that something keeps quiet: a shelf, a flood, a maintenance window'),
  flapping: count.describe('Raised ones that come and go'),
});
export type AlarmSummary = z.infer<typeof alarmSummarySchema>;

export function summaryOf(records: Iterable<AlarmRecord>): AlarmSummary {
  const bySeverity: Record<Severity, SeverityCounts> = {
    warning: noCounts(),
    minor: noCounts(),
    major: noCounts(),
    critical: noCounts(),
  };
  const totals = { open: 0, unacknowledged: 0, shelved: 0, suppressed: 0, flapping: 0 };
  for (const record of records) {
    const state = operatorState(record);
    addTo(bySeverity[record['perceived-severity']], record['is-cleared'], state === 'closed');
    if (isOpen(record)) totals.open += 1;
    if (isOpen(record) && !isAcknowledged(record)) totals.unacknowledged += 1;
    if (record['is-cleared']) continue;
    if (isShelved(record)) totals.shelved += 1;
    if (record['x-suppressed-by'] !== undefined) totals.suppressed += 1;
    if (record['x-flapping']) totals.flapping += 1;
  }
  return { severities: bySeverity, ...totals };
}

function addTo(counts: SeverityCounts, isCleared: boolean, isClosed: boolean): void {
  const state = isCleared ? 'cleared' : 'not-cleared';
  counts.total += 1;
  counts[state] += 1;
  counts[`${state}-${isClosed ? 'closed' : 'not-closed'}`] += 1;
}

function noCounts(): SeverityCounts {
  return {
    total: 0,
    cleared: 0,
    'not-cleared': 0,
    'cleared-not-closed': 0,
    'cleared-closed': 0,
    'not-cleared-closed': 0,
    'not-cleared-not-closed': 0,
  };
}
