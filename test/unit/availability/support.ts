import { onTestFinished } from 'vitest';
import { z } from 'zod';
import type { AlarmRecord } from '../../../gateway/alarms/record.js';
import { createDaily, type Daily } from '../../../gateway/availability/daily.js';
import { dayOf, type FiguresSource } from '../../../gateway/availability/figures.js';
import type { Availability } from '../../../gateway/availability/report.js';
import type { Terminal } from '../../../gateway/availability/terminals.js';
import type { DeviceFilesOptions } from '../../../gateway/device-file/device-files.js';
import type { Change } from '../../../gateway/storage/change.js';
import type { Files } from '../../../gateway/storage/files.js';
import type { Store } from '../../../gateway/storage/store.js';
import type { VirtualClock } from '../../support/virtual-clock.js';
import { Cabinet } from '../device-file/support.js';
import { openedStore, temporaryDirectory } from '../storage/support.js';

export const minute = 60_000;
export const hour = 60 * minute;
export const axes = (operating: 'online' | 'offline') => ({ admin: 'enabled' as const, operating, reason: undefined });

/** A branch with terminals whose days are told; it can be killed and started again, in virtual time on a real disk. */
export class Office {
  readonly told: { deviceId: string; data: Availability }[] = [];
  readonly errors: unknown[] = [];
  records: AlarmRecord[] = [];
  /** What devices say of themselves. */
  states: Record<string, Record<string, unknown>> = {};
  daily!: Daily;
  store!: Store;
  #lives = 0;

  private constructor(
    readonly cabinet: Cabinet,
    readonly directory: string,
    readonly terminals: readonly Terminal[],
  ) {}

  static async open(
    clock: VirtualClock,
    {
      terminals = [{ id: 'kiosk-1', parts: [] }],
      ...changes
    }: { terminals?: readonly Terminal[] } & Partial<DeviceFilesOptions> = {},
  ): Promise<Office> {
    const ids = terminals.flatMap(({ id, parts }) => [id, ...parts]);
    const cabinet = await Cabinet.open({ devices: new Map(ids.map((id) => [id, 'network'])), ...changes }, clock);
    const office = new Office(cabinet, await temporaryDirectory(), terminals);
    await office.start();
    onTestFinished(async () => {
      await office.daily.stop();
      await office.store.close();
    });
    return office;
  }

  get clock(): VirtualClock {
    return this.cabinet.clock;
  }

  async start(files?: Files): Promise<void> {
    const life = this.#lives;
    const { clock, cabinet } = this;
    this.store = (await openedStore(this.directory, files ? { files } : {})).store;
    const { store } = this;
    const table = store.table('availability', z.string());
    this.daily = createDaily({
      ids: this.terminals.map(({ id }) => id),
      clock: {
        now: () => clock.now(),
        monotonic: () => clock.monotonic(),
        setTimeout: (callback, ms) => clock.setTimeout(() => this.#lives === life && callback(), ms),
      },
      calendar: cabinet.files.calendar,
      told: table,
      figures: (id, day) => this.figures(id, day),
      stage: (deviceId, data) => ({
        changes: [] as Change[],
        say: () => this.told.push({ deviceId, data }),
        unsay: () => [],
      }),
      commit: (changes) => store.commit(changes),
      onError: (error) => this.errors.push(error),
    });
    this.daily.start();
    await this.daily.run();
  }

  async figures(id: string, day: string): Promise<Availability | undefined> {
    const terminal = this.terminals.find((each) => each.id === id);
    for (const each of this.cabinet.files.ids) await this.cabinet.written(each);
    return terminal && dayOf(terminal, day, this.source);
  }

  get source(): FiguresSource {
    return {
      files: this.cabinet.files,
      records: () => this.records,
      stateOf: (id) => this.states[id] ?? {},
      now: () => this.clock.now(),
    };
  }

  service(service: string, id = 'kiosk-1'): void {
    this.cabinet.files.serviceChanged(id, service);
  }

  contact(operating: 'online' | 'offline', id = 'kiosk-1'): void {
    this.cabinet.files.axesChanged(id, axes(operating));
  }

  /** The process is no more; the file of each device is as it was. */
  async kill(): Promise<void> {
    this.#lives += 1;
    await this.cabinet.kill();
    await this.store.close();
  }

  async restart(): Promise<void> {
    await this.cabinet.start();
    await this.start();
  }

  async after(ms: number): Promise<void> {
    await this.clock.advance(ms);
    for (const id of this.cabinet.files.ids) await this.cabinet.written(id);
    await this.daily.run();
  }
}
