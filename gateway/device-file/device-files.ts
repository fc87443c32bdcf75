import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AlarmCondition, BranchHours, Clock, GatewayError } from '../../drivers/index.js';
import type { SuppressionSource } from '../alarms/alarming-device.js';
import type { AlarmUpdate } from '../alarms/ledger.js';
import type { AlarmRecord } from '../alarms/record.js';
import type { AxesChange } from '../devices/device-state.js';
import { type Files, nodeFiles } from '../storage/files.js';
import { AlarmWatch } from './alarm-watch.js';
import { aliveEveryMs, aliveFile } from './alive.js';
import { AxesWatch } from './axes-watch.js';
import type { CauseClass } from './cause-class.js';
import { DeviceFile } from './device-file.js';
import { Keeper } from './keeper.js';
import { branchCalendar, type Calendar } from './months.js';
import { scheduleOf } from './schedule.js';

export interface DeviceFilesOptions {
  /** `device-files` in the state directory. */
  readonly root: string;
  /** Devices of the configuration, the gateway itself among them, and what a loss of contact with each is put down to. */
  readonly devices: ReadonlyMap<string, CauseClass>;
  readonly timezone: string;
  readonly hours: BranchHours | undefined;
  /** Devices that are wanted round the clock, whatever the branch's hours; default none. */
  readonly roundTheClock?: ReadonlySet<string>;
  /** Devices that a device is part of; default none. */
  readonly wholesOf?: (deviceId: string) => readonly string[];
  /** Bytes. */
  readonly maxBytes: number;
  readonly maxAgeDays: number;
  readonly clock: Clock;
  readonly files?: Files;
  /** Entries wait for a disk that takes none, or not any more. */
  readonly onStorageCondition: (condition: AlarmCondition) => void;
  readonly onError: (error: unknown) => void;
}

/** The files of all devices of a branch (设备维护档案). Telling never throws and waits for nothing. */
export class DeviceFiles {
  readonly #options: DeviceFilesOptions;
  readonly #files: Files;
  readonly #configured = new Map<string, DeviceFile>();
  readonly #others = new Map<string, DeviceFile>();
  readonly #refused = new Set<string>();
  readonly #alarms: AlarmWatch;
  readonly #axes: AxesWatch;
  readonly #keeper: Keeper;
  readonly #startedAt: number;
  readonly calendar: Calendar;
  #opening: Promise<void> = Promise.resolve();
  #signing: Promise<void> = Promise.resolve();
  #timer: { cancel(): void } | undefined;
  #day = '';

  constructor(options: DeviceFilesOptions) {
    const { root, devices, clock, timezone, files = nodeFiles, maxBytes, maxAgeDays, onError } = options;
    this.#options = options;
    this.#files = files;
    this.#startedAt = clock.monotonic();
    this.calendar = branchCalendar(timezone);
    for (const id of devices.keys()) this.#configured.set(id, this.#file(id));
    const tell = { file: (id: string) => this.#configured.get(id) };
    this.#alarms = new AlarmWatch(tell.file, (id, cause) => {
      for (const whole of options.wholesOf?.(id) ?? []) this.#axes.serviceCause(whole, cause);
    });
    const powerIsOut = () => this.#alarms.mainsAreLost;
    this.#axes = new AxesWatch({ ...tell, causeOf: (id) => (powerIsOut() ? 'power' : (devices.get(id) ?? 'network')) });
    this.#keeper = new Keeper({
      ...{ files, clock, calendar: this.calendar, root, maxBytes, maxAgeDays, onError },
      all: () => [
        ...[...this.#configured.values()].map((file) => [file, true] as const),
        ...[...this.#others.values()].map((file) => [file, false] as const),
      ],
      onGone: (id) => this.#others.delete(id),
    });
  }

  /** Devices that have a file: those of the configuration first. */
  get ids(): string[] {
    return [...this.#configured.keys(), ...this.#others.keys()];
  }

  isConfigured(deviceId: string): boolean {
    return this.#configured.has(deviceId);
  }

  get(deviceId: string): DeviceFile | undefined {
    return this.#configured.get(deviceId) ?? this.#others.get(deviceId);
  }

  /**
   * Opens the files one after the other, while the gateway starts; what is told meanwhile waits. Call it before any alarm
   * changes.
   * @param records all alarms as the last run left them
   */
  start(records: readonly AlarmRecord[]): void {
    this.#alarms.start(records);
    this.#opening = this.#open([...records]).catch(this.#options.onError);
    this.#day = this.calendar.day(this.#options.clock.now());
  }

  /** A new version of an alarm is on disk. */
  alarmChanged(update: AlarmUpdate): void {
    this.#alarms.changed(update);
  }

  axesChanged(deviceId: string, axes: AxesChange): void {
    this.#axes.changed(deviceId, axes);
  }

  /** What a terminal says of its service; the same again is nothing. */
  serviceChanged(deviceId: string, service: string): void {
    this.#axes.serviceChanged(deviceId, service);
  }

  /** Agreed work at a device begins, with its reason, or ends. */
  suppressed(deviceId: string, source: SuppressionSource, why: string | undefined): void {
    this.#axes.suppressed(deviceId, source, why);
  }

  /** Resolves when every file is open. */
  opened(): Promise<void> {
    return this.#opening;
  }

  async stop(): Promise<void> {
    // Opening ends with the timer: one that is stopped meanwhile would be left with it.
    await this.#opening;
    this.#timer?.cancel();
    await Promise.all(this.#all().map((file) => file.close()));
    await this.#keeper.run();
    await this.#leaveSign();
  }

  /** Resolves when the newest sign of life is in its file. */
  signed(): Promise<void> {
    return this.#signing;
  }

  /** One after the other: a late one must not stand in place of a newer. */
  #leaveSign(): Promise<void> {
    const at = this.#options.clock.now();
    this.#signing = this.#signing.then(() => aliveFile(this.#files, this.#alivePath).write(at));
    return this.#signing;
  }

  get #alivePath(): string {
    return join(this.#options.root, 'alive');
  }

  #all(): DeviceFile[] {
    return [...this.#configured.values(), ...this.#others.values()];
  }

  async #open(records: readonly AlarmRecord[]): Promise<void> {
    const { root, clock } = this.#options;
    const alive = aliveFile(this.#files, this.#alivePath);
    const aliveUntil = await alive.read();
    for (const [id, file] of this.#configured) {
      const own = records.filter(({ resource }) => resource.split('/').at(-1) === id);
      await file.begin({ records: own, aliveUntil, since: this.#keeper.since });
    }
    for (const id of await readdir(root).catch(() => [])) {
      if (id === 'alive' || this.#configured.has(id)) continue;
      const file = this.#file(id);
      this.#others.set(id, file);
      await file.begin(undefined);
    }
    await alive.write(clock.now());
    await this.#keeper.run();
    this.#timer = clock.setTimeout(() => this.#beat(), aliveEveryMs);
  }

  #beat(): void {
    const { clock } = this.#options;
    this.#timer = clock.setTimeout(() => this.#beat(), aliveEveryMs);
    this.#leaveSign();
    const day = this.calendar.day(clock.now());
    if (day === this.#day) return;
    this.#day = day;
    for (const file of this.#configured.values()) file.tick();
    void this.#keeper.run();
  }

  #file(deviceId: string): DeviceFile {
    const { root, clock, hours, roundTheClock } = this.#options;
    return new DeviceFile({
      deviceId,
      directory: join(root, deviceId),
      files: this.#files,
      clock,
      calendar: this.calendar,
      schedule: scheduleOf(roundTheClock?.has(deviceId) ? undefined : hours),
      startedAt: this.#startedAt,
      onWritten: (id, written, error) => this.#written(id, written, error),
      onGrown: () => void this.#keeper.run(),
    });
  }

  /** One alarm for all files: raised with the first that is refused, cleared with the last. */
  #written(deviceId: string, written: boolean, error: GatewayError | undefined): void {
    if (written) this.#refused.delete(deviceId);
    else this.#refused.add(deviceId);
    const alarm = { type: 'storage-write-failed', qualifier: 'device-files' };
    if (!written && this.#refused.size === 1) {
      this.#options.onStorageCondition({ ...alarm, active: true, ...(error ? { detail: error.message } : {}) });
    }
    if (written && this.#refused.size === 0) this.#options.onStorageCondition({ ...alarm, active: false });
  }
}
