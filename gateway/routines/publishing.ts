import { asGatewayError, GatewayError } from '../../drivers/index.js';
import type { CommandTarget } from '../commands/target.js';
import type { Staged } from '../messages/publisher.js';
import type { Change } from '../storage/change.js';
import type { Table } from '../storage/store.js';
import type { RoutineName, RoutineReport } from './report-schema.js';

export interface PublishingOptions {
  /** The newest report of each routine. */
  readonly reports: Table<RoutineReport>;
  readonly stage: (routine: RoutineName, report: RoutineReport) => Staged;
  readonly commit: (changes: readonly Change[]) => Promise<void>;
}

/**
 * Puts a report on disk, with `also`, and tells it then; all of it or nothing. Rejects with STORAGE_WRITE_FAILED, and then
 * nothing was told.
 */
export function createReportTeller({ reports, stage, commit }: PublishingOptions) {
  return async (
    report: RoutineReport,
    also: { changes: readonly Change[]; undo: readonly Change[] },
  ): Promise<void> => {
    const { routine } = report;
    const staged = stage(routine, report);
    const before = reports.get(routine);
    try {
      await commit([...staged.changes, reports.change(routine, report), ...also.changes]);
    } catch (error) {
      // The store would write it with its next change, and the routine is done again then.
      await commit([...staged.unsay(), reports.change(routine, before), ...also.undo]).catch(() => undefined);
      throw error;
    }
    staged.say();
  };
}

/** How the paper of a report went. */
export type Printed = { readonly printer: string } | { readonly printer: string; readonly error: string };

/** How long the printer may be busy with tickets, ms. */
const printLimitMs = 120_000;
/** As a printer takes them. */
const mostLines = 120;

/**
 * Prints a report; that it failed is told and harms nothing, as the report itself is safe. Outside the printer's lane: a
 * page waits for all tickets, and those behind it in the lane would wait for the page.
 */
export async function printReport(
  { routine, title, startedAt, lines }: RoutineReport,
  printer: string,
  { target, now }: { readonly target: (deviceId: string) => CommandTarget | undefined; readonly now: number },
): Promise<Printed> {
  try {
    const info = { commandId: `${routine}-${startedAt}`, clientId: 'routines', expiresAt: now + printLimitMs };
    const device = target(printer);
    if (!device) throw new GatewayError('COMMAND_UNKNOWN_DEVICE', `there is no device "${printer}"`);
    await device.execute('report', { title, lines: lines.slice(0, mostLines) }, info);
    return { printer };
  } catch (error) {
    return { printer, error: asGatewayError(error, 'COMMAND_FAILED').message };
  }
}
