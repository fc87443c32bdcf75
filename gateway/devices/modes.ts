import type { Clock, DeviceMode, DriverLogger, Timer } from '../../drivers/index.js';
import type { AlarmPort } from './device.js';

/** Longest time a mode of a device holds its alarms back, ms: an exchange that nobody ends must not hide them for ever. */
export const modeLimitMs = 4 * 3_600_000;

export interface DeviceModes {
  /** What a session says; undefined when the device is no longer in the mode. */
  set(mode: DeviceMode, why: string | undefined): void;
  /** The session has ended: the next one has a poll to say it again. */
  doubt(): void;
  /** A poll was answered: what is in doubt still is over. */
  polled(): void;
  /** Contact is lost: nobody can say any more that the device is in a mode. */
  end(): void;
  /** Ends the timers; whoever is quiet stays so. */
  stop(): void;
}

interface Mode {
  readonly why: string;
  /** Undefined when it has lasted too long, until the device says that it is over. */
  readonly limit: Timer | undefined;
  readonly inDoubt: boolean;
}

/** The modes in which a device itself asks for quiet. */
export function createDeviceModes(options: {
  readonly deviceId: string;
  readonly clock: Clock;
  readonly logger: DriverLogger;
  readonly alarms: Pick<AlarmPort, 'suppress'>;
}): DeviceModes {
  const { deviceId, clock, logger, alarms } = options;
  const modes = new Map<DeviceMode, Mode>();

  const expire = (mode: DeviceMode) => {
    const known = modes.get(mode);
    if (!known) return;
    modes.set(mode, { ...known, limit: undefined });
    alarms.suppress(deviceId, mode, undefined);
    const hours = modeLimitMs / 3_600_000;
    logger.warn(`${mode} of ${deviceId} lasts for more than ${hours} h: its alarms are raised again`, {
      why: known.why,
    });
  };
  const clear = (mode: DeviceMode) => {
    const known = modes.get(mode);
    modes.delete(mode);
    known?.limit?.cancel();
    if (known?.limit) alarms.suppress(deviceId, mode, undefined);
  };

  return {
    set(mode, why) {
      if (why === undefined) return clear(mode);
      const known = modes.get(mode);
      const limit = known ? known.limit : clock.setTimeout(() => expire(mode), modeLimitMs);
      modes.set(mode, { why, limit, inDoubt: false });
      if (limit && known?.why !== why) alarms.suppress(deviceId, mode, why);
    },
    doubt() {
      for (const [mode, known] of modes) modes.set(mode, { ...known, inDoubt: true });
    },
    polled() {
      for (const [mode, { inDoubt }] of [...modes]) if (inDoubt) clear(mode);
    },
    end() {
      for (const mode of [...modes.keys()]) clear(mode);
    },
    stop() {
      for (const { limit } of modes.values()) limit?.cancel();
    },
  };
}
