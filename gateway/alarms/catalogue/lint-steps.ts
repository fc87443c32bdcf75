import { type AlarmingDriver, typesOf } from './driver-types.js';

/** What a simulator can bring about and take back, so that a driver raises the alarm and clears it. */
export interface PlayedAlarm {
  readonly class: string;
  /** The driver it is played to, by its name. */
  readonly driver: string;
  /** alarm-type-id. */
  readonly alarm: string;
}

/** Alarms of drivers that no simulator can bring about, and steps for an alarm their driver does not have. */
export function stepGaps(drivers: readonly AlarmingDriver[], steps: readonly PlayedAlarm[]): string[] {
  const wanted = drivers.flatMap((driver) => typesOf(driver).map((type) => stepName(driver.class, driver.name, type)));
  const played = steps.map((step) => stepName(step.class, step.driver, step.alarm));
  return [
    ...wanted.filter((name) => !played.includes(name)).map((name) => `${name}: no simulator step raises and clears it`),
    ...played.filter((name) => !wanted.includes(name)).map((name) => `${name}: a step for an alarm no driver declares`),
  ];
}

function stepName(deviceClass: string, driver: string, type: string): string {
  return `${deviceClass}/${driver} ${type}`;
}
