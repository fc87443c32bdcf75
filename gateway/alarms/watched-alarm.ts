import type { AlarmCondition, Clock, Timer } from '../../drivers/index.js';
import { severityOf } from './catalogue/effective.js';
import { ConditionWatch, type Phase } from './condition-watch.js';
import type { DueAt } from './due-at.js';
import { type FlapRule, QuietTime, type RaiseHistory } from './flapping.js';
import { type AlarmKey, nameOf } from './key.js';
import type { Kind } from './kinds.js';
import type { AlarmLedger, WriteOptions } from './ledger.js';
import { loudness } from './loudness.js';
import { type Quiet, quieted } from './quiet.js';
import { type AlarmRecord, type Owner, type Severity, severities } from './record.js';
import {
  type AlarmContent,
  cleared,
  countedAgain,
  detailed,
  flapping,
  ownedBy,
  raised,
  severityChanged,
} from './record-changes.js';
import { timeText } from './time-text.js';

/** What the alarms of one device have in common. */
export interface AlarmSurroundings {
  readonly ledger: AlarmLedger;
  readonly clock: Clock;
  readonly language: 'zh' | 'en';
  /** `branch/gateway/device`. */
  readonly resource: string;
  readonly quiets: readonly Quiet[];
  /** When an alarm that is raised now is to be cleared; absent = no limits. */
  readonly dueAt?: DueAt | undefined;
  readonly flapRule: FlapRule;
  readonly history: RaiseHistory;
  /** Whether the device is there. */
  readonly inContact: () => boolean;
  /** Whether something keeps alarms of this kind from being raised now. */
  readonly isHeld: (kind: Kind) => boolean;
  /** After a delay has ended by itself. */
  readonly onTurn: (alarm: WatchedAlarm) => void;
}

/** How soon the record of a flapping alarm counts its raises, ms: not each by itself, as flash wears out. */
const countWithinMs = 60_000;

/** One alarm of a device from its first condition to its clear: what the condition does, and what becomes of the record. */
export class WatchedAlarm {
  readonly key: AlarmKey;
  readonly kind: Kind;
  readonly #around: AlarmSurroundings;
  readonly #watch: ConditionWatch;
  readonly #quietTime: QuietTime;
  #severity: Severity;
  #owner: Owner;
  #detail: string | undefined;
  /** Wall-clock ms of the newest report; undefined before the first one of this start. */
  #reportedAt: number | undefined;
  #confirmed = false;
  #isFlapping: boolean;
  /** Raises while flapping that are not in the record yet. */
  #uncounted = 0;
  #count: Timer | undefined;

  constructor(key: AlarmKey, kind: Kind, around: AlarmSurroundings) {
    this.key = key;
    this.kind = kind;
    this.#around = around;
    this.#severity = kind.entry.severity;
    this.#owner = kind.entry.owner;
    const { clock, flapRule } = around;
    const record = this.raisedRecord;
    this.#isFlapping = record?.['x-flapping'] ?? false;
    this.#quietTime = new QuietTime({ clock, ms: flapRule.windowMs, onOver: () => this.#calm() });
    this.#watch = new ConditionWatch({
      clock,
      onDelayMs: kind.onDelayMs,
      offDelayMs: kind.offDelayMs,
      raised: record !== undefined,
      isHeld: () => !this.#isFlapping && (this.#hasNoPlace() || around.isHeld(kind)),
      onRaise: () => this.#begun(),
      onClear: () => this.#ended(),
    });
  }

  /** True when a report came since contact was last lost, or since the start. */
  get confirmed(): boolean {
    return this.#confirmed;
  }

  get phase(): Phase {
    return this.#watch.phase;
  }

  /** Nothing is raised or on its way to be. */
  get isOver(): boolean {
    return this.#watch.phase === 'normal' && !this.#isFlapping;
  }

  get raisedRecord(): AlarmRecord | undefined {
    const record = this.#around.ledger.get(this.key);
    return record?.['is-cleared'] ? undefined : record;
  }

  report({ active, severity, owner, detail }: Omit<AlarmCondition, 'type' | 'qualifier'>): void {
    this.#detail = detail ?? this.#detail;
    if (active) {
      const { entry, isSecurity } = this.kind;
      this.#severity = severityOf(entry, severity);
      this.#owner = isSecurity ? entry.owner : (owner ?? entry.owner);
    }
    this.#reportedAt = this.#around.clock.now();
    this.#confirmed = true;
    if (this.#isFlapping) this.#quietTime.run();
    this.#watch.report(active);
    this.update();
  }

  /** Nobody confirms the condition any more: what stands is unverified. */
  unconfirmed(): void {
    this.#confirmed = false;
    this.#quietTime.stop();
    this.#watch.unconfirmed();
    const record = this.raisedRecord;
    if (!record?.['x-verified']) return;
    this.#write({ ...record, 'x-verified': false, 'x-last-verified': this.#confirmedTime(record) });
  }

  /** What held it may be over. */
  release(): void {
    this.#watch.release();
  }

  /** Verifies a raised alarm, takes over a new detail or severity; writes nothing when the device only repeats itself. */
  update(): void {
    const record = this.raisedRecord;
    if (!record) return;
    const confirmed = this.#confirmation(record);
    const content = ownedBy(detailed(record, this.#detail), this.#owner);
    const severity = this.#severityFor(record);
    if (severity !== record['perceived-severity']) {
      this.#write(severityChanged({ ...content, ...confirmed }, severity, this.#time()), 'severity', loudness(record));
    } else if (content !== record || confirmed['x-verified'] !== record['x-verified']) {
      this.#write({ ...content, ...confirmed });
    }
  }

  /** Clears it for good, e.g. because its device does not know it any more. */
  drop(text: string): void {
    this.stop();
    this.#watch.end();
    this.#isFlapping = false;
    const record = this.raisedRecord;
    if (record) this.#write(cleared(this.#counted(record), this.#time(), text), 'clear');
  }

  stop(): void {
    this.#watch.stop();
    this.#quietTime.stop();
    this.#count?.cancel();
  }

  #begun(): void {
    if (this.#isFlapping) {
      this.#quietTime.restart();
      this.#countAgain();
      return;
    }
    // Each opening of a door that should be closed is said, however many there are.
    const flaps = this.#around.history.note(nameOf(this.key)) && !this.kind.isSecurity;
    this.#isFlapping = flaps;
    if (flaps) this.#quietTime.restart();
    this.#raise(flaps);
    this.#around.onTurn(this);
  }

  #ended(): void {
    if (this.#isFlapping) this.#quietTime.restart();
    else this.#clear();
    this.#around.onTurn(this);
  }

  /** It has been quiet for so long that what it is now is the truth. */
  #calm(): void {
    this.#isFlapping = false;
    this.#quietTime.stop();
    const record = this.raisedRecord;
    if (record) {
      const isActive = this.#watch.phase === 'raised' || this.#watch.phase === 'clearing';
      const calm = flapping(this.#counted(record), false);
      if (isActive) this.#write({ ...calm, ...this.#confirmation(record) });
      else this.#clear(calm);
    }
    this.#around.onTurn(this);
  }

  #raise(flaps: boolean): void {
    const { ledger, language, resource, quiets, clock, dueAt } = this.#around;
    const { entry } = this.kind;
    const time = this.#time();
    const rated = { ...entry, severity: this.#severity, owner: this.#owner };
    const due = dueAt?.(rated, clock.now());
    const content = raised(ledger.get(this.key), {
      entry: rated,
      due: due === undefined ? undefined : timeText(due),
      language,
      resource,
      qualifier: this.key.qualifier,
      detail: this.#detail,
      verified: this.#isVerified(),
      time,
      confirmed: this.#reportedAt === undefined ? time : timeText(this.#reportedAt),
    });
    const raise = quieted(quiets, this.key, rated, flapping(content, flaps));
    ledger.write(this.key, raise.content, 'raise', { announce: raise.announce });
  }

  #clear(record: AlarmContent | undefined = this.raisedRecord): void {
    if (!record) return;
    this.#write({ ...cleared(record, this.#time()), ...this.#confirmation(record) }, 'clear');
  }

  /** The list is full of raised alarms: what is urgent finds a place longer than the rest. */
  #hasNoPlace(): boolean {
    const { isSecurity, entry } = this.kind;
    return this.#around.ledger.isFull(this.key, isSecurity || entry.severity === 'critical');
  }

  /** A raise that nobody is told of. */
  #countAgain(): void {
    this.#uncounted += 1;
    this.#count ??= this.#around.clock.setTimeout(() => {
      const record = this.raisedRecord;
      if (record) this.#write({ ...this.#counted(record), ...this.#confirmation(record) });
    }, countWithinMs);
  }

  #counted(record: AlarmRecord): AlarmContent {
    const times = this.#uncounted;
    this.#uncounted = 0;
    this.#count?.cancel();
    this.#count = undefined;
    return times === 0 ? record : countedAgain(record, times, this.#time());
  }

  /** One notification: while it flaps it may get worse, and is not said to be better at every other turn. */
  #severityFor({ 'perceived-severity': before }: AlarmRecord): Severity {
    const better = severities.indexOf(this.#severity) < severities.indexOf(before);
    return this.#isFlapping && better ? before : this.#severity;
  }

  #confirmation(record: Pick<AlarmRecord, 'x-last-verified'>) {
    return { 'x-verified': this.#isVerified(), 'x-last-verified': this.#confirmedTime(record) };
  }

  #isVerified(): boolean {
    return this.#confirmed && (this.kind.isContact || this.#around.inContact());
  }

  #confirmedTime(record: Pick<AlarmRecord, 'x-last-verified'>): string {
    return this.#reportedAt === undefined ? record['x-last-verified'] : timeText(this.#reportedAt);
  }

  #write(content: AlarmContent, change?: 'severity' | 'clear', options?: WriteOptions): void {
    this.#around.ledger.write(this.key, content, change, options);
  }

  #time(): string {
    return timeText(this.#around.clock.now());
  }
}
