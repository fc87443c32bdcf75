import type { AlarmCondition, Clock } from '../../drivers/index.js';
import type { AlarmingDevice, SuppressionSource } from './alarming-device.js';
import { levelsOf } from './catalogue/effective.js';
import type { Catalogue } from './catalogue.js';
import type { DueAt } from './due-at.js';
import { type FlapRule, RaiseHistory } from './flapping.js';
import { type AlarmKey, isQualifier, nameOf } from './key.js';
import { type Kind, kindOf, kindsOf } from './kinds.js';
import type { AlarmLedger } from './ledger.js';
import { loudness } from './loudness.js';
import { type Quiet, quieted } from './quiet.js';
import type { AlarmRecord } from './record.js';
import { type AlarmContent, describedBy, severityChanged, suppressedBy } from './record-changes.js';
import { isOurs, suppressionText } from './suppression-text.js';
import { timeText } from './time-text.js';
import { type AlarmSurroundings, WatchedAlarm } from './watched-alarm.js';

/** What the rest of the site has to say about a device, and hears of it. */
export interface SitePort {
  /** True while its contact alarm is explained by something else, or may yet be. */
  holdsContact(deviceId: string): boolean;
  /** Contact counts as lost, or has failed again since. */
  contactGone(deviceId: string): void;
  contactBack(deviceId: string): void;
  /** An alarm may have come or gone; `phase` is that of its condition. */
  turned(alarm: WatchedAlarm): void;
}

export interface DeviceAlarmsOptions extends AlarmingDevice {
  readonly catalogue: Catalogue;
  readonly ledger: AlarmLedger;
  readonly clock: Clock;
  readonly language: 'zh' | 'en';
  readonly quiets: readonly Quiet[];
  readonly flapRule: FlapRule;
  /** When an alarm that is raised now is to be cleared; absent = no limits. */
  readonly dueAt?: DueAt | undefined;
  /** `branch/gateway/device`. */
  readonly resource: string;
  readonly site: SitePort;
}

/** Polls that a device answers until what it has not reported is taken for over: its first two (AlarmDeclaration.onOccasion). */
const pollsToVerify = 2;

/** The alarms of one device: contact, suppression, verification; each alarm by itself is a WatchedAlarm. */
export class DeviceAlarms {
  readonly #options: DeviceAlarmsOptions;
  readonly #kinds: ReadonlyMap<string, Kind>;
  readonly #around: AlarmSurroundings;
  readonly #history: RaiseHistory;
  readonly #watched = new Map<string, WatchedAlarm>();
  readonly #suppressions = new Map<SuppressionSource, string>();
  #inContact = true;
  /** Since the start, or since contact was last lost. */
  #answeredPolls = 0;

  constructor(options: DeviceAlarmsOptions) {
    const { deviceId, clock, flapRule, site } = options;
    this.#options = options;
    this.#kinds = kindsOf(options);
    this.#history = new RaiseHistory(clock, flapRule);
    this.#around = {
      ...options,
      history: this.#history,
      inContact: () => this.#inContact,
      isHeld: ({ isSecurity, isContact, hostAnswers, outlivesContact }) => {
        if (isSecurity) return false;
        if (this.#suppressions.size > 0) return true;
        if (isContact) return !hostAnswers && site.holdsContact(deviceId);
        return !this.#inContact && !outlivesContact;
      },
      onTurn: (alarm) => this.#turned(alarm),
    };
  }

  get isDisabled(): boolean {
    return this.#options.disabled ?? false;
  }

  knows(type: string): boolean {
    return !this.isDisabled && this.#kinds.has(type);
  }

  /** What it can raise. */
  types(): string[] {
    return [...this.#kinds.keys()];
  }

  /** False when this device cannot raise such an alarm; nothing is done then. */
  condition({ type, qualifier = '', ...report }: AlarmCondition): boolean {
    const kind = kindOf(this.#kinds, type, qualifier);
    if (!kind || !isQualifier(qualifier)) return false;
    const { deviceId, site } = this.#options;
    const isGone = kind.isContact && !kind.hostAnswers;
    if (isGone && report.active) site.contactGone(deviceId);
    const watched = this.#watch({ deviceId, type, qualifier }, kind);
    watched.report(report);
    if (isGone && !report.active) site.contactBack(deviceId);
    this.#turned(watched);
    return true;
  }

  /** Knows of the raises that a record of an earlier start tells of. */
  remember(key: AlarmKey, record: AlarmRecord): void {
    this.#history.seed(nameOf(key), record);
  }

  /** Takes up an alarm that an earlier start left raised. */
  resume(key: AlarmKey, record: AlarmRecord): void {
    const kind = kindOf(this.#kinds, key.type, key.qualifier);
    if (!kind) return;
    const watched = this.#watch(key, kind);
    const { entry } = kind;
    const { ledger, clock, language } = this.#options;
    const by = record['x-suppressed-by'];
    const unverified = { ...describedBy(record, entry, language), 'x-verified': false };
    const content = isOurs(by) ? suppressedBy(unverified, undefined) : unverified;
    // A severity that the device has reported stands until it reports another.
    if (levelsOf(entry).includes(record['perceived-severity'])) ledger.write(key, content);
    else
      ledger.write(key, severityChanged(content, entry.severity, timeText(clock.now())), 'severity', loudness(record));
    this.#options.site.turned(watched);
  }

  contactLost(): void {
    this.#inContact = false;
    this.#answeredPolls = 0;
    for (const watched of [...this.#watched.values()]) {
      if (watched.kind.isContact) continue;
      watched.unconfirmed();
      this.#turned(watched);
    }
  }

  /** Of these nobody can say any more how they stand, while the device is in contact. */
  unverified(alarms: readonly Pick<AlarmCondition, 'type' | 'qualifier'>[]): void {
    for (const { type, qualifier = '' } of alarms) {
      const watched = this.#watched.get(nameOf({ type, qualifier }));
      if (!watched) continue;
      watched.unconfirmed();
      this.#turned(watched);
    }
  }

  /** What the device confirmed on the way back counts from now on; the rest waits for its next report. */
  contactRestored(): void {
    this.#inContact = true;
    for (const watched of [...this.#watched.values()]) {
      watched.release();
      if (watched.confirmed) watched.update();
    }
  }

  /** A poll was answered: by the second one the device has said all that it knows. */
  polled(): void {
    this.#answeredPolls += 1;
    if (this.#answeredPolls !== pollsToVerify) return;
    for (const watched of [...this.#watched.values()]) {
      const { isContact, onOccasion } = watched.kind;
      if (isContact || onOccasion || watched.confirmed || !watched.raisedRecord) continue;
      watched.drop(noLongerReported[this.#options.language]);
      this.#turned(watched);
    }
  }

  /** `why` says what keeps the device quiet, e.g. a maintenance window and its reason; undefined ends it. */
  suppress(source: SuppressionSource, why: string | undefined): void {
    if (why === undefined) this.#suppressions.delete(source);
    else this.#suppressions.set(source, why);
    const by = this.#suppressedBy();
    for (const watched of [...this.#watched.values()]) {
      if (by === undefined) watched.release();
      const record = watched.raisedRecord;
      if (!record || watched.kind.isSecurity || !isOurs(record['x-suppressed-by'])) continue;
      if (by === undefined && !record['x-announced']) this.tell(watched.key, record);
      else if (record['x-suppressed-by'] !== by) this.#options.ledger.write(watched.key, suppressedBy(record, by));
      this.#options.site.turned(watched);
    }
  }

  /**
   * What kept a raised alarm quiet is over: people hear of it, unless something else still does. Resolves when that is
   * published.
   */
  async tell(key: AlarmKey, content: AlarmContent): Promise<void> {
    const { ledger, quiets, site } = this.#options;
    const kind = kindOf(this.#kinds, key.type, key.qualifier);
    if (!kind) return;
    const by = kind.isSecurity ? undefined : this.#suppressedBy();
    const isKnown = content['x-announced'];
    const watched = this.#watched.get(nameOf(key));
    if (by !== undefined || isKnown) {
      await ledger.write(key, suppressedBy(content, by), 'operator', { announce: isKnown });
    } else {
      const entry = { ...kind.entry, severity: content['perceived-severity'] };
      const raise = quieted(quiets, key, entry, content);
      await ledger.write(key, raise.content, 'raise', { announce: raise.announce });
    }
    if (watched) site.turned(watched);
  }

  /** What kept its contact alarm from being raised may be over. */
  releaseContact(): void {
    for (const watched of this.#watched.values()) if (watched.kind.isContact) watched.release();
  }

  stop(): void {
    for (const watched of this.#watched.values()) watched.stop();
  }

  #watch(key: AlarmKey, kind: Kind): WatchedAlarm {
    const known = this.#watched.get(nameOf(key));
    if (known) return known;
    const watched = new WatchedAlarm(key, kind, this.#around);
    this.#watched.set(nameOf(key), watched);
    return watched;
  }

  #turned(watched: WatchedAlarm): void {
    this.#options.site.turned(watched);
    if (watched.isOver) this.#watched.delete(nameOf(watched.key));
  }

  /** The source that came first speaks for all. */
  #suppressedBy(): string | undefined {
    const [first] = this.#suppressions;
    return first && suppressionText(...first);
  }
}

const noLongerReported = { zh: '网关重启或恢复联系后设备不再上报', en: 'the device no longer reports it' };
