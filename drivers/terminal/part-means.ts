import type { DriverContext } from '../driver.js';

/** Another device of the branch as it stands now. */
export interface DeviceView {
  readonly id: string;
  readonly class: string;
  /** Name of its driver, e.g. `xfs4iot`. */
  readonly driver: string;
  readonly admin: 'enabled' | 'disabled' | 'maintenance';
  readonly operating: 'unknown' | 'connecting' | 'online' | 'degraded' | 'offline';
  /** When one of the two changed, RFC 3339. */
  readonly since: string;
  /** What it has reported of its class's state, also of the time before contact was lost. */
  readonly state: Readonly<Record<string, unknown>>;
}

export interface PartView extends DeviceView {
  /** Another device is made of it too. */
  readonly shared: boolean;
}

/** What a device that is made of others has of them: those that its definition's `parts` names, and no others. */
export interface PartMeans {
  readonly parts: {
    /** In the order of its options; one that does not exist is left out. */
    views(): readonly PartView[];
    /** The device itself: its admin axis is not its own doing. */
    self(): DeviceView;
    /** Calls back in the tick of a change of any of them, or of the device itself, until the function returned is called. */
    watch(onChange: () => void): () => void;
    /** Polls this device now rather than at the end of its interval. */
    wake(): void;
    /** False where its driver has no such command. */
    has(deviceId: string, command: string): boolean;
    /** Runs a command of a part; rejects as that does. */
    command(
      deviceId: string,
      name: string,
      args: Readonly<Record<string, unknown>>,
    ): Promise<Record<string, unknown> | undefined>;
  };
}

export type CompositeContext<Options> = DriverContext<Options, 'none'> & PartMeans;
