import type { AlarmCondition, AlarmDeclaration } from '../../driver.js';
import type { Profile } from './profiles.js';
import type { PrinterStatus, StatusFlag } from './status.js';

/** A reason why no ticket would come out now. */
export interface Cause {
  readonly alarm?: string;
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
    text: 'the printer reports an unrecoverable error',
    fault: true,
    present: (has) => has('unrecoverableError'),
  },
  { alarm: 'printer-cover-open', text: 'the cover is open', fault: true, present: (has) => has('coverOpen') },
  {
    alarm: 'printer-paper-out',
    text: 'there is no paper',
    fault: true,
    present: (has) => has('paperEnd') || has('stoppedByPaperEnd'),
  },
  { alarm: 'printer-cutter-fault', text: 'the cutter is blocked', fault: true, present: (has) => has('cutterError') },
  {
    alarm: 'printer-paper-jam',
    text: 'the paper is jammed or the mechanism is blocked',
    fault: true,
    present: (has) => has('recoverableError'),
  },
  {
    alarm: 'printer-head-overheat',
    text: 'the print head is too hot or its supply voltage is wrong',
    fault: true,
    passing: true,
    // Some units set this bit for a cover opened while printing (ticket-printing.md 3.2).
    present: (has) => has('autoRecoverableError') && !has('coverOpen'),
  },
  {
    text: 'paper is being fed by the button',
    fault: false,
    present: (has) => has('fedByButton') || (has('offline') && has('feedButtonPressed')),
  },
];

/** Not ready, and none of the causes above: without an alarm nobody would know why no ticket comes. */
const unexplained: Cause = {
  alarm: 'printer-hardware-fault',
  text: 'the printer is offline and does not say why',
  fault: true,
  passing: true,
  present: (has) => has('offline') || has('errorOccurred') || has('waitingForRecovery'),
};

/** Delays in seconds: ticket-printing.md section 5; a hardware fault waits one poll, as an offline printer may come back. */
export const alarmDeclarations: readonly AlarmDeclaration[] = [
  { type: 'printer-paper-out', onDelaySeconds: 0, offDelaySeconds: 2 },
  { type: 'printer-paper-low', onDelaySeconds: 5, offDelaySeconds: 2 },
  { type: 'printer-cover-open', onDelaySeconds: 0.3, offDelaySeconds: 2 },
  { type: 'printer-cutter-fault', onDelaySeconds: 0, offDelaySeconds: 2 },
  { type: 'printer-paper-jam', onDelaySeconds: 0, offDelaySeconds: 2 },
  { type: 'printer-head-overheat', onDelaySeconds: 0.3, offDelaySeconds: 2 },
  { type: 'printer-hardware-fault', onDelaySeconds: 2, offDelaySeconds: 2 },
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
  return {
    paper: out ? 'out' : nearEndSensor && has('nearEnd') ? 'low' : 'ok',
    cover: has('coverOpen') ? 'open' : 'closed',
    causes: explained.length === 0 && unexplained.present(has) ? [unexplained] : explained,
    raw,
  };
}

/** Every alarm condition of the driver, active or not. */
export function alarmConditions({ paper, causes: present, raw }: Diagnosis): readonly AlarmCondition[] {
  return alarmDeclarations.map(({ type }) => {
    const text =
      type === 'printer-paper-low'
        ? paper === 'low' && 'the paper roll is nearly used up'
        : present.find(({ alarm }) => alarm === type)?.text;
    return text ? { type, active: true, detail: `${text} (${raw})` } : { type, active: false };
  });
}

/** The causes as one clause, e.g. `the cover is open; there is no paper`. */
export const sentence = (list: readonly Cause[]): string => list.map(({ text }) => text).join('; ');
