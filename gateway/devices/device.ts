import type { AlarmCondition, BranchHours, Clock, DriverLogger, TicketTemplates } from '../../drivers/index.js';
import type { SuppressionSource } from '../alarms/device-alarms.js';
import type { ResolvedDevice } from '../config/schema.js';
import type { Publisher } from '../messages/publisher.js';
import type { Change } from '../storage/change.js';
import type { AxesChange } from './device-state.js';
import type { LinkProvider } from './links.js';

/** What a supervisor needs of a device's configuration. */
export type ConfiguredDevice = Omit<ResolvedDevice, 'class'>;

/** The part of the alarm manager that devices report to. */
export interface AlarmPort {
  condition(deviceId: string, condition: AlarmCondition): void;
  contactLost(deviceId: string): void;
  contactRestored(deviceId: string): void;
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
  /** Resolves when the changes survive a power cut. */
  readonly commit: (changes: readonly Change[]) => Promise<void>;
  readonly language: 'zh' | 'en';
  readonly timezone: string;
  readonly templates: TicketTemplates;
  /** Undefined where the configuration names no opening hours. */
  readonly hours: BranchHours | undefined;
  /** Hears how the device stands at its start and of every change; default nobody. */
  readonly onAxes?: ((axes: AxesChange) => void) | undefined;
}
