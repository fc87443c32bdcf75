import type { AlarmCondition } from '../../driver.js';
import type { TerminalModule } from '../contract.js';
import type { Certificate } from './certificate.js';

const type = 'terminal-certificate-expiring';
const msPerDay = 86_400_000;
/** Days before its end from which a certificate raises an alarm, and from which that is more than a warning. */
const [warnDays, minorDays] = [30, 7];

/** What is known of the certificates of one poll. */
export interface CertificatesSeen {
  /** Layers that are asked over TLS. */
  readonly expected: number;
  /** By layer, of those that were asked and whose certificate could be read. */
  readonly read: ReadonlyMap<string, Certificate>;
}

/** The certificate that ends first: its layer, its day, and whole days left: 0 on the last one, negative when it is over. */
export function firstToEnd({ read }: CertificatesSeen, now: number) {
  const [first] = [...read].sort((a, b) => a[1].endsAt - b[1].endsAt);
  if (!first) return undefined;
  const [layer, { endsAt }] = first;
  const days = Math.floor((endsAt - now) / msPerDay);
  return { layer, days, day: new Date(endsAt).toISOString().slice(0, 10) };
}

/**
 * What the poll says of TRM-322: 30 days before the end a warning, 7 days minor, after it major. undefined = nothing, where
 * no certificate could be read, or only others than the one that may be the reason for the alarm.
 */
export function certificateCondition(seen: CertificatesSeen, now: number): AlarmCondition | undefined {
  const first = firstToEnd(seen, now);
  if (!first || first.days > warnDays) return seen.read.size < seen.expected ? undefined : { type, active: false };
  return { type, active: true, severity: severityOf(first.days), detail: textOf(first) };
}

/** The module `certificate`; undefined as long as none could be read. */
export function certificateModule(seen: CertificatesSeen, now: number): TerminalModule | undefined {
  const first = firstToEnd(seen, now);
  if (!first) return undefined;
  const status = first.days < 0 ? 'fail' : first.days > warnDays ? 'ok' : 'warn';
  return { status, detail: textOf(first), source: 'probe' };
}

function severityOf(days: number): 'warning' | 'minor' | 'major' {
  if (days < 0) return 'major';
  return days <= minorDays ? 'minor' : 'warning';
}

function textOf({ layer, days, day }: { layer: string; days: number; day: string }): string {
  return days < 0 ? `${layer}: ended on ${day}` : `${layer}: ends on ${day}, days left: ${days}`;
}
