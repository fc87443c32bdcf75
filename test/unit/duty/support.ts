import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localClock } from '../../../drivers/index.js';
import type { AlarmingDevice } from '../../../gateway/alarms/alarming-device.js';
import { catalogue } from '../../../gateway/alarms/catalogue.js';
import { type AlarmManager, createAlarmManager } from '../../../gateway/alarms/manager.js';
import { type AlarmRecord, alarmRecordSchema } from '../../../gateway/alarms/record.js';
import { shelfSchema } from '../../../gateway/alarms/shelf.js';
import { dutySchema } from '../../../gateway/config/duty-schema.js';
import { createDutyDesk, type DutyDesk } from '../../../gateway/duty/desk.js';
import { dueAtOf, isUrgentRecord } from '../../../gateway/duty/due.js';
import { type Notification, notificationSchema } from '../../../gateway/duty/notification-schema.js';
import { quietHoursOf } from '../../../gateway/duty/quiet-hours.js';
import { onDuty } from '../../../gateway/duty/roster.js';
import { type DutyQuestion, type DutyStatus, dutyStatus } from '../../../gateway/duty/status.js';
import { storedEscalationSchema } from '../../../gateway/duty/stored.js';
import { waitsOf } from '../../../gateway/duty/waits.js';
import { createMessageBus } from '../../../gateway/messages/bus.js';
import { createEnveloper } from '../../../gateway/messages/envelope.js';
import { createHandover, keptMessageSchema } from '../../../gateway/messages/handover.js';
import { createPublisher } from '../../../gateway/messages/publisher.js';
import { topicsOf } from '../../../gateway/messages/topics.js';
import type { Files } from '../../../gateway/storage/files.js';
import { encodeHeader, encodeRecord, scan } from '../../../gateway/storage/frame.js';
import { openStore, type Store, type Table } from '../../../gateway/storage/store.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';
import { temporaryDirectory } from '../storage/support.js';

const site = { branchId: 'b017', gatewayId: 'gw1' };

/** Delays of 0, so that a report is an alarm. */
const types = [
  'printer-paper-low', // warning
  'printer-paper-out', // major
  'printer-cutter-fault', // major, slm
  'printer-hardware-fault', // critical
];
const printer = (deviceId: string): AlarmingDevice => ({
  deviceId,
  declarations: types.map((type) => ({ type, onDelaySeconds: 0, offDelaySeconds: 0 })),
  contactAlarm: 'printer-offline',
});
export const devices: readonly AlarmingDevice[] = [
  ...Array.from({ length: 30 }, (_, index) => printer(`printer-${index + 1}`)),
  { deviceId: 'gateway', declarations: [{ type: 'storage-nearly-full', onDelaySeconds: 0, offDelaySeconds: 0 }] },
];

export const people = {
  zhang: { name: '张敏' },
  li: { name: 'Li Qiang', language: 'en' },
  chen: { name: '值班经理' },
};
export const paper = { name: '打印纸更换', alarms: ['printer-paper-low', 'printer-paper-out'], a: 'zhang', b: 'li' };
export const standard = { people, manager: 'chen', chores: [paper], owners: { flm: { a: 'zhang', b: 'li' } } };

/** `data` of a notification with the moment it was made. */
export interface Told extends Notification {
  readonly at: number;
}

/** What a start finds. */
interface World {
  readonly files?: Files;
  readonly devices?: readonly AlarmingDevice[];
}

/** The alarms and the duty desk of a branch over a real store; Asia/Shanghai, 2026-11-23 09:00 at the start. */
export class DutyBranch {
  readonly clock: VirtualClock;
  readonly errors: unknown[] = [];
  manager!: AlarmManager;
  desk!: DutyDesk;
  status!: (question: DutyQuestion) => DutyStatus;
  said: Told[] = [];
  #records!: Table<AlarmRecord>;
  #store!: Store;
  #directory: string;
  #boots = 0;
  readonly #startedAt: number;
  /** What will reach the centre: kept with the steps, never handed over here. */
  #kept!: Table<unknown>;

  static async open(duty: unknown = standard, options: World & { readonly start?: number } = {}): Promise<DutyBranch> {
    const branch = new DutyBranch(await temporaryDirectory(), new VirtualClock(options.start));
    await branch.boot(duty, options);
    return branch;
  }

  /** The records of the log so far, each of which a kill may leave as the last one. */
  async log(): Promise<readonly Uint8Array[]> {
    return scan(await readFile(join(this.#directory, 'store.log'))).payloads;
  }

  /** A start on what a kill left of a log, `start` ms since 1970. */
  static async openLeft(records: readonly Uint8Array[], start: number): Promise<DutyBranch> {
    const branch = new DutyBranch(await temporaryDirectory(), new VirtualClock(start));
    const log = Buffer.concat([encodeHeader(), ...records.map(encodeRecord)]);
    await writeFile(join(branch.#directory, 'store.log'), log);
    await branch.boot();
    return branch;
  }

  private constructor(directory: string, clock: VirtualClock) {
    this.#directory = directory;
    this.clock = clock;
    this.#startedAt = clock.now();
  }

  async boot(settings: unknown = standard, { files, devices: present = devices }: World = {}): Promise<void> {
    const duty = dutySchema.parse(settings);
    const { clock } = this;
    this.#boots += 1;
    const store = await openStore({ directory: this.#directory, clock, ...(files ? { files } : {}) });
    this.#store = store;
    const onError = (error: unknown) => void this.errors.push(error);
    const bus = createMessageBus(onError);
    const kept = store.table('handover', keptMessageSchema);
    this.#kept = kept;
    const commit = (changes: Parameters<Store['commit']>[0]) => store.commit(changes);
    const publisher = createPublisher({
      bus,
      topics: topicsOf(site),
      envelop: createEnveloper({
        site,
        bootId: `boot-${this.#startedAt}-${this.#boots}`,
        clock,
        clockSynced: () => true,
      }),
      handover: createHandover({ table: kept, commit, enabled: true, clock, onError }),
    });
    bus.subscribe(({ topic, envelope }) => {
      if (topic.endsWith('/notification') && envelope) this.said.push(toldOf(envelope.time, envelope.data));
    });
    const hours = { 'mon-fri': '09:00-17:00' };
    const timezone = 'Asia/Shanghai';
    const quietHours = quietHoursOf({ quietHours: duty.quietHours, timezone, hours });
    this.#records = store.table('alarms', alarmRecordSchema);
    this.manager = createAlarmManager({
      catalogue,
      table: this.#records,
      shelfTable: store.table('alarm-shelves', shelfSchema),
      clock,
      language: 'zh',
      site,
      bootId: `boot-${this.#startedAt}-${this.#boots}`,
      dueAt: dueAtOf(duty.slaMinutes, quietHours),
      sink: { stage: () => ({ changes: [], say: () => {} }), retained: () => {} },
      onStorageError: onError,
    });
    const textsOf = (type: string) => catalogue.get(type);
    const onDutyFor = ({ deviceId, type }: { deviceId: string; type: string }, record: AlarmRecord) =>
      onDuty(duty, { deviceId, deviceClass: 'ticket-printer', alarmType: type, owner: record['x-owner'] });
    this.desk = createDutyDesk({
      alarms: this.manager,
      table: store.table('escalations', storedEscalationSchema),
      commit,
      stage: (notification) => publisher.stage.notification(notification),
      clock,
      quietHours,
      onDuty: onDutyFor,
      waits: (record) => waitsOf(duty.escalation, isUrgentRecord(record) ? 'critical' : record['perceived-severity']),
      writer: { people: duty.people, language: 'zh', textsOf, localTime: localClock(timezone) },
      onError,
    });
    this.status = (question) =>
      dutyStatus(
        {
          list: () => this.manager.list(),
          desk: this.desk,
          onDuty: onDutyFor,
          people: duty.people,
          manager: duty.manager,
          language: 'zh',
          textsOf,
          isQuiet: () => quietHours.isQuiet(clock.now()),
          deviceIds: devices.map(({ deviceId }) => deviceId),
          clock,
        },
        question,
      );
    await this.manager.start(present);
    this.desk.start();
  }

  /** Ends in good order and starts again on what is on disk, `minutes` later. */
  async restart(duty: unknown = standard, minutes = 0): Promise<void> {
    await this.stop();
    await this.clock.advance(minutes * 60_000);
    await this.boot(duty);
  }

  /** Starts again on what a SIGKILL at this instant leaves on disk. */
  async kill(duty: unknown = standard, minutes = 0): Promise<void> {
    const left = await temporaryDirectory();
    await mkdir(left, { recursive: true });
    await copyFile(join(this.#directory, 'store.log'), join(left, 'store.log'));
    await this.stop();
    this.#directory = left;
    await this.clock.advance(minutes * 60_000);
    await this.boot(duty);
  }

  async stop(): Promise<void> {
    await this.manager.stop();
    await this.desk.stop();
    await this.#store.close();
  }

  report(deviceId: string, type: string, active = true): void {
    this.manager.condition(deviceId, { type, active });
  }

  async acknowledge(deviceId: string, alarmType: string): Promise<void> {
    await this.manager.acknowledge({ deviceId, alarmType, operator: '张敏' });
  }

  /** A maintenance window; undefined ends it. */
  async hide(deviceId: string, by: string | undefined): Promise<void> {
    this.manager.suppress(deviceId, 'maintenance', by);
    await this.flush();
  }

  async after(minutes: number): Promise<void> {
    await this.flush();
    await this.clock.advance(minutes * 60_000);
    await this.flush();
  }

  /** Resolves when everything changed so far is durable and told. */
  async flush(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      await this.clock.advance(0);
      await this.#store.commit([{ table: 'marker', key: 'marker', value: round }]).catch(() => undefined);
    }
    await settle();
  }

  /** What was said since the last time, as `who reason device/type`, further alarms behind a `+`. */
  async take(): Promise<string[]> {
    await this.flush();
    return this.said.splice(0).map(line);
  }

  /** Everything that survived for the centre, in its order. */
  forCentre(): Told[] {
    return [...this.#kept.entries()].map(([, value]) => {
      const { envelope } = keptMessageSchema.parse(value);
      return toldOf(envelope.time, envelope.data);
    });
  }
}

export function line({ to, also = [], more, ...first }: Told): string {
  const item = ({ reason, alarm }: Pick<Notification, 'reason' | 'alarm'>) =>
    `${reason} ${alarm.deviceId}/${alarm.alarmType}`;
  return [`${to?.id ?? 'central'} ${item(first)}`, ...also.map(item), ...(more ? [`${more} more`] : [])].join(' + ');
}

function toldOf(time: string, data: unknown): Told {
  return { ...notificationSchema.parse(data), at: Date.parse(time) };
}
