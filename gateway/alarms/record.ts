import { z } from 'zod';

/**
 * The alarm record: names and meaning from RFC 8632 and its X.733 part (terminal-health.md 6.2), `x-` marks additions.
 * Times are RFC 3339 in UTC.
 */
export const severities = ['warning', 'minor', 'major', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** ietf-alarms-x733. */
export const eventTypes = [
  'communications-alarm',
  'quality-of-service-alarm',
  'processing-error-alarm',
  'equipment-alarm',
  'environmental-alarm',
  'integrity-violation',
  'operational-violation',
  'physical-violation',
  'security-service-or-mechanism-violation',
  'time-domain-violation',
] as const;
export type EventType = (typeof eventTypes)[number];

/** Who acts first: first-line staff without tools, second-line technician with tools, and the others by trade. */
export const owners = ['flm', 'slm', 'network', 'it', 'security'] as const;
export type Owner = (typeof owners)[number];

export const serviceImpacts = ['none', 'degraded', 'function-lost', 'out-of-service'] as const;
export type ServiceImpact = (typeof serviceImpacts)[number];

const time = z.iso.datetime();

const statusChangeSchema = z.object({
  time,
  'perceived-severity': z.enum([...severities, 'cleared']),
  'alarm-text': z.string(),
});

const operatorStateChangeSchema = z.object({
  time,
  operator: z.string(),
  state: z.enum(['none', 'ack', 'closed', 'shelved', 'un-shelved']),
  text: z.string().optional(),
});

export const alarmRecordSchema = z.object({
  resource: z.string().describe('branch/gateway/device'),
  'alarm-type-id': z.string().describe('Of the catalogue, e.g. printer-paper-out'),
  'alarm-type-qualifier': z.string().describe('Which instance, e.g. zone-2; "" where there is one only'),
  'alt-resource': z.array(z.string()).optional(),
  'impacted-resource': z.array(z.string()).optional().describe('Of a flood: resources it groups, 200 at most'),
  'root-cause-resource': z.array(z.string()).optional(),
  'related-alarm': z
    .array(z.string())
    .optional()
    .describe('Alarms as their retained topics end, device/type[/qualifier]; 200 at most'),
  'time-created': time,
  'last-raised': time,
  'last-changed': time.describe('Last addition to status-change or operator-state-change'),
  'is-cleared': z.boolean(),
  'perceived-severity': z.enum(severities).describe('Kept at clear: clearing is not a severity'),
  'alarm-text': z.string().describe("Short text in the gateway's language"),
  'status-change': z.array(statusChangeSchema).describe('The last 32, oldest first'),
  'operator-state-change': z.array(operatorStateChangeSchema).describe('The last 32, oldest first'),
  'event-type': z.enum(eventTypes),
  'probable-cause': z.number().int().optional().describe('X.721 number; absent for the X.736 security causes'),
  'probable-cause-string': z.string(),
  'threshold-information': z
    .object({
      'triggered-threshold': z.string().optional(),
      'observed-value': z.number().optional(),
      'threshold-level': z.number().optional(),
      'arm-time': time.optional(),
    })
    .optional(),
  'proposed-repair-actions': z.object({ key: z.string(), zh: z.string(), en: z.string() }),
  'additional-information': z.array(
    z.object({ identifier: z.string(), significant: z.boolean(), information: z.string() }),
  ),
  'x-code': z.string().describe('Printed code, e.g. PRN-101'),
  'x-owner': z.enum(owners),
  'x-service-impact': z.enum(serviceImpacts),
  'x-count': z.number().int().describe('Raises since time-created'),
  'x-flapping': z.boolean(),
  'x-verified': z.boolean().describe('False since contact with the device was lost or the gateway restarted'),
  'x-last-verified': time.describe('When the device last confirmed the condition'),
  'x-suppressed-by': z
    .string()
    .optional()
    .describe(
      'Maintenance window, closed branch, shelf, flood, parent, or other part of the terminal, that keeps it quiet',
    ),
  'x-due-at': time.optional().describe('When it is to be cleared by the time limit of its owner; set at each raise'),
  'x-announced': z.boolean().default(true).describe('False while a raise has not been said on the stream'),
  'x-seq': z.number().int().describe('Counts the published versions of all alarms of the gateway, over restarts'),
  'x-boot-id': z.string().describe('Start of the gateway that published this version'),
});

export type AlarmRecord = z.infer<typeof alarmRecordSchema>;

/** What `x-suppressed-by` of an alarm on a shelf begins with; the name of the shelf follows. */
export const shelfMark = 'shelf: ';

/** What `x-suppressed-by` begins with where another part of the same terminal has said it; that device follows. */
export const duplicateMark = 'duplicate: ';

/** True of an alarm that people were not told of because another part of the terminal has said it, also when it is over. */
export function isDuplicate(record: Pick<AlarmRecord, 'x-suppressed-by'>): boolean {
  return record['x-suppressed-by']?.startsWith(duplicateMark) ?? false;
}

type OperatorChanges = Pick<AlarmRecord, 'operator-state-change'>;

/** What operators have said of it since the last raise; lying on a shelf is another matter. */
export function operatorState(record: OperatorChanges): 'none' | 'ack' | 'closed' {
  for (const { state } of record['operator-state-change'].toReversed()) {
    if (!isOfShelf(state)) return state;
  }
  return 'none';
}

type OperatorState = AlarmRecord['operator-state-change'][number]['state'];

/** True of what says that an alarm lies on a shelf or does not any more. */
export function isOfShelf(state: OperatorState): state is 'shelved' | 'un-shelved' {
  return state === 'shelved' || state === 'un-shelved';
}

/** True when an operator has taken it over since the last raise. */
export function isAcknowledged(record: OperatorChanges): boolean {
  return operatorState(record) !== 'none';
}

/** True while it lies on a shelf. */
export function isShelved(record: OperatorChanges): boolean {
  return record['operator-state-change'].findLast(({ state }) => isOfShelf(state))?.state === 'shelved';
}

/**
 * True while people still have to see it: raised, or cleared and nobody dealt with it. Who shelved it before it cleared
 * has; such a record keeps its `x-suppressed-by`.
 */
export function isOpen(record: AlarmRecord): boolean {
  if (!record['is-cleared']) return true;
  // Who deals with the first of several that say the same deals with all.
  return !isAcknowledged(record) && !record['x-suppressed-by']?.startsWith(shelfMark) && !isDuplicate(record);
}

/** True while it is raised past its time limit. `time` is RFC 3339 in UTC, as all times of a record. */
export function isOverdue(record: AlarmRecord, time: string): boolean {
  const due = record['x-due-at'];
  return !record['is-cleared'] && due !== undefined && due <= time;
}
