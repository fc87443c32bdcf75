import type { AlarmingDevice } from './alarming-device.js';
import type { CatalogueEntry } from './catalogue.js';
import { type AlarmKey, keyText } from './key.js';
import type { AlarmLedger } from './ledger.js';
import { isSecurity, type Quiet } from './quiet.js';
import { type AlarmRecord, duplicateMark, isDuplicate, type Severity, severities } from './record.js';
import { type AlarmContent, related, suppressedBy } from './record-changes.js';

export interface DuplicatesOptions {
  readonly devices: readonly AlarmingDevice[];
  readonly ledger: AlarmLedger;
  /** People hear of it, unless something else keeps it from them. */
  readonly tell: (key: AlarmKey, record: AlarmRecord) => void;
}

/**
 * Several parts of one terminal see the same paper run out: people hear it once. The second to raise the same type and
 * qualifier is kept in the list with `related-alarm`, and told when the first clears and it stays. Security is told each
 * time, and so is what is worse than what was told. A part that other terminals have too is silent only where each of them
 * has been told already.
 */
export class Duplicates implements Quiet {
  readonly #options: DuplicatesOptions;
  /** The terminals that a device is a part of. */
  readonly #wholes = new Map<string, readonly string[]>();
  readonly #parts = new Map<string, readonly string[]>();

  constructor(options: DuplicatesOptions) {
    this.#options = options;
    for (const { deviceId, parts = [], disabled } of options.devices) {
      if (disabled) continue;
      this.#parts.set(deviceId, parts);
      for (const part of parts) this.#wholes.set(part, [...(this.#wholes.get(part) ?? []), deviceId]);
    }
  }

  reason(key: AlarmKey, entry: CatalogueEntry): string | undefined {
    if (isSecurity(entry)) return undefined;
    const first = this.#firstOf(key, entry.severity);
    return first && markOf(first);
  }

  entered(key: AlarmKey, content: AlarmContent): AlarmContent {
    const first = this.#firstOf(key, content['perceived-severity']);
    return first ? related(content, 'related-alarm', [nameOf(first)]) : content;
  }

  /** Called once, when all alarms of earlier starts have been taken up. */
  start(): void {
    const { ledger } = this.#options;
    for (const [key, record] of ledger.all()) this.#look(key, record);
    ledger.observe(({ key }) => this.#changed(key));
  }

  /** What one part has raised or cleared may be all that kept the others silent. */
  #changed({ deviceId, type, qualifier }: AlarmKey): void {
    for (const whole of this.#wholes.get(deviceId) ?? []) {
      for (const part of this.#parts.get(whole) ?? []) {
        const key = { deviceId: part, type, qualifier };
        const record = this.#options.ledger.get(key);
        if (record) this.#look(key, record);
      }
    }
  }

  #look(key: AlarmKey, record: AlarmRecord): void {
    if (record['is-cleared'] || !isDuplicate(record)) return;
    const first = this.#firstOf(key, record['perceived-severity']);
    if (first === undefined) this.#options.tell(key, undone(record));
    else if (record['x-suppressed-by'] !== markOf(first)) this.#options.ledger.write(key, marked(record, first));
  }

  /** What people were told of it by another part, for each of the terminals that it is a part of. */
  #firstOf({ deviceId, type, qualifier }: AlarmKey, severity: Severity): AlarmKey | undefined {
    const firsts = (this.#wholes.get(deviceId) ?? []).map((whole) =>
      (this.#parts.get(whole) ?? [])
        .filter((part) => part !== deviceId)
        .map((part) => ({ deviceId: part, type, qualifier }))
        .find((key) => this.#isTold(key, severity)),
    );
    return firsts.includes(undefined) ? undefined : firsts[0];
  }

  #isTold(key: AlarmKey, severity: Severity): boolean {
    const record = this.#options.ledger.get(key);
    if (!record || record['is-cleared'] || !record['x-announced']) return false;
    return severities.indexOf(record['perceived-severity']) >= severities.indexOf(severity);
  }
}

function markOf({ deviceId }: AlarmKey): string {
  return duplicateMark + deviceId;
}

function marked(record: AlarmRecord, first: AlarmKey): AlarmContent {
  return suppressedBy(related(record, 'related-alarm', [nameOf(first)]), markOf(first));
}

function undone(record: AlarmRecord): AlarmRecord {
  const { 'related-alarm': _, ...rest } = record;
  return rest;
}

/** As its retained topic ends. */
function nameOf(key: AlarmKey): string {
  return keyText(key).replace(/\/$/, '');
}
