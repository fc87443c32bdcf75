import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AlarmCondition } from '../../../drivers/driver.js';
import type { AlarmRecord } from '../../../gateway/alarms/record.js';
import { DeviceFiles, type DeviceFilesOptions } from '../../../gateway/device-file/device-files.js';
import type { Entry } from '../../../gateway/device-file/entry.js';
import { pageOf } from '../../../gateway/device-file/page.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';
import { temporaryDirectory } from '../storage/support.js';

/** The device files of a small branch on a real disk, in virtual time; it can be stopped, killed and started again. */
export class Cabinet {
  readonly conditions: AlarmCondition[] = [];
  readonly errors: unknown[] = [];
  files!: DeviceFiles;

  private constructor(
    readonly root: string,
    readonly clock: VirtualClock,
    readonly changes: Partial<DeviceFilesOptions>,
  ) {}

  static async open(changes: Partial<DeviceFilesOptions> = {}, clock = new VirtualClock()): Promise<Cabinet> {
    const cabinet = new Cabinet(join(await temporaryDirectory(), 'device-files'), clock, changes);
    await cabinet.start();
    onTestFinished(() => cabinet.files.stop());
    return cabinet;
  }

  /** As the program would: what was not stopped before was killed. */
  async start(records: readonly AlarmRecord[] = [], changes: Partial<DeviceFilesOptions> = {}): Promise<void> {
    this.files = new DeviceFiles({
      root: this.root,
      devices: new Map([
        ['gateway', 'power'],
        ['printer-1', 'network'],
        ['board-1', 'network'],
      ]),
      timezone: 'Asia/Shanghai',
      hours: undefined,
      maxBytes: 256 * 1_048_576,
      maxAgeDays: 1_095,
      clock: this.clock,
      onStorageCondition: (condition) => this.conditions.push(condition),
      onError: (error) => this.errors.push(error),
      ...this.changes,
      ...changes,
    });
    this.files.start(records);
    await this.files.opened();
  }

  /** All entries of a device, oldest first, page by page. */
  async entries(deviceId: string): Promise<Entry[]> {
    await this.written(deviceId);
    const history = this.files.get(deviceId)?.history;
    if (!history) throw new Error(`no file of ${deviceId}`);
    const all: Entry[] = [];
    for (let below: number | undefined = Number.POSITIVE_INFINITY; below !== undefined; ) {
      const page = await pageOf(history, { limit: 1_000, below });
      all.push(...page.entries);
      below = page.next;
    }
    return all.reverse();
  }

  async kinds(deviceId: string): Promise<string[]> {
    return (await this.entries(deviceId)).map(({ kind }) => kind);
  }

  async written(deviceId: string): Promise<void> {
    await settle();
    await this.files.get(deviceId)?.settled();
  }
}
