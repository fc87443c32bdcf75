import type { AlarmCondition, Clock, DriverLogger } from '../../drivers/index.js';
import { withoutCardNumbers } from '../card-numbers/value.js';
import type { Table } from '../storage/store.js';
import type { AlarmingDevice, SuppressionSource } from './alarming-device.js';
import type { Catalogue } from './catalogue.js';
import { DeviceAlarms } from './device-alarms.js';
import type { DueAt } from './due-at.js';
import { Duplicates } from './duplicates.js';
import { type FlapRule, flapRule as usualFlapRule } from './flapping.js';
import { Flood, type FloodLimits } from './flood.js';
import { floodType } from './flood-mark.js';
import type { InhibitionTiming } from './inhibition.js';
import type { AlarmKey } from './key.js';
import { AlarmLedger, type AlarmObserver, type AlarmSink, type LedgerOptions } from './ledger.js';
import type { NetworkSwitch } from './network-switch.js';
import { type AlarmOperations, createOperations } from './operations.js';
import { type Purged, type PurgeRequest, purge } from './purge.js';
import { type AlarmQueries, createQueries } from './queries.js';
import type { Quiet } from './quiet.js';
import { type AlarmRecord, isAcknowledged, isOpen, isOverdue, type Severity } from './record.js';
import { cleared } from './record-changes.js';
import { Retention } from './retention.js';
import type { Shelf } from './shelf.js';
import { Shelves } from './shelves.js';
import { Shelving } from './shelving.js';
import { createSite, type Site } from './site.js';
import { SummaryTeller } from './summary-teller.js';

export interface AlarmManagerOptions {
  readonly catalogue: Catalogue;
  readonly table: Table<AlarmRecord>;
  readonly shelfTable: Table<Shelf>;
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
  /** Default: 4 raises in 30 min. */
  readonly flapRule?: FlapRule;
  readonly inhibitionTiming?: InhibitionTiming;
  /** Polls a device now: a parent, when a device behind it stops answering. Default: they wait for its next poll. */
  readonly pollNow?: (deviceId: string) => void;
  /** Absent = however many alarms come, each one is announced. */
  readonly flood?: FloodLimits;
  readonly retainedLimits?: LedgerOptions['retainedLimits'];
  readonly counters?: LedgerOptions['counters'];
}

export interface AlarmCounts {
  readonly raised: Readonly<Record<Severity, number>>;
  /** Raised or cleared, and nobody has acknowledged them. */
  readonly unacknowledged: number;
  /** Raised and past their time limit. */
  readonly overdue: number;
}

/** Alarms of all devices by the rules of terminal-health.md 6.3 (docs/alarm-rules.md). */
export interface AlarmManager extends AlarmOperations {
  /**
   * Takes up the alarms of earlier starts: raised ones are unverified until their device reports; those of devices and
   * types that are not in `devices`, or disabled, are cleared. Resolves when all of them are published. Called once, first.
   */
  start(devices: readonly AlarmingDevice[], switches?: readonly NetworkSwitch[]): Promise<void>;
  /** What a device says at every poll; repeating it changes nothing. */
  condition(deviceId: string, condition: AlarmCondition): void;
  /** A first failure to answer: what the device depends on is asked, to know whether that is the reason. */
  contactDoubtful(deviceId: string): void;
  /** A poll was answered while the device is in contact. */
  polled(deviceId: string): void;
  /** Of these nobody can say any more how they stand, while the device is in contact. */
  unverified(deviceId: string, alarms: readonly Pick<AlarmCondition, 'type' | 'qualifier'>[]): void;
  /** Nothing the device said is certain any more: nothing is cleared, delays that run end without effect. */
  contactLost(deviceId: string): void;
  contactRestored(deviceId: string): void;
  /**
   * Raises nothing new for the device until every source has ended with undefined; `why` is for people. Security alarms are
   * not held back.
   */
  suppress(deviceId: string, source: SuppressionSource, why: string | undefined): void;
  readonly shelving: Pick<Shelving, 'shelve' | 'unshelve' | 'list'>;
  readonly queries: AlarmQueries;
  /** Resolves when every topic is empty. Rejects with COMMAND_ARGS_INVALID. */
  purge(request: PurgeRequest): Promise<Purged>;
  observe(observer: AlarmObserver): () => void;
  /** What is raised or not yet acknowledged. */
  list(): AlarmRecord[];
  /** Every record there is, as it stands on disk; also those that are over and those of devices that are gone. */
  records(): AlarmRecord[];
  /** The record, whatever became of it; undefined when there is none or it was deleted. */
  find(key: AlarmKey): AlarmRecord | undefined;
  counts(): AlarmCounts;
  /** Ends all delays; resolves when everything is published. */
  stop(): Promise<void>;
}

export function createAlarmManager(options: AlarmManagerOptions): AlarmManager {
  const { catalogue, clock, language, site, sink, logger, limit = 2_000 } = options;
  const { flapRule = usualFlapRule, inhibitionTiming, pollNow = () => undefined, dueAt } = options;
  const onSinkError = (error: unknown) => logger?.warn('alarm could not be published', { error: String(error) });
  const onFull = (raised: number) => logger?.warn('the alarm list is full: new alarms are held back', { raised });
  const ledger = new AlarmLedger({ ...options, onSinkError, onFull, limit });
  const devices = new Map<string, DeviceAlarms>();
  const resourceOf = (deviceId: string) => `${site.branchId}/${site.gatewayId}/${deviceId}`;
  const shelves = new Shelves({ ...options, table: options.shelfTable, onEnd: (shelf) => shelving.ended(shelf) });
  const shelving = new Shelving({ shelves, ledger, catalogue, clock, language, devices });
  const floodEntry = catalogue.get(floodType);
  const flood =
    options.flood &&
    floodEntry &&
    new Flood({ ...options.flood, entry: floodEntry, ledger, clock, language, resource: resourceOf('gateway') });
  const retention = new Retention({
    clock,
    purge: (key) => {
      // It may have been raised again, on its way to the disk.
      if (ledger.get(key)?.['is-cleared']) ledger.purge(key);
    },
  });
  const refused = new Set<string>();
  let whole: Site | undefined;
  let stopped = false;

  const time = () => new Date(clock.now()).toISOString();
  const isConfigured = (key: AlarmKey) => (flood?.owns(key) || devices.get(key.deviceId)?.knows(key.type)) ?? false;
  const configured = () => ledger.all().flatMap(([key, record]) => (isConfigured(key) ? [record] : []));
  const open = () => configured().filter(isOpen);
  const summary = new SummaryTeller({ clock, records: configured, tell: (counts) => sink.summary?.(counts) });

  const takeUp = (key: AlarmKey, record: AlarmRecord) => {
    devices.get(key.deviceId)?.remember(key, record);
    if (!isOpen(record)) return;
    if (!isConfigured(key)) {
      if (record['is-cleared']) ledger.republish(key, undefined);
      else {
        const text = devices.get(key.deviceId)?.isDisabled ? disabled : noLongerConfigured;
        ledger.write(key, cleared(record, time(), text[language]), 'clear', { retain: false });
      }
    } else if (record['is-cleared']) ledger.republish(key, record);
    else if (!flood?.owns(key)) devices.get(key.deviceId)?.resume(key, record);
  };

  return {
    async start(alarming, switches = []) {
      shelves.start();
      const release = (deviceId: string) => devices.get(deviceId)?.releaseContact();
      whole = createSite({
        devices: alarming,
        switches,
        clock,
        ledger,
        resourceOf,
        pollNow,
        release,
        condition: (condition) => devices.get('gateway')?.condition(condition),
        timing: inhibitionTiming,
      });
      const duplicates = new Duplicates({
        devices: alarming,
        ledger,
        tell: (key, record) => void devices.get(key.deviceId)?.tell(key, record),
      });
      // What lies on a shelf, or another has said, is no part of a flood.
      const quiets: readonly Quiet[] = [shelves, duplicates, ...(flood ? [flood] : [])];
      const shared = { catalogue, ledger, clock, language, quiets, flapRule, dueAt, site: whole };
      for (const device of alarming) {
        devices.set(device.deviceId, new DeviceAlarms({ ...device, ...shared, resource: resourceOf(device.deviceId) }));
      }
      for (const [key, record] of ledger.all()) takeUp(key, record);
      whole.start();
      // What comes off a shelf at the start is a raise like others, and may be part of a flood that still lasts.
      flood?.start();
      shelving.start();
      duplicates.start();
      retention.start(ledger.all());
      ledger.observe((update) => retention.changed(update));
      ledger.rebuilt(open().length);
      await ledger.settled();
      summary.now();
      ledger.observe(() => stopped || summary.changed());
    },

    condition(deviceId, reported) {
      // Details quote devices, servers and people.
      const condition = withoutCardNumbers(reported);
      if (stopped || devices.get(deviceId)?.condition(condition)) return;
      const what = `${deviceId}/${condition.type}`;
      if (refused.has(what)) return;
      refused.add(what);
      logger?.warn(`${deviceId} reports an alarm it does not declare or a qualifier that is none: ignored`, {
        type: condition.type,
        qualifier: condition.qualifier,
      });
    },

    contactDoubtful: (deviceId) => whole?.doubtful(deviceId),
    polled(deviceId) {
      whole?.heard(deviceId);
      devices.get(deviceId)?.polled();
    },
    unverified: (deviceId, alarms) => devices.get(deviceId)?.unverified(alarms),
    contactLost: (deviceId) => devices.get(deviceId)?.contactLost(),
    contactRestored: (deviceId) => devices.get(deviceId)?.contactRestored(),
    suppress(deviceId, source, why) {
      if (source === 'maintenance') whole?.maintained(deviceId, why !== undefined);
      devices.get(deviceId)?.suppress(source, why);
    },
    observe: (observer) => ledger.observe(observer),

    ...createOperations({
      ...{ ledger, clock, isConfigured },
      onAcknowledged: (key, change) => (flood?.owns(key) ? flood.acknowledge(change) : undefined),
    }),
    shelving,
    queries: createQueries({ ledger, catalogue, devices, shelving }),
    purge: (request) =>
      purge({ ledger, catalogue, deviceIds: () => devices.keys(), ageMs: (key) => retention.ageMs(key) }, request),

    list: open,
    records: () => ledger.all().map(([, record]) => record),
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

    async stop() {
      stopped = true;
      for (const device of devices.values()) device.stop();
      whole?.stop();
      shelves.stop();
      retention.stop();
      flood?.stop();
      await ledger.finish();
      summary.now();
    },
  };
}

const noLongerConfigured = { zh: '设备或告警类型已从配置中移除', en: 'device or alarm type is no longer configured' };
const disabled = { zh: '设备已在配置中停用', en: 'the device is disabled in the configuration' };
