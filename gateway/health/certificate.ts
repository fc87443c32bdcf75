import type { AlarmCondition } from '../../drivers/index.js';
import { certificatesIn, periodOf } from '../config/pem.js';

const msPerDay = 86_400_000;
/** Days before its end from which a certificate raises an alarm, and from which that is more than a warning. */
const [warnDays, minorDays] = [30, 7];

/** When the first certificate of a PEM text ends, ms since 1970; undefined when the text has none that can be read. */
function endOf(pem: string): number | undefined {
  const ends = certificatesIn(pem)?.map((certificate) => periodOf(certificate)[1]);
  return ends && Math.min(...ends);
}

/** Whole days until that end, 0 on the last one, negative when it is over. `now` in ms since 1970. */
export function certificateDays(pem: string, now: number): number | undefined {
  const end = endOf(pem);
  return end === undefined ? undefined : Math.floor((end - now) / msPerDay);
}

/** GWY-504 of terminal-health.md 9.3 for the gateway's own certificate. */
export function certificateCondition(pem: string, now: number): AlarmCondition {
  const type = 'certificate-or-credential-expiring';
  const [end, days] = [endOf(pem), certificateDays(pem, now)];
  if (end === undefined || days === undefined || days > warnDays) return { type, active: false };
  const day = new Date(end).toISOString().slice(0, 10);
  if (days < 0) return { type, active: true, severity: 'major', detail: `ended on ${day}` };
  const severity = days <= minorDays ? 'minor' : 'warning';
  return { type, active: true, severity, detail: `ends on ${day}, days left: ${days}` };
}
