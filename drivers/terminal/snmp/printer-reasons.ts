import { alertText, type PrinterAlert } from './alerts.js';
import type { Reason } from './condition.js';
import type { ErrorBit } from './error-state.js';

/** What it is a reason for, without the words. */
type Cause = Omit<Reason, 'detail'>;

const paperOut: Cause = { type: 'printer-paper-out' };
const paperLow: Cause = { type: 'printer-paper-low' };
const jam: Cause = { type: 'printer-paper-jam' };
const coverOpen: Cause = { type: 'printer-cover-open' };
const hardware: Cause = { type: 'printer-hardware-fault' };
const supplyLow: Cause = { type: 'printer-supply-low', severity: 'warning' };
const supplyOut: Cause = { type: 'printer-supply-low', severity: 'minor' };
/** It answers and says that it is off-line: not the alarm of lost contact, which has no qualifier. */
export const saysOffline = { type: 'printer-offline', qualifier: 'off-line' } as const;

/** terminal-health.md 9.4, rows of hrPrinterDetectedErrorState; bits without a row there are shown in the module only. */
export const bitCauses: Readonly<Partial<Record<ErrorBit, Cause>>> = {
  lowPaper: paperLow,
  noPaper: paperOut,
  lowToner: supplyLow,
  noToner: supplyOut,
  doorOpen: coverOpen,
  jammed: jam,
  offline: saysOffline,
  serviceRequested: hardware,
  inputTrayEmpty: paperOut,
};

interface AlertRule {
  readonly codes: readonly number[];
  /** prtAlertGroup; left out = any. */
  readonly groups?: readonly number[];
  readonly cause: Cause;
}

const input = 8;
const marker = [10, 11];

/**
 * terminal-health.md 9.4, rows of prtAlert; every rule that fits counts. Beyond its rows: an open interlock is an open
 * cover as prtCoverStatus 5 is; almostEmpty and empty of a marker, the end of its life and its waste are supplies.
 */
export const alertRules: readonly AlertRule[] = [
  { codes: [8, 1_306], cause: jam },
  { codes: [808], cause: paperOut },
  { codes: [13], groups: [input], cause: paperOut },
  { codes: [807], cause: paperLow },
  // A device that leaves the group out means paper, as the row without a group has it.
  { codes: [12], groups: [0, 5, input], cause: paperLow },
  { codes: [3, 5, 501], cause: coverOpen },
  { codes: [30, 33], cause: hardware },
  { codes: [1_101, 1_102, 1_103, 1_109, 1_110], cause: supplyOut },
  { codes: [1_104, 1_105, 1_106, 1_107, 1_108], cause: supplyLow },
  { codes: [11, 13], groups: marker, cause: supplyOut },
  { codes: [10, 12], groups: marker, cause: supplyLow },
];

const fieldService = 5;
/** They tell that something is as it should be, or that somebody has changed something: nothing for an engineer. */
const harmless: ReadonlySet<number> = new Set([4, 6, 7, 503, 504]);
const warning = 4;

export function reasonsOfBits(bits: readonly ErrorBit[], bytes: Uint8Array): Reason[] {
  const raw = Buffer.from(bytes)
    .toString('hex')
    .toUpperCase()
    .replace(/..(?=.)/g, '$& ');
  return bits.flatMap((bit) => {
    const cause = bitCauses[bit];
    return cause ? { ...cause, detail: `hrPrinterDetectedErrorState ${raw}: ${bit}` } : [];
  });
}

export function reasonsOfAlert(alert: PrinterAlert): Reason[] {
  const detail = alertText(alert);
  const fits = ({ codes, groups }: AlertRule) => codes.includes(alert.code) && (groups?.includes(alert.group) ?? true);
  const causes = alertRules.filter(fits).map(({ cause }) => cause);
  const forEngineer = alert.training === fieldService && !harmless.has(alert.code);
  // Paper and supplies stay what they are, whoever is to change them.
  const consumable = causes.some((cause) => [paperOut, paperLow, supplyLow, supplyOut].includes(cause));
  if (!forEngineer || consumable || causes.includes(hardware)) return causes.map((cause) => ({ ...cause, detail }));
  const called: Cause = alert.severity === warning ? { ...hardware, severity: 'warning' } : hardware;
  return [...causes, called].map((cause) => ({ ...cause, detail }));
}

/** hrDeviceStatus: 5 is down. */
export function reasonsOfDeviceStatus(status: number | undefined): Reason[] {
  return status === 5 ? [{ ...hardware, detail: 'hrDeviceStatus 5: down' }] : [];
}

/** prtCoverStatus: 3 coverOpen, 5 interlockOpen. */
export function reasonsOfCover(name: string | undefined, status: number | undefined): Reason[] {
  if (status !== 3 && status !== 5) return [];
  return [{ ...coverOpen, detail: `prtCoverStatus ${status}: ${name ?? 'a cover'} is open` }];
}

/** @param percent of what the supply holds; undefined where the device does not know, or knows only that some is left. */
export function reasonsOfSupply(name: string | undefined, percent: number | undefined, lowPercent: number): Reason[] {
  if (percent === undefined || percent > lowPercent) return [];
  return [{ ...(percent === 0 ? supplyOut : supplyLow), detail: `${name ?? 'a supply'}: ${percent} % left` }];
}
