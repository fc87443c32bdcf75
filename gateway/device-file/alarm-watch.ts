import type { AlarmUpdate } from '../alarms/ledger.js';
import type { AlarmRecord } from '../alarms/record.js';
import { aboutAlarm, alarmEntries, derived, takesService } from './alarm-entries.js';
import { type CauseClass, mainsAlarms } from './cause-class.js';
import type { DeviceFile } from './device-file.js';
import { toldOf, untold } from './rings.js';

/** Raised alarms of a device, `type/qualifier`, and whether each is confirmed. */
type Raised = Map<string, boolean>;

/** Turns versions of alarm records into entries. */
export class AlarmWatch {
  readonly #file: (deviceId: string) => DeviceFile | undefined;
  readonly #onCause: (deviceId: string, cause: CauseClass) => void;
  readonly #raised = new Map<string, Raised>();
  /** Devices with a raised alarm that nobody confirms. */
  readonly #unverified = new Set<string>();

  /** @param onCause hears of a raise that takes service away, and what it is put down to */
  constructor(
    file: (deviceId: string) => DeviceFile | undefined,
    onCause: (deviceId: string, cause: CauseClass) => void = () => undefined,
  ) {
    this.#file = file;
    this.#onCause = onCause;
  }

  /** What the last run left: raised alarms are not news. */
  start(records: readonly AlarmRecord[]): void {
    for (const record of records) this.#note(deviceOf(record), record);
  }

  /** True while an alarm of any device says that the branch has no mains. */
  get mainsAreLost(): boolean {
    return [...this.#raised.values()].some((raised) =>
      [...raised.keys()].some((name) => mainsAlarms.has(name.split('/')[0] ?? '')),
    );
  }

  changed({ key, before, record }: AlarmUpdate): void {
    const { deviceId } = key;
    const file = this.#file(deviceId);
    if (!record) {
      this.#forget(deviceId, before);
      return;
    }
    this.#note(deviceId, record);
    if (!file) return;
    file.seen(record['x-seq']);
    const changes = before === record ? undefined : untold(toldOf(before), record);
    for (const entry of changes ? alarmEntries(record, changes) : []) {
      file.tell(entry);
      if (takesService(entry.data)) this.#onCause(deviceId, entry.data['cause'] as CauseClass);
      const besides = derived(entry, (type) => this.#isRaised(deviceId, type));
      if (besides) file.tell(besides);
    }
    const isFlapping = record['x-flapping'] && !record['is-cleared'];
    const wasFlapping = (before?.['x-flapping'] ?? false) && !before?.['is-cleared'];
    if (isFlapping !== wasFlapping && !record['is-cleared']) {
      file.tell({ kind: isFlapping ? 'alarm-flapping' : 'alarm-steady', data: aboutAlarm(record) });
    }
    this.#tellVerified(deviceId, file);
  }

  #isRaised(deviceId: string, type: string): boolean {
    return [...(this.#raised.get(deviceId)?.keys() ?? [])].some((name) => name.startsWith(`${type}/`));
  }

  #note(deviceId: string, record: AlarmRecord): void {
    const raised = this.#raised.get(deviceId) ?? new Map<string, boolean>();
    this.#raised.set(deviceId, raised);
    const name = nameOf(record);
    if (record['is-cleared']) raised.delete(name);
    else raised.set(name, record['x-verified']);
  }

  #forget(deviceId: string, before: AlarmRecord | undefined): void {
    if (before) this.#raised.get(deviceId)?.delete(nameOf(before));
  }

  #tellVerified(deviceId: string, file: DeviceFile): void {
    const isUnverified = [...(this.#raised.get(deviceId)?.values() ?? [])].includes(false);
    if (isUnverified === this.#unverified.has(deviceId)) return;
    if (isUnverified) this.#unverified.add(deviceId);
    else this.#unverified.delete(deviceId);
    file.tell({ kind: isUnverified ? 'unverified' : 'verified' });
  }
}

function nameOf(record: AlarmRecord): string {
  return `${record['alarm-type-id']}/${record['alarm-type-qualifier']}`;
}

function deviceOf(record: AlarmRecord): string {
  return record.resource.split('/').at(-1) ?? '';
}
