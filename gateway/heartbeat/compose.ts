import type { Clock } from '../../drivers/index.js';
import { isLoopback } from '../config/rules/loopback.js';
import type { ResolvedConfig } from '../config/schema.js';
import { createIntake, type Intake, type IntakeOptions } from './intake.js';

/** The intake of a configuration. */
export function composeIntake(
  { devices, broker, http }: ResolvedConfig,
  clock: Clock,
  hooks: Pick<IntakeOptions, 'pollNow' | 'onWrongToken'>,
): Intake {
  return createIntake({
    ...hooks,
    clock,
    devices: devices.flatMap(({ id, driver, options: own }) =>
      driver.heartbeats ? [{ id, access: driver.heartbeats(own) }] : [],
    ),
    brokerHasUsers: broker.accounts.length > 0,
    httpIsLocal: http === undefined || isLoopback(http.host),
  });
}
