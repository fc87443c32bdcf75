import { type AlarmCondition, type Clock, type DriverLogger, GatewayError } from '../../drivers/index.js';
import type { DueAt } from '../duty/due.js';
import type { Table } from '../storage/store.js';
import type { Catalogue } from './catalogue.js';
import { type AlarmingDevice, DeviceAlarms, type SuppressionSource } from './device-alarms.js';
import type { AlarmKey } from './key.js';
import { AlarmLedger, type AlarmObserver, type AlarmSink } from './ledger.js';
import type { Quiet } from './quiet.js';
import { type AlarmRecord, isAcknowledged, isOpen, isOverdue, type Severity } from './record.js';
import { cleared, operatorChanged } from './record-changes.js';

export interface AlarmManagerOptions {
  readonly catalogue: Catalogue;
  readonly table: Table<AlarmRecord>;
  readonly clock: Clock;
  readonly language: 'zh' | 'en';
  readonly site: { readonly branchId: string; readonly gatewayId: string };
  readonly bootId: string;
  readonly sink: AlarmSink;
  /** A change could not be stored; it was published all the same. */
  readonly onStorageError: (error: unknown) => void;
  readonly logger?: Pick<DriverLogger, 'warn'>;
  /** When an alarm that is raised now is to be cleared; absent = no limits. */
  readonly dueAt?: DueAt | undefined;
  /** Records kept. Default 2000. */
  readonly limit?: number;
}

export interface Acknowledgement {
  readonly deviceId: string;
  /** alarm-type-id. */
  readonly alarmType: string;
  readonly qualifier?: string | undefined;
  readonly operator: string;
  readonly note?: string | undefined;
}

export interface AlarmCounts {
  readonly raised: Readonly<Record<Severity, number>>;
  /** Raised or cleared, and nobody has acknowledged them. */
  readonly unacknowledged: number;
  /** Raised and past their time limit. */
  readonly overdue: number;
}

/** Alarms of all devices by the rules of terminal-health.md 6.3; flapping, floods and shelves are not here yet. */
export interface AlarmManager {
  /**
   * Takes up the alarms of earlier starts: raised ones are unverified until their device reports; those of devices and
   * types that are not in `devices` are cleared. Resolves when all of them are published. Called once, first.
   */
  start(devices: readonly AlarmingDevice[]): Promise<void>;
  /** What a device says at every poll; repeating it changes nothing. */
  condition(deviceId: string, condition: AlarmCondition): void;
  /** Nothing the device said is certain any more: nothing is cleared, delays that run end without effect. */
  contactLost(deviceId: string): void;
  contactRestored(deviceId: string): void;
  /**
   * Raises nothing new for the device until every source has ended with undefined; `why` is for people. Security alarms are
   * not held back.
   */
  suppress(deviceId: string, source: SuppressionSource, why: string | undefined): void;
  /** Resolves with the record when it is published. Rejects with ALARM_UNKNOWN. */
  acknowledge(request: Acknowledgement): Promise<AlarmRecord>;
  observe(observer: AlarmObserver): () => void;
  /** What is raised or not yet acknowledged. */
  list(): AlarmRecord[];
  /** The record, whatever became of it; undefined when there is none or it was deleted. */
  find(key: AlarmKey): AlarmRecord | undefined;
  counts(): AlarmCounts;
  /** Ends all delays; resolves when everything is published. */
  stop(): Promise<void>;
}

export function createAlarmManager(options: AlarmManagerOptions): AlarmManager {
  const { catalogue, table, clock, language, site, bootId, sink, onStorageError, logger, limit = 2_000 } = options;
  const { dueAt } = options;
  const onSinkError = (error: unknown) => logger?.warn('alarm could not be published', { error: String(error) });
  const ledger = new AlarmLedger({ table, sink, bootId, onStorageError, onSinkError, limit });
  const devices = new Map<string, DeviceAlarms>();
  const quiets: readonly Quiet[] = [];
  const refused = new Set<string>();
  let stopped = false;

  const time = () => new Date(clock.now()).toISOString();
  const isConfigured = ({ deviceId, type }: AlarmKey) => devices.get(deviceId)?.knows(type) ?? false;
  const open = () => ledger.all().flatMap(([key, record]) => (isConfigured(key) && isOpen(record) ? [record] : []));

  const takeUp = (key: AlarmKey, record: AlarmRecord) => {
    if (!isOpen(record)) return;
    if (!isConfigured(key)) {
      if (record['is-cleared']) ledger.republish(key, undefined);
      else ledger.write(key, cleared(record, time(), noLongerConfigured[language]), 'clear', { retain: false });
    } else if (record['is-cleared']) ledger.republish(key, record);
    else devices.get(key.deviceId)?.resume(key, record);
  };

  return {
    start(configured) {
      for (const device of configured) {
        const resource = `${site.branchId}/${site.gatewayId}/${device.deviceId}`;
        devices.set(
          device.deviceId,
          new DeviceAlarms({ ...device, catalogue, ledger, clock, language, resource, quiets, dueAt }),
        );
      }
      for (const [key, record] of ledger.all()) takeUp(key, record);
      return ledger.settled();
    },

    condition(deviceId, condition) {
      if (stopped || devices.get(deviceId)?.condition(condition)) return;
      const what = `${deviceId}/${condition.type}`;
      if (refused.has(what)) return;
      refused.add(what);
      logger?.warn(`${deviceId} reports an alarm it does not declare or a qualifier that is none: ignored`, {
        type: condition.type,
        qualifier: condition.qualifier,
      });
    },

    contactLost: (deviceId) => devices.get(deviceId)?.contactLost(),
    contactRestored: (deviceId) => devices.get(deviceId)?.contactRestored(),
    suppress: (deviceId, source, why) => devices.get(deviceId)?.suppress(source, why),
    observe: (observer) => ledger.observe(observer),

    async acknowledge({ deviceId, alarmType, qualifier = '', operator, note }) {
      const key = { deviceId, type: alarmType, qualifier };
      const record = ledger.get(key);
      if (!record || !isOpen(record) || !isConfigured(key)) {
        const name = [deviceId, alarmType, qualifier].filter(Boolean).join('/');
        throw new GatewayError('ALARM_UNKNOWN', `no alarm ${name} is raised or waits for acknowledgement`, {
          deviceId,
        });
      }
      const change = { time: time(), operator, state: 'ack' as const, ...(note === undefined ? {} : { text: note }) };
      return ledger.write(key, operatorChanged(record, change), 'operator');
    },

    list: open,
    find: (key) => ledger.get(key),

    counts() {
      const raised = { critical: 0, major: 0, minor: 0, warning: 0 };
      const now = time();
      let [unacknowledged, overdue] = [0, 0];
      for (const record of open()) {
        if (!record['is-cleared']) raised[record['perceived-severity']] += 1;
        if (!isAcknowledged(record)) unacknowledged += 1;
        if (isOverdue(record, now)) overdue += 1;
      }
      return { raised, unacknowledged, overdue };
    },

    stop() {
      stopped = true;
      for (const device of devices.values()) device.stop();
      return ledger.settled();
    },
  };
}

const noLongerConfigured = { zh: '设备或告警类型已从配置中移除', en: 'device or alarm type is no longer configured' };
