import { type Clock, GatewayError } from '../../drivers/index.js';
import { clockDoubt } from './expiry.js';
import { createLanes } from './lanes.js';

/** Rejection of what must not begin because the gateway stops. */
export const halted = Symbol('halted');

/** Turns at the devices: what is wanted of one device is done one after the other, as long as it is wanted. */
export interface Turns {
  /**
   * Runs `task` in the lane of the device: in this tick when the lane is free. Rejects with COMMAND_EXPIRED when
   * `expiresAt` (ms since 1970) has passed by then, with COMMAND_QUEUE_FULL when too many wait, with `halted` when the
   * gateway has begun to stop.
   */
  take<T>(deviceId: string, expiresAt: number, task: () => Promise<T>): Promise<T>;
  /** Nothing begins any more. */
  halt(): void;
}

export interface TurnsOptions {
  readonly clock: Clock;
  /** False while the clock that judges expiry cannot be trusted. Default: trusted. */
  readonly clockSynced?: () => boolean;
}

export function createTurns({ clock, clockSynced = () => true }: TurnsOptions): Turns {
  const lanes = createLanes();
  let halting = false;
  return {
    take: (deviceId, expiresAt, task) =>
      lanes.run(deviceId, async () => {
        if (halting) throw halted;
        if (expiresAt > clock.now()) return task();
        const message = `expired while it waited for ${deviceId}${clockDoubt(clockSynced)}`;
        throw new GatewayError('COMMAND_EXPIRED', message, { deviceId });
      }),
    halt() {
      halting = true;
    },
  };
}
