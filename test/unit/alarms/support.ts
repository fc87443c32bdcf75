import { z } from 'zod';
import type { AlarmCondition } from '../../../drivers/driver.js';
import type { AlarmingDevice } from '../../../gateway/alarms/alarming-device.js';
import { catalogue } from '../../../gateway/alarms/catalogue.js';
import type { AlarmChange } from '../../../gateway/alarms/ledger.js';
import { type AlarmManager, type AlarmManagerOptions, createAlarmManager } from '../../../gateway/alarms/manager.js';
import type { NetworkSwitch } from '../../../gateway/alarms/network-switch.js';
import { type AlarmRecord, alarmRecordSchema } from '../../../gateway/alarms/record.js';
import { shelfSchema } from '../../../gateway/alarms/shelf.js';
import type { Files } from '../../../gateway/storage/files.js';
import type { Store, Table } from '../../../gateway/storage/store.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';
import { openedStore, temporaryDirectory } from '../storage/support.js';

export const printer: AlarmingDevice = {
  deviceId: 'printer-1',
  declarations: [
    { type: 'printer-paper-out' },
    { type: 'printer-paper-low' },
    { type: 'printer-cover-open' },
    { type: 'printer-cutter-fault', onDelaySeconds: 0, offDelaySeconds: 2 },
  ],
  contactAlarm: 'printer-offline',
};
export const board: AlarmingDevice = {
  deviceId: 'board-1',
  declarations: [{ type: 'led-pixel-or-module-fault' }, { type: 'led-write-rejected' }],
  contactAlarm: 'led-unreachable',
};
export const gatewayItself: AlarmingDevice = { deviceId: 'gateway', declarations: [{ type: 'storage-nearly-full' }] };

export interface Told {
  readonly change: AlarmChange;
  readonly record: AlarmRecord;
}

export type BranchOptions = Partial<AlarmManagerOptions> & { readonly switches?: readonly NetworkSwitch[] };

/** A branch whose alarms one can provoke, and what the outside world hears of them. */
export class Branch {
  readonly clock: VirtualClock;
  /** Everything the sink was told since the last `take`. */
  #told: Told[] = [];
  /** What a broker would hold. */
  readonly retained = new Map<string, AlarmRecord>();
  retainedMessages = 0;
  readonly warnings: string[] = [];
  readonly storageErrors: unknown[] = [];
  manager!: AlarmManager;
  table!: Table<AlarmRecord>;
  #store!: Store;
  #marker!: Table<number>;
  #boots = 0;
  readonly #directory: string;

  static async open(
    devices: readonly AlarmingDevice[] = [printer, board, gatewayItself],
    options: BranchOptions = {},
  ): Promise<Branch> {
    const branch = new Branch(await temporaryDirectory());
    await branch.boot(devices, options);
    return branch;
  }

  /** One that has not been started: for a test that knows its devices only with the clock. */
  static async empty(clock?: VirtualClock): Promise<Branch> {
    return new Branch(await temporaryDirectory(), clock);
  }

  get store(): Store {
    return this.#store;
  }

  private constructor(directory: string, clock = new VirtualClock()) {
    this.clock = clock;
    this.#directory = directory;
  }

  async boot(
    devices: readonly AlarmingDevice[],
    options: { readonly files?: Files } & BranchOptions = {},
  ): Promise<void> {
    const { files, switches, ...changes } = options;
    this.#store = (await openedStore(this.#directory, files ? { files } : {})).store;
    this.table = this.#store.table('alarms', alarmRecordSchema);
    this.#marker = this.#store.table('marker', z.number());
    this.#boots += 1;
    this.manager = createAlarmManager({
      catalogue,
      table: this.table,
      shelfTable: this.#store.table('alarm-shelves', shelfSchema),
      clock: this.clock,
      language: 'en',
      site: { branchId: 'b017', gatewayId: 'gw1' },
      bootId: `boot-${this.#boots}`,
      sink: {
        stage: (change, record) => ({ changes: [], say: () => this.#told.push({ change, record }) }),
        retained: ({ deviceId, type, qualifier }, record) => {
          const topic = [deviceId, type, qualifier].filter(Boolean).join('/');
          this.retainedMessages += 1;
          if (record) this.retained.set(topic, record);
          else this.retained.delete(topic);
        },
      },
      onStorageError: (error) => this.storageErrors.push(error),
      logger: { warn: (message) => this.warnings.push(message) },
      ...changes,
    });
    await this.manager.start(devices, switches);
  }

  async shutDown(): Promise<void> {
    await this.manager.stop();
    await this.#store.close();
  }

  /** A broker that keeps nothing, as the embedded one, sees a new gateway. */
  async restart(
    devices: readonly AlarmingDevice[] = [printer, board, gatewayItself],
    options: BranchOptions = {},
  ): Promise<void> {
    await this.shutDown();
    this.retained.clear();
    await this.boot(devices, options);
  }

  /** Reports conditions of a device, as one poll does. */
  report(deviceId: string, ...conditions: AlarmCondition[]): void {
    for (const condition of conditions) this.manager.condition(deviceId, condition);
  }

  async after(seconds: number): Promise<void> {
    await this.clock.advance(seconds * 1_000);
    await this.flush();
  }

  /** Resolves when everything changed so far is durable and told. */
  async flush(): Promise<void> {
    // The log keeps order: once this is on disk, so is all before it.
    await this.#marker.put('marker', this.clock.monotonic()).catch(() => undefined);
    await settle();
  }

  /** What was told since the last time, as `change type[/qualifier]`. */
  async take(): Promise<string[]> {
    return (await this.takeRecords()).map(({ change, record }) => {
      const qualifier = record['alarm-type-qualifier'];
      return `${change} ${record['alarm-type-id']}${qualifier === '' ? '' : `/${qualifier}`}`;
    });
  }

  async takeRecords(): Promise<Told[]> {
    await this.flush();
    return this.#told.splice(0);
  }
}

export const on = (type: string, detail?: string): AlarmCondition => ({
  type,
  active: true,
  ...(detail === undefined ? {} : { detail }),
});
export const off = (type: string): AlarmCondition => ({ type, active: false });
