/** Something done to a branch: by a person to a simulator, by its surroundings, or by queue software over the gateway. */
export type AlarmStep =
  | { readonly set: Readonly<Record<string, unknown>> }
  | { readonly action: string; readonly args?: Readonly<Record<string, unknown>> }
  /** A command to the device; what becomes of it is no matter, unless the step says so. */
  | { readonly command: string; readonly args: Readonly<Record<string, unknown>> }
  /** Time that has to pass; without it, the delays of the alarm are all there is to wait for. */
  | { readonly seconds: number };

/** How one alarm of a driver is brought about and ended. */
export interface AlarmSteps {
  readonly class: string;
  readonly driver: string;
  /** alarm-type-id. */
  readonly alarm: string;
  /** Options of the driver and of the simulator that it takes. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly unit?: Readonly<Record<string, unknown>>;
  readonly raise: readonly AlarmStep[];
  /** None where it ends by itself. */
  readonly clear: readonly AlarmStep[];
}

export const set = (knobs: Record<string, unknown>): AlarmStep => ({ set: knobs });
export const action = (name: string, args: Record<string, unknown> = {}): AlarmStep => ({ action: name, args });
export const command = (name: string, args: Record<string, unknown>): AlarmStep => ({ command: name, args });
export const seconds = (count: number): AlarmStep => ({ seconds: count });

/** Steps of one driver. */
export const stepsOf = (deviceClass: string, driver: string) => (steps: Omit<AlarmSteps, 'class' | 'driver'>) => ({
  class: deviceClass,
  driver,
  ...steps,
});
