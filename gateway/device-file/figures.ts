import { type CauseClass, causeClasses } from './cause-class.js';
import type { DeviceFile } from './device-file.js';
import { addTally, emptyTally, type Tally } from './tally.js';

/** Figures of a device over some days, as people read them. Undefined where nothing can be said. */
export interface Figures {
  /** 开机率: up time in percent of the scheduled time that is neither maintenance nor unknown. */
  readonly availabilityPercent: number | null;
  readonly failures: number;
  /** Up time per failure, hours; null without one. */
  readonly mtbfHours: number | null;
  /** Down time per failure, minutes; and its parts, over the outages that somebody took over. */
  readonly mttrMinutes: number | null;
  readonly respondMinutes: number | null;
  readonly fixMinutes: number | null;
  readonly scheduledMinutes: number;
  readonly upMinutes: number;
  readonly downMinutes: number;
  readonly maintenanceMinutes: number;
  readonly unknownMinutes: number;
  /** Maintenance outside opening hours included. */
  readonly allMaintenanceMinutes: number;
  readonly flappingMinutes: number;
  readonly unverifiedMinutes: number;
  /** From the first sign of trouble until the outage was sure, and from the return of service until its end was; of terminals. */
  readonly detectMinutes: number | null;
  readonly verifyMinutes: number | null;
  readonly outages: Readonly<Record<CauseClass, number>>;
  /** Down minutes by what began the outage; only those there were. */
  readonly downMinutesBy: Readonly<Partial<Record<CauseClass, number>>>;
  /** By printed code. */
  readonly raises: Readonly<Record<string, number>>;
  readonly paperChanges: number;
}

const minuteMs = 60_000;

export function figuresOf(tally: Tally): Figures {
  const known = tally.up + tally.down;
  return {
    availabilityPercent: known === 0 ? null : rounded((100 * tally.up) / known, 3),
    failures: tally.failures,
    mtbfHours: per(tally.up / (60 * minuteMs), tally.failures),
    mttrMinutes: per(tally.down / minuteMs, tally.failures),
    respondMinutes: per(tally.respond / minuteMs, tally.acknowledged),
    fixMinutes: per(tally.fix / minuteMs, tally.mended),
    scheduledMinutes: minutes(tally.scheduled),
    upMinutes: minutes(tally.up),
    downMinutes: minutes(tally.down),
    maintenanceMinutes: minutes(tally.maintenance),
    unknownMinutes: minutes(tally.unknown),
    allMaintenanceMinutes: minutes(tally.allMaintenance),
    flappingMinutes: minutes(tally.flapping),
    unverifiedMinutes: minutes(tally.unverified),
    detectMinutes: per(tally.detect / minuteMs, tally.detected),
    verifyMinutes: per(tally.verify / minuteMs, tally.verified),
    outages: Object.fromEntries(causeClasses.map((cause) => [cause, tally.outages[cause] ?? 0])) as Figures['outages'],
    downMinutesBy: Object.fromEntries(Object.entries(tally.downBy).map(([cause, down]) => [cause, minutes(down)])),
    raises: { ...tally.raises },
    paperChanges: tally.paperChanges,
  };
}

function per(sum: number, count: number): number | null {
  return count === 0 ? null : rounded(sum / count, 2);
}

const minutes = (ms: number) => rounded(ms / minuteMs, 2);

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** Sums of the days from `from` to `to`, local and both included, today's as far as it has come. */
export async function tallyBetween(file: DeviceFile, from: string, to: string): Promise<Tally> {
  const sum = emptyTally();
  // Both as they are in this instant: a day that ends while lines are read is counted once.
  const now = file.figuresNow();
  const stored = file.days?.between(from, to);
  for (const { day, tally } of now?.ended ?? []) if (day >= from && day <= to) addTally(sum, tally);
  const today = now?.fold.today;
  if (today && today.day >= from && today.day <= to) addTally(sum, today.tally);
  for await (const { tally } of stored ?? []) addTally(sum, tally);
  return sum;
}
