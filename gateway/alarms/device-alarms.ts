import type { AlarmCondition, AlarmDeclaration, Clock } from '../../drivers/index.js';
import { delaysMs, levelsOf, severityOf } from './catalogue/effective.js';
import type { Catalogue, CatalogueEntry } from './catalogue/entry.js';
import { ConditionWatch } from './condition-watch.js';
import { isGrouped } from './flood-mark.js';
import { type AlarmKey, isQualifier } from './key.js';
import type { AlarmLedger } from './ledger.js';
import { isSecurity, type Quiet, quieted } from './quiet.js';
import { type AlarmRecord, isShelved, type Severity } from './record.js';
import {
  type AlarmContent,
  cleared,
  describedBy,
  detailed,
  raised,
  severityChanged,
  suppressedBy,
} from './record-changes.js';

/** A device of the configuration, or the gateway itself, and what it can raise. */
export interface AlarmingDevice {
  readonly deviceId: string;
  readonly declarations: readonly AlarmDeclaration[];
  /** The alarm that says that contact is lost; absent for the gateway itself. */
  readonly contactAlarm?: string | undefined;
}

/** Who keeps a device quiet: an engineer's window, cash or paper being exchanged, the vendor's service mode. */
export type SuppressionSource = 'maintenance' | 'exchange' | 'vendor-mode';

export interface DeviceAlarmsOptions extends AlarmingDevice {
  readonly catalogue: Catalogue;
  readonly ledger: AlarmLedger;
  readonly clock: Clock;
  readonly language: 'zh' | 'en';
  readonly quiets: readonly Quiet[];
  /** `branch/gateway/device`. */
  readonly resource: string;
}

/** One alarm type of this device. */
interface Kind {
  readonly entry: CatalogueEntry;
  readonly onDelayMs: number;
  readonly offDelayMs: number;
}

interface Watched {
  readonly key: AlarmKey;
  readonly kind: Kind;
  readonly watch: ConditionWatch;
  severity: Severity;
  detail: string | undefined;
  /** Wall-clock ms of the newest report; undefined before the first one of this start. */
  reportedAt: number | undefined;
  /** True when a report came since contact was last lost. */
  confirmed: boolean;
}

/** The alarms of one device: delays, contact, suppression. */
export class DeviceAlarms {
  readonly #options: DeviceAlarmsOptions;
  readonly #kinds: ReadonlyMap<string, Kind>;
  readonly #watched = new Map<string, Watched>();
  #inContact = true;
  readonly #suppressions = new Map<SuppressionSource, string>();

  constructor(options: DeviceAlarmsOptions) {
    this.#options = options;
    this.#kinds = kindsOf(options);
  }

  knows(type: string): boolean {
    return this.#kinds.has(type);
  }

  /** What it can raise. */
  types(): string[] {
    return [...this.#kinds.keys()];
  }

  /** False when this device cannot raise such an alarm; nothing is done then. */
  condition({ type, qualifier = '', active, severity, detail }: AlarmCondition): boolean {
    const kind = this.#kinds.get(type);
    if (!kind || !isQualifier(qualifier)) return false;
    const watched = this.#watch({ deviceId: this.#options.deviceId, type, qualifier }, kind);
    watched.detail = detail ?? watched.detail;
    if (active) watched.severity = severityOf(kind.entry, severity);
    watched.reportedAt = this.#options.clock.now();
    watched.confirmed = true;
    watched.watch.report(active);
    this.#update(watched);
    this.#forgetWhenNormal(watched);
    return true;
  }

  /** Takes up an alarm that an earlier start left raised. */
  resume(key: AlarmKey, record: AlarmRecord): void {
    const kind = this.#kinds.get(key.type);
    if (!kind) return;
    this.#watch(key, kind);
    const content = { ...describedBy(unlessKept(record), kind.entry, this.#options.language), 'x-verified': false };
    const { severity } = kind.entry;
    // One that the device has reported stands until it reports another.
    if (levelsOf(kind.entry).includes(record['perceived-severity'])) this.#options.ledger.write(key, content);
    else
      this.#options.ledger.write(key, severityChanged(content, severity, this.#time()), 'severity', loudness(record));
  }

  contactLost(): void {
    this.#inContact = false;
    for (const watched of [...this.#watched.values()]) {
      if (watched.key.type === this.#options.contactAlarm) continue;
      watched.confirmed = false;
      watched.watch.unconfirmed();
      const record = this.#raisedRecord(watched.key);
      if (record?.['x-verified']) {
        const lastVerified = this.#confirmedTime(watched, record);
        this.#options.ledger.write(watched.key, { ...record, 'x-verified': false, 'x-last-verified': lastVerified });
      }
      this.#forgetWhenNormal(watched);
    }
  }

  /** What the device confirmed on the way back counts from now on; the rest waits for its next report. */
  contactRestored(): void {
    this.#inContact = true;
    for (const watched of this.#watched.values()) if (watched.confirmed) this.#update(watched);
  }

  /** `why` says what keeps the device quiet, e.g. a maintenance window and its reason; undefined ends it. */
  suppress(source: SuppressionSource, why: string | undefined): void {
    if (why === undefined) this.#suppressions.delete(source);
    else this.#suppressions.set(source, why);
    const by = this.#suppressedBy();
    for (const watched of this.#watched.values()) {
      if (by === undefined) watched.watch.release();
      const record = this.#raisedRecord(watched.key);
      // What lies on a shelf says so, whatever else keeps it quiet; what a flood keeps quiet is announced at its end.
      if (!record || isSecurity(watched.kind.entry) || isShelved(record) || isGrouped(record)) continue;
      if (by === undefined && !record['x-announced']) this.tell(watched.key, record);
      else if (record['x-suppressed-by'] !== by) this.#options.ledger.write(watched.key, suppressedBy(record, by));
    }
  }

  /** A raised alarm has left a shelf: people hear of it, unless something else still keeps it quiet. */
  tell(key: AlarmKey, content: AlarmContent): void {
    const { ledger, quiets } = this.#options;
    const kind = this.#kinds.get(key.type);
    if (!kind) return;
    const by = isSecurity(kind.entry) ? undefined : this.#suppressedBy();
    const isKnown = content['x-announced'];
    if (by !== undefined || isKnown) {
      ledger.write(key, suppressedBy(content, by), 'operator', { announce: isKnown });
      return;
    }
    const raise = quieted(quiets, key, kind.entry, content);
    ledger.write(key, raise.content, 'raise', { announce: raise.announce });
  }

  stop(): void {
    for (const { watch } of this.#watched.values()) watch.stop();
  }

  #watch(key: AlarmKey, kind: Kind): Watched {
    const id = `${key.type}/${key.qualifier}`;
    const known = this.#watched.get(id);
    if (known) return known;
    const watched: Watched = {
      key,
      kind,
      severity: kind.entry.severity,
      detail: undefined,
      reportedAt: undefined,
      confirmed: false,
      watch: new ConditionWatch({
        clock: this.#options.clock,
        onDelayMs: kind.onDelayMs,
        offDelayMs: kind.offDelayMs,
        raised: this.#raisedRecord(key) !== undefined,
        isSuppressed: () => this.#isHeldBack(key, kind.entry),
        onRaise: () => this.#raise(watched),
        onClear: () => this.#clear(watched),
      }),
    };
    this.#watched.set(id, watched);
    return watched;
  }

  #isHeldBack(key: AlarmKey, entry: CatalogueEntry): boolean {
    const isUrgent = isSecurity(entry) || entry.severity === 'critical';
    if (this.#options.ledger.isFull(key, isUrgent)) return true;
    return this.#suppressions.size > 0 && !isSecurity(entry);
  }

  #raise(watched: Watched): void {
    const { ledger, language, resource, quiets } = this.#options;
    const { key, kind, severity, detail } = watched;
    const time = this.#time();
    const entry = { ...kind.entry, severity };
    const content = raised(ledger.get(key), {
      entry,
      language,
      resource,
      qualifier: key.qualifier,
      detail,
      verified: this.#isVerified(watched),
      time,
      confirmed: watched.reportedAt === undefined ? time : timeText(watched.reportedAt),
    });
    const raise = quieted(quiets, key, kind.entry, content);
    ledger.write(key, raise.content, 'raise', { announce: raise.announce });
  }

  #clear(watched: Watched): void {
    const record = this.#raisedRecord(watched.key);
    if (!record) return;
    const confirmed = {
      'x-verified': this.#isVerified(watched),
      'x-last-verified': this.#confirmedTime(watched, record),
    };
    const content = { ...cleared(unlessKept(record), this.#time()), ...confirmed };
    this.#options.ledger.write(watched.key, content, 'clear');
    this.#forgetWhenNormal(watched);
  }

  /** Verifies a raised alarm, takes over a new detail or severity; writes nothing when the device only repeats itself. */
  #update(watched: Watched): void {
    const record = this.#raisedRecord(watched.key);
    if (!record) return;
    const verified = this.#isVerified(watched);
    const confirmed = { 'x-verified': verified, 'x-last-verified': this.#confirmedTime(watched, record) };
    const content = detailed(record, watched.detail);
    if (watched.severity !== record['perceived-severity']) {
      const changed = severityChanged({ ...content, ...confirmed }, watched.severity, this.#time());
      this.#options.ledger.write(watched.key, changed, 'severity', loudness(record));
    } else if (content !== record || verified !== record['x-verified']) {
      this.#options.ledger.write(watched.key, { ...content, ...confirmed });
    }
  }

  /** The source that came first speaks for all. */
  #suppressedBy(): string | undefined {
    const [first] = this.#suppressions;
    return first && `${first[0]}: ${first[1]}`;
  }

  #isVerified({ key, confirmed }: Watched): boolean {
    return confirmed && (this.#inContact || key.type === this.#options.contactAlarm);
  }

  #raisedRecord(key: AlarmKey): AlarmRecord | undefined {
    const record = this.#options.ledger.get(key);
    return record?.['is-cleared'] ? undefined : record;
  }

  #confirmedTime({ reportedAt }: Watched, record: AlarmRecord): string {
    return reportedAt === undefined ? record['x-last-verified'] : timeText(reportedAt);
  }

  #forgetWhenNormal({ key, watch }: Watched): void {
    if (watch.phase === 'normal') this.#watched.delete(`${key.type}/${key.qualifier}`);
  }

  #time(): string {
    return timeText(this.#options.clock.now());
  }
}

function timeText(ms: number): string {
  return new Date(ms).toISOString();
}

/** A change of severity is nothing to people who never heard of the alarm, or have put it on a shelf. */
function loudness(record: AlarmRecord): { readonly announce: boolean } {
  return { announce: record['x-announced'] && !isShelved(record) };
}

/** Only a shelf and a flood outlast a restart, and the alarm that they have kept quiet. */
function unlessKept(record: AlarmRecord): AlarmRecord {
  return isShelved(record) || isGrouped(record) ? record : suppressedBy(record, undefined);
}

function kindsOf({ catalogue, declarations, contactAlarm }: DeviceAlarmsOptions): Map<string, Kind> {
  const kinds = new Map<string, Kind>();
  const contact: readonly AlarmDeclaration[] = contactAlarm === undefined ? [] : [{ type: contactAlarm }];
  for (const declaration of [...contact, ...declarations]) {
    const entry = catalogue.get(declaration.type);
    if (entry) kinds.set(entry.type, { entry, ...delaysMs(entry, declaration) });
  }
  return kinds;
}
