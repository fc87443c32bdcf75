import { z } from 'zod';
import { GatewayError } from '../../drivers/index.js';
import { commandSet } from '../commands/command-set.js';
import type { CommandTarget } from '../commands/target.js';
import type { Drills } from './drill.js';
import type { Printed } from './publishing.js';
import { drillSchema, type RoutineName, type RoutineReport, routineNames } from './report-schema.js';

const minutes = z.int().min(1).max(120);

/** Routines by command, to `command/gateway/{name}`; at their times they run by themselves. */
export const routineCommands = {
  'routine-run': {
    description: 'Does a routine of the day now: an inspection, a hand-over, closing, or a drill',
    args: z
      .strictObject({
        routine: z.enum(routineNames).describe('which; reset = before the doors open'),
        print: z.boolean().default(false).describe('true = also on paper; of a drill when it has ended'),
        printer: z.string().min(1).max(40).optional().describe('id of a ticket-printer; default that of the routines'),
        scenario: drillSchema.shape.scenario.optional().describe('of a drill, what is practised'),
        minutes: minutes.optional().describe('of a drill, when it ends by itself, min, 1 to 120; default 10'),
      })
      .refine(({ routine, scenario }) => (routine === 'drill') === (scenario !== undefined), {
        path: ['scenario'],
        error: 'device-failure or queue-overflow with routine: drill, and with no other',
      })
      .refine(({ routine, minutes: length }) => routine === 'drill' || length === undefined, {
        path: ['minutes'],
        error: 'only with routine: drill',
      }),
    idempotent: false,
    inDeviceLanes: true,
    audited: ['routine', 'scenario', 'minutes', 'print'],
  },
  'routine-report': {
    description: 'The newest report of a routine, as it was told',
    args: z.strictObject({ routine: z.enum(routineNames) }),
    idempotent: true,
    reads: true,
  },
} as const;

export interface RoutineDesk {
  /** Does it and tells its report. */
  run(routine: Exclude<RoutineName, 'drill'>): Promise<RoutineReport>;
  readonly drills: Pick<Drills, 'begin'>;
  reportOf(routine: RoutineName): RoutineReport | undefined;
  print(report: RoutineReport, printer: string): Promise<Printed>;
  /** Printers that can print a report; the first is used where none is named. */
  readonly printers: readonly string[];
}

export function routineCommandSet(desk: RoutineDesk): CommandTarget {
  const printerFor = (named: string | undefined): string => {
    const printer = named ?? desk.printers[0];
    if (printer !== undefined && desk.printers.includes(printer)) return printer;
    const found = named === undefined ? 'no printer' : `"${named}"`;
    const message = `args.printer: found ${found}, allowed: ${desk.printers.join(', ') || 'none, as there is no printer'}`;
    throw new GatewayError('COMMAND_ARGS_INVALID', message, { field: 'args.printer' });
  };
  return commandSet(routineCommands, {
    async 'routine-run'({ routine, print, printer, scenario, minutes: length = 10 }) {
      const paper = print ? printerFor(printer) : undefined;
      if (routine === 'drill') {
        const { until } = await desk.drills.begin(scenario ?? 'device-failure', length, paper);
        return { routine, scenario, until: new Date(until).toISOString() };
      }
      const report = await desk.run(routine);
      return { report, ...(paper === undefined ? {} : { printed: await desk.print(report, paper) }) };
    },
    async 'routine-report'({ routine }) {
      const report = desk.reportOf(routine);
      return report ? { report } : {};
    },
  });
}
