import type { AlarmCondition, AnyDriver, Clock, DriverLogger, LinkSettings } from '../../drivers/index.js';
import type { Publisher } from '../messages/publisher.js';
import type { LinkProvider } from './links.js';

/** One device of the configuration, its options already checked by its driver's schema. */
export interface ConfiguredDevice {
  readonly id: string;
  readonly driver: AnyDriver;
  readonly admin: 'enabled' | 'disabled';
  readonly link?: LinkSettings | undefined;
  readonly busId?: string | undefined;
  readonly options: unknown;
}

/** The part of the alarm manager that devices report to. */
export interface AlarmPort {
  condition(deviceId: string, condition: AlarmCondition): void;
  contactLost(deviceId: string): void;
  contactRestored(deviceId: string): void;
  suppress(deviceId: string, by: string | undefined): void;
}

/** A device's small durable value. */
export interface DeviceMemory {
  load(): unknown;
  save(value: unknown): Promise<void>;
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
  readonly language: 'zh' | 'en';
  readonly timezone: string;
}
