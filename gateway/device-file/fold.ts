import { takesService } from './alarm-entries.js';
import type { CauseClass } from './cause-class.js';
import type { NewEntry } from './entry.js';
import type { Calendar } from './months.js';
import type { Schedule } from './schedule.js';
import { noStanding, type Phase, phaseOf, type Standing } from './standing.js';
import { addCounts, emptyTally, isEmpty, type Tally } from './tally.js';

/** Sums of a day of a device that is over; a day the clock came back to has more than one, and they add up. */
export interface DayTally {
  /** `2026-11-26`, local. */
  readonly day: string;
  readonly tally: Tally;
  /** At its end. */
  readonly standing: Standing;
}

export interface FoldOptions {
  readonly calendar: Calendar;
  readonly schedule: Schedule;
  /** Raised alarms of these are no outage of the device and it has no contact that can be lost: the gateway itself. */
  readonly isGateway?: boolean;
}

/** A gap of the wall clock that is longer than this is a clock set wrong or a gateway in a cupboard: not accounted, ms. */
const longestAbsenceMs = 31 * 86_400_000;
/** A wall clock that differs by less from what has passed was not set, ms. */
const jumpMs = 2_000;

/** Where the time of a terminal goes by what it says of its service. */
const shares: Readonly<Record<string, 'inService' | 'degraded' | 'outOfService'>> = {
  'in-service': 'inService',
  idle: 'inService',
  degraded: 'degraded',
  'out-of-service': 'outOfService',
};
const isServing = (service: string) => shares[service] === 'inService';

/**
 * Turns the entries of a device, in order, into sums by day. Durations are what passed since the gateway's start, never
 * differences of the wall clock, so that a clock set back or forth neither makes nor takes time; the wall clock says only
 * which day it was. Only where the gateway was away is the wall clock all there is.
 */
export class Fold {
  readonly #options: FoldOptions;
  #standing: Standing;
  #tally: Tally;

  constructor(options: FoldOptions, standing: Standing = noStanding(), tally: Tally = emptyTally()) {
    this.#options = options;
    this.#standing = structuredClone(standing);
    this.#tally = structuredClone(tally);
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** Of the day that is not over, and which day that is; undefined before the first entry. */
  get today(): { readonly day: string; readonly tally: Tally } | undefined {
    const { at } = this.#standing;
    return at === undefined ? undefined : { day: this.#options.calendar.day(at), tally: this.#tally };
  }

  /** The same as it would go on from here, for a look ahead that changes nothing. */
  copy(): Fold {
    return new Fold(this.#options, this.#standing, this.#tally);
  }

  /** Takes up an entry; the days that ended before it are returned. */
  entry({ kind, at, up, data }: Pick<NewEntry, 'kind' | 'at' | 'up' | 'data'>): DayTally[] {
    const days = kind === 'gateway-start' ? this.#away(at, data['aliveUntil']) : this.pass(at, up);
    this.#apply(kind, up, data);
    this.#settle();
    return days;
  }

  /** Time passes with nothing to tell; `up` as in an entry. */
  pass(at: number, up: number | undefined): DayTally[] {
    const before = this.#standing;
    const elapsed = up !== undefined && before.up !== undefined ? up - before.up : at - (before.at ?? at);
    const days = this.#spend(Math.min(Math.max(0, elapsed), longestAbsenceMs));
    if (before.up !== undefined && up !== undefined) this.#standing.up = up;
    days.push(...this.#setClock(at));
    return days;
  }

  /** Up to its last sign of life the gateway knew; then it did not, until now. */
  #away(at: number, aliveUntil: unknown): DayTally[] {
    const { at: known } = this.#standing;
    if (known === undefined) return this.#setClock(at);
    const alive = Date.parse(String(aliveUntil));
    const watched = Number.isNaN(alive) ? 0 : Math.min(alive, at) - known;
    const days = watched <= longestAbsenceMs ? this.#spend(Math.max(0, watched)) : [];
    delete this.#standing.up;
    const away = at - (this.#standing.at ?? at);
    if (away <= longestAbsenceMs) days.push(...this.#spend(Math.max(0, away)));
    days.push(...this.#setClock(at));
    return days;
  }

  /** The time goes to what the device is; it may go over midnight. */
  #spend(ms: number): DayTally[] {
    const { calendar, schedule } = this.#options;
    const days: DayTally[] = [];
    let at = this.#standing.at ?? 0;
    for (let left = ms; left > 0; ) {
      const dayEnd = calendar.dayEnd(at);
      const part = Math.min(left, dayEnd - at);
      this.#add(part, schedule.openMs(at, at + part));
      left -= part;
      this.#standing.at = at + part;
      // Carried over midnight, the time up to here must not be counted again.
      if (this.#standing.up !== undefined) this.#standing.up += part;
      if (at + part >= dayEnd) days.push(...this.#endDay(calendar.day(at)));
      at += part;
    }
    return days;
  }

  #add(ms: number, scheduled: number): void {
    const { quiet, flapping, unverified, outage } = this.#standing;
    const tally = this.#tally;
    const phase = phaseOf(this.#standing);
    tally.scheduled += scheduled;
    tally[phase] += scheduled;
    if (this.#standing.up !== undefined) {
      if (quiet.length > 0) tally.allMaintenance += ms;
      if (flapping.length > 0) tally.flapping += ms;
      if (unverified) tally.unverified += ms;
    }
    this.#addService(phase, scheduled);
    if (phase !== 'down' || scheduled === 0 || !outage) return;
    if (outage.ms === undefined) {
      tally.failures += 1;
      if (!outage.guessed) addCounts(tally.outages, { [outage.cause]: 1 });
      if (outage.ackedAt !== undefined) tally.acknowledged += 1;
    }
    outage.ms = (outage.ms ?? 0) + scheduled;
    addCounts(tally.downBy, { [outage.cause]: scheduled });
  }

  #addService(phase: Phase, scheduled: number): void {
    const standing = this.#standing;
    if (phase !== 'up' && phase !== 'down') return;
    if (standing.ailing !== undefined) standing.ailing += scheduled;
    const share = standing.operating === 'online' ? shares[standing.service ?? ''] : undefined;
    if (share) this.#tally[share] += scheduled;
  }

  /** The wall clock was set, or a gap is not accounted. */
  #setClock(at: number): DayTally[] {
    const { calendar } = this.#options;
    const before = this.#standing.at;
    if (before !== undefined && Math.abs(at - before) < jumpMs) return [];
    this.#standing.at = at;
    if (before === undefined || calendar.day(before) === calendar.day(at)) return [];
    return this.#endDay(calendar.day(before));
  }

  #endDay(day: string): DayTally[] {
    const tally = this.#tally;
    this.#tally = emptyTally();
    return isEmpty(tally) ? [] : [{ day, tally, standing: structuredClone(this.#standing) }];
  }

  #apply(kind: string, up: number | undefined, data: NewEntry['data']): void {
    const standing = this.#standing;
    const key = `${data['alarm'] ?? ''}/${data['qualifier'] ?? ''}`;
    if (kind === 'gateway-start') {
      standing.up = up ?? 0;
      standing.operating = this.#options.isGateway ? 'online' : 'unknown';
      standing.quiet = [];
      standing.disabled = false;
      // Told anew by whoever has one.
      if (standing.service !== undefined) standing.service = 'unknown';
      delete standing.ailing;
      delete standing.serviceCause;
    } else if (kind === 'gateway-stop') delete standing.up;
    if (kind === 'online' || kind === 'offline') standing.operating = kind;
    if (kind === 'service') {
      this.#serviceIs(String(data['service']), data['cause'] as CauseClass | undefined);
    }
    if (kind === 'offline') standing.contactCause = (data['cause'] as CauseClass | undefined) ?? 'network';
    if (kind === 'enabled' || kind === 'disabled') standing.disabled = kind === 'disabled';
    if (kind === 'maintenance-on') this.#maintenance(String(data['source']));
    if (kind === 'maintenance-off') standing.quiet = standing.quiet.filter((source) => source !== data['source']);
    if (kind === 'unverified' || kind === 'verified') standing.unverified = kind === 'unverified';
    if (kind === 'alarm-flapping') standing.flapping = [...new Set([...standing.flapping, key])];
    if (kind === 'alarm-steady' || kind === 'alarm-cleared') {
      standing.flapping = standing.flapping.filter((other) => other !== key);
    }
    if (kind === 'paper-change') this.#tally.paperChanges += 1;
    if (kind === 'alarm-raised') this.#raised(key, data);
    if (kind === 'alarm-cleared') delete standing.raised[key];
    const alarm = standing.raised[key];
    if (alarm && (kind === 'alarm-acknowledged' || kind === 'alarm-closed')) this.#acknowledged(alarm);
  }

  #serviceIs(service: string, cause: CauseClass | undefined): void {
    const standing = this.#standing;
    standing.service = service;
    if (cause) standing.serviceCause = cause;
    else delete standing.serviceCause;
    // A part that warns for days says nothing of what fails after it.
    if (service === 'out-of-service' || service === 'unknown') standing.ailing ??= 0;
    else delete standing.ailing;
    const { outage } = standing;
    if (!outage) return;
    if (isServing(service)) outage.servingAt ??= outage.ms ?? 0;
    else delete outage.servingAt;
  }

  /** An alarm says what the outage is; until then it was only seen. */
  #detected(cause: CauseClass): void {
    const { outage, ailing, service } = this.#standing;
    delete this.#standing.ailing;
    if (service !== undefined && ailing !== undefined) {
      this.#tally.detected += 1;
      this.#tally.detect += ailing;
    }
    if (!outage?.guessed) return;
    outage.cause = cause;
    delete outage.guessed;
    if (outage.ms !== undefined) addCounts(this.#tally.outages, { [cause]: 1 });
  }

  #maintenance(source: string): void {
    if (this.#standing.quiet.includes(source)) return;
    this.#standing.quiet.push(source);
    addCounts(this.#tally.outages, { planned: 1 });
  }

  #raised(key: string, data: NewEntry['data']): void {
    addCounts(this.#tally.raises, { [String(data['code'])]: 1 });
    if (takesService(data)) this.#standing.raised[key] = { cause: data['cause'] as CauseClass, acked: false };
  }

  /** Who takes over any of its alarms has taken over the outage. */
  #acknowledged(alarm: { acked: boolean }): void {
    alarm.acked = true;
    this.#settle();
    const { outage } = this.#standing;
    if (!outage || outage.ackedAt !== undefined) return;
    outage.ackedAt = outage.ms ?? 0;
    if (outage.ms === undefined) return;
    this.#tally.acknowledged += 1;
    this.#tally.respond += outage.ms;
  }

  /** An outage begins with what takes the service away, goes on through maintenance and ignorance, and ends with "up", which a
   * terminal that tells its service has to say. */
  #settle(): void {
    const standing = this.#standing;
    const phase = phaseOf(standing);
    const [first] = Object.values(standing.raised);
    const lost = standing.operating === 'offline' ? standing.contactCause : undefined;
    const known = lost ?? first?.cause ?? standing.serviceCause;
    if (phase === 'down' && !standing.outage) {
      standing.outage = known === undefined ? { cause: 'software', guessed: true } : { cause: known };
    }
    if (known !== undefined && (standing.ailing !== undefined || standing.outage?.guessed)) this.#detected(known);
    const { outage } = standing;
    if (phase !== 'up' || standing.service === 'unknown' || !outage) return;
    if (outage.ms !== undefined && outage.ackedAt !== undefined) {
      this.#tally.mended += 1;
      this.#tally.fix += outage.ms - outage.ackedAt;
    }
    if (outage.ms !== undefined && outage.servingAt !== undefined) {
      this.#tally.verified += 1;
      this.#tally.verify += outage.ms - outage.servingAt;
    }
    if (outage.ms !== undefined && outage.guessed) addCounts(this.#tally.outages, { [outage.cause]: 1 });
    delete standing.outage;
  }
}
