import { GatewayError } from '../../drivers/index.js';
import type { CommandTarget } from '../commands/target.js';
import type { Turns } from '../commands/turns.js';
import type { Foundation } from '../foundation.js';

/** Commands of the hall to devices: each takes its turn among those of everybody else. */
export interface DeviceOrders {
  /** Resolves with the result; rejects as the device's command does, or with `halted`. */
  order(
    deviceId: string,
    name: string,
    args: unknown,
    expiresAt?: number,
  ): Promise<Record<string, unknown> | undefined>;
}

/** How long an order of the hall waits for its turn, ms. */
const lifetimeMs = 10_000;

export function createDeviceOrders({
  target,
  turns,
  foundation,
}: {
  readonly target: (deviceId: string) => CommandTarget | undefined;
  readonly turns: Turns;
  readonly foundation: Pick<Foundation, 'clock' | 'bootId'>;
}): DeviceOrders {
  const { clock, bootId } = foundation;
  let count = 0;
  return {
    order(deviceId, name, args, expiresAt = clock.now() + lifetimeMs) {
      count += 1;
      const info = { commandId: `hall-${bootId}-${count}`, clientId: 'hall', expiresAt };
      return turns.take(deviceId, expiresAt, async () => {
        const device = target(deviceId);
        if (!device) throw new GatewayError('COMMAND_UNKNOWN_DEVICE', `there is no device "${deviceId}"`);
        return device.execute(name, args, info);
      });
    },
  };
}
