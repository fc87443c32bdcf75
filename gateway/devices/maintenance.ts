import { z } from 'zod';
import { type Clock, type DriverLogger, GatewayError, type Timer } from '../../drivers/index.js';
import type { Table } from '../storage/store.js';
import type { AlarmPort } from './device.js';
import type { DeviceState } from './device-state.js';

/** Arguments of the class command `maintenance`. */
export interface MaintenanceArgs {
  readonly on: boolean;
  readonly minutes?: number | undefined;
  readonly reason: string;
}

/** A window as it is on disk, by device. */
export const windowSchema = z.object({
  /** Wall-clock ms of its end, and its whole length, ms. */
  until: z.number(),
  lengthMs: z.number().positive(),
  reason: z.string(),
});
export type MaintenanceWindow = z.infer<typeof windowSchema>;

export interface Maintenance {
  /** Resolves when it is on disk. Rejects with STORAGE_WRITE_FAILED, and then nothing has begun. */
  set(args: MaintenanceArgs): Promise<Record<string, unknown>>;
  /** Goes on with the window that an earlier start has left. */
  resume(): void;
  stop(): void;
}

export interface MaintenanceOptions {
  readonly deviceId: string;
  readonly clock: Clock;
  readonly state: DeviceState;
  readonly alarms: Pick<AlarmPort, 'suppress'>;
  readonly windows: Table<MaintenanceWindow>;
  readonly logger: DriverLogger;
}

/** An engineer forgets to end a window more often than not, so every window has an end. */
const defaultMinutes = 60;

/** The admin axis of one device: while an engineer is at work its equipment alarms stay quiet. */
export function createMaintenance(options: MaintenanceOptions): Maintenance {
  const { deviceId, clock, state, alarms, windows, logger } = options;
  let timer: Timer | undefined;

  const end = () => {
    timer?.cancel();
    timer = undefined;
    // What the disk refuses is written with the next change; until then a restart would only look at its end.
    windows
      .delete(deviceId)
      .catch((error: unknown) => logger.warn('the end of a window was not stored', { error: String(error) }));
    if (state.admin !== 'maintenance') return;
    state.set({ admin: 'enabled' });
    state.merge({ maintenance: undefined });
    alarms.suppress(deviceId, 'maintenance', undefined);
  };
  const begin = (window: MaintenanceWindow, remainingMs: number) => {
    timer?.cancel();
    timer = clock.setTimeout(end, remainingMs);
    const until = new Date(window.until).toISOString();
    state.set({ admin: 'maintenance' });
    state.merge({ maintenance: { until, reason: window.reason } });
    alarms.suppress(deviceId, 'maintenance', window.reason);
    return { admin: 'maintenance', until };
  };

  return {
    async set({ on, minutes = defaultMinutes, reason }) {
      if (state.admin === 'disabled') {
        const message = `${deviceId} is disabled in the configuration (admin: disabled): nothing of it is alarmed`;
        throw new GatewayError('DEVICE_OFFLINE', message, { deviceId });
      }
      if (!on) {
        end();
        return { admin: state.admin };
      }
      const lengthMs = minutes * 60_000;
      const window = { until: clock.now() + lengthMs, lengthMs, reason };
      const before = windows.get(deviceId);
      try {
        await windows.put(deviceId, window);
      } catch (error) {
        const undone = before ? windows.put(deviceId, before) : windows.delete(deviceId);
        await undone.catch(() => undefined);
        throw error;
      }
      return begin(window, lengthMs);
    },

    /** The wall clock is all that is left of the time; one that was set meanwhile makes no window longer than it was. */
    resume() {
      const window = windows.get(deviceId);
      if (!window) return;
      const remainingMs = Math.min(window.until - clock.now(), window.lengthMs);
      if (remainingMs <= 0 || state.admin === 'disabled') end();
      else begin({ ...window, until: clock.now() + remainingMs }, remainingMs);
    },

    stop() {
      timer?.cancel();
    },
  };
}
