import type { SupervisorOptions } from './device.js';
import type { DeviceState } from './device-state.js';

/** Lets a driver say what it means that its device cannot be asked. A mistake in the driver stays in it. */
export function tellUnreachable(
  { device, clock, memory, alarms, logger }: SupervisorOptions,
  state: Pick<DeviceState, 'merge'>,
): void {
  try {
    device.driver.unreachable?.({
      options: device.options,
      clock,
      memory,
      state: (patch) => state.merge(patch),
      alarm: (condition) => alarms.condition(device.id, condition),
    });
  } catch (error) {
    logger.warn(`the driver of ${device.id} fails while its device is out of contact`, { error: String(error) });
  }
}
