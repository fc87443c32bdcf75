import type {
  AlarmCondition,
  BranchHours,
  Clock,
  DriverLogger,
  KeypadReceiver,
  OptionFile,
  PartMeans,
  TerminalMeans,
  TicketTemplates,
  TrapPost,
} from '../../drivers/index.js';
import type { SuppressionSource } from '../alarms/alarming-device.js';
import type { ResolvedDevice } from '../config/schema.js';
import type { Publisher } from '../messages/publisher.js';
import type { Change } from '../storage/change.js';
import type { Table } from '../storage/store.js';
import type { AxesChange } from './device-state.js';
import type { LinkProvider } from './links.js';
import type { MaintenanceWindow } from './maintenance.js';

/** What a supervisor needs of a device's configuration. */
export type ConfiguredDevice = Omit<ResolvedDevice, 'class'>;

/** The part of the alarm manager that devices report to. */
export interface AlarmPort {
  condition(deviceId: string, condition: AlarmCondition): void;
  /** A first failure to answer. */
  contactDoubtful(deviceId: string): void;
  contactLost(deviceId: string): void;
  contactRestored(deviceId: string): void;
  /** Of these nobody can say any more how they stand. */
  unverified(deviceId: string, alarms: readonly Pick<AlarmCondition, 'type' | 'qualifier'>[]): void;
  /** A poll was answered while the device is in contact; all it had to say was said before. */
  polled(deviceId: string): void;
  suppress(deviceId: string, source: SuppressionSource, why: string | undefined): void;
}

/** A device's small durable value, and its records. */
export interface DeviceMemory {
  load(): unknown;
  /** undefined forgets it. Changes of other tables may go with it. */
  save(value: unknown, also?: readonly Change[]): Promise<void>;
  readonly records: {
    load(): ReadonlyMap<string, unknown>;
    get(key: string): unknown;
    /** As `save`, for one of them. */
    put(key: string, value: unknown, also?: readonly Change[]): Promise<void>;
  };
}

/** Everything a supervisor works with. */
export interface SupervisorOptions {
  readonly device: ConfiguredDevice;
  readonly links: LinkProvider;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: DriverLogger;
  readonly publisher: Publisher;
  readonly alarms: AlarmPort;
  readonly memory: DeviceMemory;
  readonly windows: Table<MaintenanceWindow>;
  /** Resolves when the changes survive a power cut. */
  readonly commit: (changes: readonly Change[]) => Promise<void>;
  readonly language: 'zh' | 'en';
  readonly timezone: string;
  readonly templates: TicketTemplates;
  /** Reads a file that the options name; default: none can be read. */
  readonly file?: ((file: OptionFile) => Promise<string>) | undefined;
  /** Where traps arrive; default none do. */
  readonly traps?: TrapPost | undefined;
  /** Where what a device sends by itself comes in; default nothing does. */
  readonly beats?: TerminalMeans['beats'] | undefined;
  /** Who acts on its keys; default nobody does. */
  readonly keypad?: KeypadReceiver | undefined;
  /** Undefined where the configuration names no opening hours. */
  readonly hours: BranchHours | undefined;
  /** Hears how the device stands at its start and of every change; default nobody. */
  readonly onAxes?: ((axes: AxesChange) => void) | undefined;
  /** Hears of every change of the `service` its driver reports; default nobody. */
  readonly onService?: ((service: string) => void) | undefined;
  /** Of a device that is made of others: how it sees them. */
  readonly parts: PartMeans['parts'];
  /** Hears of every change of its state, once in a tick, before its publication. */
  readonly onState: () => void;
}

/** A device as the branch describes it; how it sees others comes from all of them together. */
export type DeviceOptions = Omit<SupervisorOptions, 'parts' | 'onState'>;
