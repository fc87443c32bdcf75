import type { Clock, Timer } from '../../drivers/index.js';
import type { CatalogueEntry } from './catalogue.js';
import { floodMark, floodType, isGrouped } from './flood-mark.js';
import { describeFlood, floodRaised, type Group } from './flood-record.js';
import { type AlarmKey, keyText, parseKey } from './key.js';
import type { AlarmLedger } from './ledger.js';
import { isSecurity, type Quiet } from './quiet.js';
import { RaiseRate } from './raise-rate.js';
import { type AlarmRecord, isAcknowledged, isOpen } from './record.js';
import { type AlarmContent, cleared, operatorChanged, severityChanged, suppressedBy } from './record-changes.js';

export interface FloodLimits {
  /** More raises than this in the window are a flood; as many grouped alarms may still be raised at its end. Default 10. */
  readonly raises?: number | undefined;
  /** Default 600 000. */
  readonly windowMs?: number | undefined;
  /** ms between two versions of the flood's own record. Default 1000. */
  readonly updateMs?: number | undefined;
}

export interface FloodOptions extends FloodLimits {
  /** Of `flood-grouped`. */
  readonly entry: CatalogueEntry;
  readonly ledger: AlarmLedger;
  readonly clock: Clock;
  readonly language: 'zh' | 'en';
  /** Of the gateway: `branch/gateway/gateway`. */
  readonly resource: string;
}

/**
 * Many alarms at once are one alarm for people (terminal-health.md 6.3 rule 8). While more than 10 raises lie in the last
 * 10 minutes, what is raised is kept in the list and not announced; GWY-509 stands for it. Critical alarms count and are
 * announced all the same: ten dead terminals are the best sign of a dead switch. Security alarms neither count nor wait.
 * When it is calm again and few enough are still raised, those are announced one by one; until then GWY-509 stays, and a
 * new alarm of a calm branch is announced like any other.
 */
export class Flood implements Quiet {
  readonly #options: FloodOptions;
  readonly #limits: { readonly raises: number; readonly windowMs: number; readonly updateMs: number };
  readonly #rate: RaiseRate;
  readonly #key: AlarmKey = { deviceId: 'gateway', type: floodType, qualifier: '' };
  /** What is grouped and raised now: the text of its key, and its resource. */
  readonly #grouped = new Map<string, string>();
  #lasts = false;
  /** Raises kept from people since the flood began or the gateway started. */
  #kept = 0;
  #calm: Timer | undefined;
  #update: Timer | undefined;
  #stopped = false;

  constructor(options: FloodOptions) {
    const { clock, raises = 10, windowMs = 600_000, updateMs = 1_000 } = options;
    this.#options = options;
    this.#limits = { raises, windowMs, updateMs };
    this.#rate = new RaiseRate(clock, raises, windowMs);
  }

  owns(key: AlarmKey): boolean {
    return keyText(key) === keyText(this.#key);
  }

  reason(_: AlarmKey, entry: CatalogueEntry): string | undefined {
    if (isSecurity(entry) || this.#stopped) return undefined;
    this.#rate.count();
    if (this.#rate.exceededForMs() === 0) return undefined;
    if (!this.#lasts) this.#begin();
    if (entry.severity === 'critical') return undefined;
    this.#kept += 1;
    return floodMark;
  }

  /**
   * Takes up the flood of an earlier start: how fast alarms came then is not known, so it lasts a window at least. Called
   * once, when the other alarms have been taken up.
   */
  start(): void {
    const { ledger } = this.#options;
    ledger.observe(({ key }) => this.#follow(key));
    for (const [key, record] of ledger.all()) {
      if (isGrouped(record) && !record['is-cleared']) this.#grouped.set(keyText(key), record.resource);
    }
    const record = this.#raisedRecord();
    if (record) {
      this.#rate.fill();
      this.#enter();
      this.#write(record);
    } else this.#announceGrouped();
  }

  /** Whoever takes the flood over takes over all that it groups, also what has cleared meanwhile. */
  async acknowledge(own: AlarmRecord['operator-state-change'][number]): Promise<void> {
    const { ledger, entry } = this.#options;
    const change = { ...own, text: own.text ? `${entry.code}: ${own.text}` : entry.code };
    await Promise.all(
      ledger.all().flatMap(([key, record]) => {
        if (!isGrouped(record) || !isOpen(record) || isAcknowledged(record)) return [];
        return ledger.write(key, operatorChanged(record, change), 'operator', { announce: false });
      }),
    );
  }

  stop(): void {
    this.#stopped = true;
    this.#calm?.cancel();
    this.#update?.cancel();
  }

  #begin(): void {
    const { ledger, clock } = this.#options;
    this.#kept = 0;
    this.#enter();
    const { raises, windowMs } = this.#limits;
    const raise = { ...this.#options, raises, windowMs, time: timeText(clock.now()) };
    ledger.write(this.#key, floodRaised(ledger.get(this.#key), raise), 'raise');
  }

  #enter(): void {
    this.#lasts = true;
    this.#options.ledger.flood(true);
    this.#waitForCalm();
  }

  #waitForCalm(): void {
    this.#calm?.cancel();
    const ms = this.#rate.exceededForMs();
    // Only clears can end it then, and each of them looks.
    this.#calm = ms === 0 ? undefined : this.#options.clock.setTimeout(() => this.#endWhenOver(), ms);
  }

  /** A version of a record is out: what counts is what it is by now. */
  #follow(key: AlarmKey): void {
    if (this.#stopped || this.owns(key)) return;
    const text = keyText(key);
    const record = this.#options.ledger.get(key);
    const wasGrouped = this.#grouped.has(text);
    if (!record || !isGrouped(record) || record['is-cleared']) this.#grouped.delete(text);
    else if (record['perceived-severity'] === 'critical' || !this.#lasts) this.#announce(text);
    else this.#grouped.set(text, record.resource);
    if (!this.#lasts || wasGrouped === this.#grouped.has(text)) return;
    this.#update ??= this.#options.clock.setTimeout(() => this.#updated(), this.#limits.updateMs);
    this.#endWhenOver();
  }

  #endWhenOver(): void {
    if (this.#rate.exceededForMs() > 0) this.#waitForCalm();
    else if (this.#lasts && this.#grouped.size <= this.#limits.raises) this.#end();
  }

  #end(): void {
    const { ledger, clock } = this.#options;
    const group = this.#group();
    this.#announceGrouped();
    const record = this.#raisedRecord();
    if (record) ledger.write(this.#key, cleared(describeFlood(record, group), timeText(clock.now())), 'clear');
    this.#lasts = false;
    ledger.flood(false);
    this.#update?.cancel();
    this.#update = undefined;
  }

  #announceGrouped(): void {
    for (const text of this.#grouped.keys()) this.#announce(text);
  }

  #announce(text: string): void {
    const { ledger } = this.#options;
    const key = parseKey(text);
    const record = ledger.get(key);
    this.#grouped.delete(text);
    if (!record || !isGrouped(record) || record['is-cleared']) return;
    ledger.write(key, { ...suppressedBy(record, undefined), 'x-announced': true }, 'raise');
  }

  #updated(): void {
    this.#update = undefined;
    const record = this.#raisedRecord();
    if (record) this.#write(record);
  }

  #write(record: AlarmRecord): void {
    const { ledger, clock, entry } = this.#options;
    const time = timeText(clock.now());
    const content: AlarmContent = { ...record, 'x-verified': true, 'x-last-verified': time };
    const described = describeFlood(content, this.#group());
    if (entry.severity === record['perceived-severity']) ledger.write(this.#key, described);
    else ledger.write(this.#key, severityChanged(described, entry.severity, time), 'severity');
  }

  #raisedRecord(): AlarmRecord | undefined {
    const record = this.#options.ledger.get(this.#key);
    return record?.['is-cleared'] ? undefined : record;
  }

  #group(): Group {
    return { alarms: [...this.#grouped], kept: this.#kept, language: this.#options.language };
  }
}

function timeText(ms: number): string {
  return new Date(ms).toISOString();
}
