import { type AlarmCondition, type Clock, type DriverLogger, GatewayError } from '../../drivers/index.js';
import type { Table } from '../storage/store.js';
import type { Catalogue } from './catalogue.js';
import { type AlarmingDevice, DeviceAlarms, type SuppressionSource } from './device-alarms.js';
import { Flood, type FloodLimits } from './flood.js';
import { floodType } from './flood-mark.js';
import type { AlarmKey } from './key.js';
import { AlarmLedger, type AlarmObserver, type AlarmSink, type LedgerOptions } from './ledger.js';
import type { Quiet } from './quiet.js';
import { type AlarmRecord, isAcknowledged, isOpen, type Severity } from './record.js';
import { cleared, operatorChanged } from './record-changes.js';
import { SummaryTeller } from './summary-teller.js';

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
  /** Records kept. Default 2000. */
  readonly limit?: number;
  /** Absent = however many alarms come, each one is announced. */
  readonly flood?: FloodLimits;
  readonly retainedLimits?: LedgerOptions['retainedLimits'];
  readonly counters?: LedgerOptions['counters'];
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
}

/** Alarms of all devices by the rules of terminal-health.md 6.3; flapping and shelves are not here yet. */
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
  counts(): AlarmCounts;
  /** Ends all delays; resolves when everything is published. */
  stop(): Promise<void>;
}

export function createAlarmManager(options: AlarmManagerOptions): AlarmManager {
  const { catalogue, clock, language, site, sink, logger, limit = 2_000 } = options;
  const onSinkError = (error: unknown) => logger?.warn('alarm could not be published', { error: String(error) });
  const ledger = new AlarmLedger({ ...options, onSinkError, limit });
  const devices = new Map<string, DeviceAlarms>();
  const resourceOf = (deviceId: string) => `${site.branchId}/${site.gatewayId}/${deviceId}`;
  const floodEntry = catalogue.get(floodType);
  const flood =
    options.flood &&
    floodEntry &&
    new Flood({ ...options.flood, entry: floodEntry, ledger, clock, language, resource: resourceOf('gateway') });
  const quiets: readonly Quiet[] = flood ? [flood] : [];
  const refused = new Set<string>();
  let stopped = false;

  const time = () => new Date(clock.now()).toISOString();
  const isConfigured = (key: AlarmKey) => (flood?.owns(key) || devices.get(key.deviceId)?.knows(key.type)) ?? false;
  const configured = () => ledger.all().flatMap(([key, record]) => (isConfigured(key) ? [record] : []));
  const open = () => configured().filter(isOpen);
  const summary = new SummaryTeller({ clock, records: configured, tell: (counts) => sink.summary?.(counts) });

  const takeUp = (key: AlarmKey, record: AlarmRecord) => {
    if (!isOpen(record)) return;
    if (!isConfigured(key)) {
      if (record['is-cleared']) ledger.republish(key, undefined);
      else ledger.write(key, cleared(record, time(), noLongerConfigured[language]), 'clear', { retain: false });
    } else if (record['is-cleared']) ledger.republish(key, record);
    else devices.get(key.deviceId)?.resume(key, record);
  };

  return {
    async start(alarming) {
      for (const device of alarming) {
        const resource = resourceOf(device.deviceId);
        devices.set(
          device.deviceId,
          new DeviceAlarms({ ...device, catalogue, ledger, clock, language, resource, quiets }),
        );
      }
      for (const [key, record] of ledger.all()) takeUp(key, record);
      flood?.start();
      ledger.rebuilt(open().length);
      await ledger.settled();
      summary.now();
      ledger.observe(() => stopped || summary.changed());
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
      const [acknowledged] = await Promise.all([
        ledger.write(key, operatorChanged(record, change), 'operator'),
        flood?.owns(key) ? flood.acknowledge(change) : undefined,
      ]);
      return acknowledged;
    },

    list: open,

    counts() {
      const raised = { critical: 0, major: 0, minor: 0, warning: 0 };
      let unacknowledged = 0;
      for (const record of open()) {
        if (!record['is-cleared']) raised[record['perceived-severity']] += 1;
        if (!isAcknowledged(record)) unacknowledged += 1;
      }
      return { raised, unacknowledged };
    },

    async stop() {
      stopped = true;
      for (const device of devices.values()) device.stop();
      flood?.stop();
      await ledger.finish();
      summary.now();
    },
  };
}

const noLongerConfigured = { zh: '设备或告警类型已从配置中移除', en: 'device or alarm type is no longer configured' };
