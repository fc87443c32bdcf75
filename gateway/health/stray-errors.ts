import type { AlarmCondition, Clock } from '../../drivers/index.js';

const type = 'gateway-internal-error';

/** More within this time, and the program is not itself any more: a new start is better. */
const storm = { errors: 10, withinMs: 60_000 };

export interface StrayErrorsOptions {
  /** `process`, or what stands in for it. */
  readonly source: Pick<NodeJS.EventEmitter, 'on' | 'off'>;
  readonly clock: Clock;
  readonly log: (error: unknown, what: string) => void;
  /** About the gateway itself; undefined until alarms can be reported. */
  readonly condition: () => ((condition: AlarmCondition) => void) | undefined;
  /** Ends the program for its service manager to start it anew; what was acknowledged is on disk. */
  readonly giveUp: () => void;
}

/**
 * Errors that reached nobody: a promise or an event of one part, or of a library under it, failed and none listened. One
 * bad device must not take printers and boards with it, so the program goes on, says so in the log and by an alarm.
 * Returns how to stop looking.
 */
export function guardStrayErrors({ source, clock, log, condition, giveUp }: StrayErrorsOptions): () => void {
  let times: number[] = [];
  const caught = (what: string) => (error: unknown) => {
    const now = clock.monotonic();
    times = [...times.filter((time) => now - time < storm.withinMs), now];
    log(error, what);
    const report = condition();
    report?.({ type, active: true, detail: error instanceof Error ? error.message : String(error) });
    // It happens rather than lasts: the off-delay keeps it raised.
    report?.({ type, active: false });
    if (times.length > storm.errors) giveUp();
  };
  const onException = caught('an error that nobody caught');
  const onRejection = caught('a promise that failed and nobody looked at');
  source.on('uncaughtException', onException);
  source.on('unhandledRejection', onRejection);
  return () => {
    source.off('uncaughtException', onException);
    source.off('unhandledRejection', onRejection);
  };
}
