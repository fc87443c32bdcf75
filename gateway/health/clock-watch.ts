import type { AlarmCondition, Clock, Timer } from '../../drivers/index.js';

const type = 'clock-drift';

/** Seconds by which the wall clock may be set before that is an alarm, and before it is more than a warning. */
const [warningSeconds, minorSeconds] = [30, 300];
/** ms between two looks. */
const lookEveryMs = 10_000;

export interface ClockWatchOptions {
  readonly clock: Clock;
  /** Whether a time service has set the clock since the machine was switched on. */
  readonly clockSynced: () => boolean;
  readonly condition: (condition: AlarmCondition) => void;
}

/**
 * GWY-507: the wall clock was set by far. There is no time server to compare with here, so what is seen is the step, by
 * the clock that never jumps. A machine without a battery for its clock is set once after it is switched on: that is the
 * time service at work, and no alarm.
 */
export function watchClock({ clock, clockSynced, condition }: ClockWatchOptions): { stop(): void } {
  const offset = () => clock.now() - clock.monotonic();
  let seen = offset();
  let wasSynced = clockSynced();
  /** A step that may have been the first setting: known at the next look. */
  let doubtful: AlarmCondition | undefined;
  let timer: Timer | undefined;

  const look = () => {
    const isSynced = clockSynced();
    if (doubtful && !isSynced) happened(doubtful);
    doubtful = undefined;
    const stepMs = offset() - seen;
    seen += stepMs;
    const step = stepCondition(stepMs, clock.now());
    if (step && wasSynced) happened(step);
    else if (step && !isSynced) doubtful = step;
    wasSynced = isSynced;
    timer = clock.setTimeout(look, lookEveryMs);
  };
  const happened = (step: AlarmCondition) => {
    condition(step);
    condition({ type, active: false });
  };

  // What an earlier start has raised begins to clear.
  condition({ type, active: false });
  timer = clock.setTimeout(look, lookEveryMs);
  return { stop: () => timer?.cancel() };
}

/** `now`: ms since 1970, after the step. */
function stepCondition(stepMs: number, now: number): AlarmCondition | undefined {
  const seconds = Math.round(Math.abs(stepMs) / 1_000);
  if (seconds <= warningSeconds) return undefined;
  const way = stepMs > 0 ? 'forward' : 'back';
  return {
    type,
    active: true,
    severity: seconds > minorSeconds ? 'minor' : 'warning',
    detail: `the clock was set ${way} by ${seconds} s, to ${new Date(now).toISOString()}`,
  };
}
