import type { Clock, Timer } from '../../drivers/index.js';
import type { AlarmPort } from './device.js';
import type { DeviceState } from './device-state.js';

/** Arguments of the class command `maintenance`. */
export interface MaintenanceArgs {
  readonly on: boolean;
  readonly minutes?: number | undefined;
  readonly reason: string;
}

export interface Maintenance {
  set(args: MaintenanceArgs): Record<string, unknown>;
  stop(): void;
}

/** An engineer forgets to end a window more often than not, so every window has an end. */
const defaultMinutes = 60;

/** The admin axis of one device: while an engineer is at work its equipment alarms stay quiet. */
export function createMaintenance(options: {
  readonly deviceId: string;
  readonly clock: Clock;
  readonly state: DeviceState;
  readonly alarms: AlarmPort;
}): Maintenance {
  const { deviceId, clock, state, alarms } = options;
  let timer: Timer | undefined;
  const end = () => {
    timer?.cancel();
    timer = undefined;
    if (state.admin !== 'maintenance') return;
    state.set({ admin: 'enabled' });
    alarms.suppress(deviceId, 'maintenance', undefined);
  };
  return {
    set({ on, minutes = defaultMinutes, reason }) {
      if (!on) {
        end();
        return { admin: state.admin };
      }
      timer?.cancel();
      timer = clock.setTimeout(end, minutes * 60_000);
      state.set({ admin: 'maintenance' });
      alarms.suppress(deviceId, 'maintenance', reason);
      return { admin: 'maintenance', until: new Date(clock.now() + minutes * 60_000).toISOString() };
    },
    stop() {
      timer?.cancel();
    },
  };
}
