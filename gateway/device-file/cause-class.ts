import type { CatalogueEntry } from '../alarms/catalogue.js';
import { isSecurity } from '../alarms/quiet.js';

/** What an outage is put down to (terminal-health.md 7.1). */
export const causeClasses = [
  'network',
  'power',
  'hardware',
  'software',
  'supplies',
  'cash',
  'vandalism',
  'planned',
] as const;
export type CauseClass = (typeof causeClasses)[number];

/** Types whose cause says too little. */
const byType: Readonly<Record<string, CauseClass>> = {
  'terminal-out-of-service': 'software',
  'terminal-heartbeat-lost': 'software',
  'printer-power-cycled': 'power',
  'printer-cover-open': 'supplies',
};

/** Everything about notes and their boxes is the cash crew's. */
const cashPrefix = 'cash-';

/** By probable cause, names of X.721 and X.736. What is not here is hardware. */
const byCause: Readonly<Record<string, CauseClass>> = {
  applicationSubsystemFailure: 'software',
  communicationsProtocolError: 'software',
  communicationsSubsystemFailure: 'network',
  configurationOrCustomizationError: 'software',
  corruptData: 'software',
  cpuCyclesLimitExceeded: 'software',
  lANError: 'network',
  lossOfSignal: 'network',
  materialSupplyExhausted: 'supplies',
  outOfMemory: 'software',
  performanceDegraded: 'software',
  powerProblem: 'power',
  queueSizeExceeded: 'software',
  resourceAtOrNearingCapacity: 'supplies',
  responseTimeExcessive: 'network',
  softwareError: 'software',
  softwareProgramAbnormallyTerminated: 'software',
  softwareProgramError: 'software',
  storageCapacityProblem: 'software',
  timingProblem: 'software',
  underlyingResourceUnavailable: 'network',
  versionMismatch: 'software',
  authenticationFailure: 'software',
  keyExpired: 'software',
  cableTamper: 'vandalism',
  intrusionDetection: 'vandalism',
  unauthorizedAccessAttempt: 'vandalism',
};

/** Alarms that say that the mains are gone: a device that is lost meanwhile is lost for want of power. */
export const mainsAlarms: ReadonlySet<string> = new Set(['mains-lost-on-battery', 'power-mains-lost']);

export type Caused = Pick<CatalogueEntry, 'type' | 'probableCause' | 'owner' | 'eventType'>;

export function causeClassOf({ type, probableCause, owner, eventType }: Caused): CauseClass {
  if (byType[type]) return byType[type];
  if (isSecurity({ owner, eventType }) && byCause[probableCause] === undefined) return 'vandalism';
  if (type.startsWith(cashPrefix) && byCause[probableCause] !== 'vandalism') return 'cash';
  return byCause[probableCause] ?? 'hardware';
}
