import type { AlarmCondition, AlarmDeclaration } from '../../driver.js';
import type { Profile } from './profiles.js';
import type { PrinterStatus, StatusFlag } from './status.js';

/** A reason why no ticket would come out now. */
export interface Cause {
  readonly alarm: string;
  /**
   * How long it must last until the alarm is raised (ticket-printing.md section 5); what that does not name waits one
   * poll, as a printer may come back by itself.
   */
  readonly raiseAfterSeconds: number;
  /** Part of a sentence for people. */
  readonly text: string;
  /** A ticket under way when it shows may be torn, cut off or missing. */
  readonly fault: boolean;
  /** Goes away by itself without harm to a ticket under way. */
  readonly passing?: boolean;
  readonly present: (has: (flag: StatusFlag) => boolean) => boolean;
}

/** In the order in which people should hear of them (ticket-printing.md section 5). */
const causes: readonly Cause[] = [
  {
    alarm: 'printer-hardware-fault',
    raiseAfterSeconds: 0,
    text: 'the printer reports an unrecoverable error',
    fault: true,
    present: (has) => has('unrecoverableError'),
  },
  {
    alarm: 'printer-cover-open',
    raiseAfterSeconds: 0.3,
    text: 'the cover is open',
    fault: true,
    present: (has) => has('coverOpen'),
  },
  {
    alarm: 'printer-paper-out',
    raiseAfterSeconds: 0,
    text: 'there is no paper',
    fault: true,
    present: (has) => has('paperEnd') || has('stoppedByPaperEnd'),
  },
  {
    alarm: 'printer-cutter-fault',
    raiseAfterSeconds: 0,
    text: 'the cutter is blocked',
    fault: true,
    present: (has) => has('cutterError'),
  },
  {
    alarm: 'printer-paper-jam',
    raiseAfterSeconds: 0,
    text: 'the paper is jammed or the mechanism is blocked',
    fault: true,
    present: (has) => has('recoverableError'),
  },
  {
    alarm: 'printer-head-overheat',
    raiseAfterSeconds: 0.3,
    text: 'the print head is too hot or its supply voltage is wrong',
    fault: true,
    passing: true,
    // Some units set this bit for a cover opened while printing (ticket-printing.md 3.2).
    present: (has) => has('autoRecoverableError') && !has('coverOpen'),
  },
  {
    alarm: 'printer-feed-button',
    raiseAfterSeconds: 0.3,
    text: 'paper is being fed by the button',
    fault: false,
    present: (has) => has('fedByButton') || (has('offline') && has('feedButtonPressed')),
  },
];

/** Not ready, and none of the causes above: without an alarm nobody would know why no ticket comes. The first counts. */
const otherwise: readonly Cause[] = [
  {
    alarm: 'printer-wait-recovery',
    raiseAfterSeconds: 2,
    text: 'the printer waits for somebody to press its feed button before it goes on',
    fault: true,
    passing: true,
    present: (has) => has('waitingForRecovery'),
  },
  {
    alarm: 'printer-offline-unexplained',
    raiseAfterSeconds: 2,
    text: 'the printer is offline and does not say why',
    fault: true,
    passing: true,
    present: (has) => has('offline') || has('errorOccurred'),
  },
];

const paperLow = { alarm: 'printer-paper-low', raiseAfterSeconds: 5 };

/** Alarms that follow from the status. */
const statusAlarms: readonly AlarmDeclaration[] = [...causes, ...otherwise, paperLow].map(
  ({ alarm, raiseAfterSeconds }) => ({ type: alarm, onDelaySeconds: raiseAfterSeconds, offDelaySeconds: 2 }),
);

/**
 * Every alarm of the driver. Those behind the status come from elsewhere: the line, the presenter, and what became of
 * tickets; whoever reports them has counted or waited already. What a ticket must come out for is of an occasion, and so is a
 * presenter, which is not asked for a while when it does not answer.
 */
export const alarmDeclarations: readonly AlarmDeclaration[] = [
  ...statusAlarms,
  { type: 'printer-protocol', onDelaySeconds: 0, offDelaySeconds: 2 },
  { type: 'printer-ticket-not-taken', onDelaySeconds: 30, offDelaySeconds: 2, onOccasion: true },
  { type: 'printer-power-cycled', onDelaySeconds: 0, offDelaySeconds: 0, onOccasion: true },
  { type: 'printer-confirm-timeout', onDelaySeconds: 0, offDelaySeconds: 0, onOccasion: true },
  { type: 'printer-ticket-unknown', onDelaySeconds: 0, offDelaySeconds: 0 },
  { type: 'printer-charset', onDelaySeconds: 0, offDelaySeconds: 0, onOccasion: true },
  { type: 'printer-profile-mismatch', onDelaySeconds: 0, offDelaySeconds: 0 },
];

export interface Diagnosis {
  readonly paper: 'ok' | 'low' | 'out';
  readonly cover: 'closed' | 'open';
  /** Why no ticket would come out, first the one to be told first; empty when the printer is ready. */
  readonly causes: readonly Cause[];
  readonly raw: string;
}

/** What a status means on a printer of this profile. */
export function diagnose({ flags, raw }: PrinterStatus, { nearEndSensor }: Pick<Profile, 'nearEndSensor'>): Diagnosis {
  const has = (flag: StatusFlag) => flags.has(flag);
  const explained = causes.filter(({ present }) => present(has));
  const out = has('paperEnd') || has('stoppedByPaperEnd');
  const other = otherwise.filter(({ present }) => present(has)).slice(0, 1);
  return {
    paper: out ? 'out' : nearEndSensor && has('nearEnd') ? 'low' : 'ok',
    cover: has('coverOpen') ? 'open' : 'closed',
    causes: explained.length > 0 ? explained : other,
    raw,
  };
}

/** ms a print head may stay too hot before that is worse than a warning (ticket-printing.md section 5). */
const headCoolsWithinMs = 120_000;

/**
 * Every alarm condition that follows from the status, active or not.
 *
 * @param headHotMs how long the print head has been too hot
 */
export function alarmConditions(
  { paper, causes: present, raw }: Diagnosis,
  { headHotMs = 0 }: { readonly headHotMs?: number } = {},
): readonly AlarmCondition[] {
  return statusAlarms.map(({ type }) => {
    const text =
      type === paperLow.alarm
        ? paper === 'low' && 'the paper roll is nearly used up'
        : present.find(({ alarm }) => alarm === type)?.text;
    if (!text) return { type, active: false };
    const condition = { type, active: true, detail: `${text} (${raw})` };
    const lasts = type === 'printer-head-overheat' && headHotMs >= headCoolsWithinMs;
    return lasts ? { ...condition, severity: 'major' } : condition;
  });
}

/** The print head is too hot: printing waits, and goes on by itself. */
export const isHeadHot = ({ causes: present }: Diagnosis): boolean =>
  present.some(({ alarm }) => alarm === 'printer-head-overheat');

/** The causes as one clause, e.g. `the cover is open; there is no paper`. */
export const sentence = (list: readonly Cause[]): string => list.map(({ text }) => text).join('; ');
