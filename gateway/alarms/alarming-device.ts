import type { AlarmDeclaration, DeviceMode } from '../../drivers/index.js';

/** A device of the configuration, or the gateway itself, and what it can raise. */
export interface AlarmingDevice {
  readonly deviceId: string;
  readonly declarations: readonly AlarmDeclaration[];
  /** The alarm that says that contact is lost; absent for the gateway itself. */
  readonly contactAlarm?: string | undefined;
  /** Devices, switches, or `uplink`, without which it cannot be in contact. */
  readonly dependsOn?: readonly string[] | undefined;
  /** Devices that are one terminal in it; absent where it is not made of others. */
  readonly parts?: readonly string[] | undefined;
  /** Configured and never asked: what it left raised is over, and it explains nothing. */
  readonly disabled?: boolean;
}

/** Who keeps a device quiet: an engineer's window, a branch that has closed, or the device itself. */
export type SuppressionSource = 'maintenance' | 'closed' | DeviceMode;
