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
  #lives = 0;

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

  /** Everything told is on disk, and then the process is no more: nothing it had planned happens. */
  async kill(): Promise<void> {
    for (const id of this.files.ids) await this.written(id);
    await this.files.signed();
    this.#lives += 1;
  }

  /** As the program would. */
  async start(records: readonly AlarmRecord[] = [], changes: Partial<DeviceFilesOptions> = {}): Promise<void> {
    const life = this.#lives;
    const { clock } = this;
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
      clock: {
        now: () => clock.now(),
        monotonic: () => clock.monotonic(),
        setTimeout: (callback, ms) => clock.setTimeout(() => this.#lives === life && callback(), ms),
      },
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
