import { z } from 'zod';
import type { AlarmCondition, Clock, Timer } from '../../drivers/index.js';
import { GatewayError } from '../../drivers/index.js';
import type { AlarmRecord } from '../alarms/record.js';
import type { Table } from '../storage/store.js';
import { drillAlarm } from './alarm-types.js';
import { drillSchema } from './report-schema.js';
import { acknowledger } from './standing.js';

export type DrillScenario = z.infer<typeof drillSchema>['scenario'];
export type DrillResult = z.infer<typeof drillSchema>;

/** A drill that goes on, as it is on disk, by its scenario. */
export const runningDrillSchema = z.strictObject({
  startedAt: z.number(),
  /** Wall-clock ms of its end, and its whole length, ms. */
  until: z.number(),
  lengthMs: z.number().positive(),
  /** Where its report is to come out. */
  printer: z.string().optional(),
});
export type RunningDrill = z.infer<typeof runningDrillSchema>;

export interface DrillsOptions {
  readonly clock: Clock;
  readonly table: Table<RunningDrill>;
  readonly condition: (condition: AlarmCondition) => void;
  readonly find: (scenario: DrillScenario) => AlarmRecord | undefined;
  /** A drill has ended; its report is due. */
  readonly onEnd: (scenario: DrillScenario, drill: RunningDrill) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

const details: Readonly<Record<DrillScenario, string>> = {
  'device-failure': '演练 DRILL: 按设备故障处理 / act as for a device that has failed',
  'queue-overflow': '演练 DRILL: 按客流高峰处理 / act as for a hall that overflows',
};

/**
 * Drills on a live branch (DOMAIN.md, 应急演练): an alarm that says what it is, goes the way of any other to the people on
 * duty, and ends by itself, also when nobody ends it and over restarts.
 */
export function createDrills({ clock, table, condition, find, onEnd, onError }: DrillsOptions) {
  const timers = new Map<DrillScenario, Timer>();
  const alarm = (scenario: DrillScenario, active: boolean): AlarmCondition => ({
    ...{ type: drillAlarm, qualifier: scenario, active },
    ...(active ? { detail: details[scenario] } : {}),
  });

  async function end(scenario: DrillScenario): Promise<void> {
    const drill = table.get(scenario);
    timers.get(scenario)?.cancel();
    timers.delete(scenario);
    if (!drill) return;
    await onEnd(scenario, drill);
    condition(alarm(scenario, false));
    await table.delete(scenario);
  }
  const endLater = (scenario: DrillScenario, ms: number) => {
    timers.set(
      scenario,
      clock.setTimeout(() => void end(scenario).catch(onError), ms),
    );
  };

  return {
    /** Resolves when it has begun; rejects with ROUTINE_STATE while one of the same kind goes on. */
    async begin(scenario: DrillScenario, minutes: number, printer?: string): Promise<RunningDrill> {
      const running = table.get(scenario);
      if (running) {
        const until = new Date(running.until).toISOString();
        throw new GatewayError('ROUTINE_STATE', `a drill ${scenario} goes on until ${until}`);
      }
      const startedAt = clock.now();
      const lengthMs = minutes * 60_000;
      const paper = printer === undefined ? {} : { printer };
      const drill = { startedAt, until: startedAt + lengthMs, lengthMs, ...paper };
      await table.put(scenario, drill).catch(async (error: unknown) => {
        await table.delete(scenario).catch(() => undefined);
        throw error;
      });
      condition(alarm(scenario, true));
      endLater(scenario, lengthMs);
      return drill;
    },
    /** What became of it so far. */
    resultOf(scenario: DrillScenario, startedAt: number): DrillResult {
      const record = find(scenario);
      const by = record && acknowledger(record);
      const at = record?.['operator-state-change'].findLast(({ state }) => state === 'ack')?.time;
      const until = new Date(Math.min(table.get(scenario)?.until ?? clock.now(), clock.now())).toISOString();
      if (by === undefined || at === undefined) return { scenario, until };
      const seconds = Math.max(0, Math.round((Date.parse(at) - startedAt) / 1_000));
      return { scenario, until, acknowledgedAfterSeconds: seconds, acknowledgedBy: by };
    },
    /** Goes on with what an earlier start has left; what is over by the clock ends now. */
    resume(): void {
      for (const scenario of drillSchema.shape.scenario.options) {
        const drill = table.get(scenario);
        // A clock that was set meanwhile makes no drill longer than it was to be.
        const remainingMs = drill ? Math.min(drill.until - clock.now(), drill.lengthMs) : 0;
        condition(alarm(scenario, drill !== undefined));
        if (drill) endLater(scenario, Math.max(0, remainingMs));
      }
    },
    stop(): void {
      for (const timer of timers.values()) timer.cancel();
    },
  };
}
export type Drills = ReturnType<typeof createDrills>;
