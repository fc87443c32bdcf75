import type { Printed } from '../routines/publishing.js';
import type { RoutineReport } from '../routines/report-schema.js';
import { askSucceeding } from './ask.js';
import { type BrokerOptions, connect } from './client.js';
import { CliExit, exitCode } from './exit.js';

interface RoutineOptions extends BrokerOptions {
  readonly json?: boolean;
  readonly print?: boolean;
  readonly printer?: string;
  readonly scenario?: string;
  readonly minutes?: number;
}

interface Answer {
  readonly report?: RoutineReport;
  readonly printed?: Printed;
  readonly until?: string;
}

/** An inspection waits for self-tests, and a printer may be busy with tickets. */
const timeoutMs = 180_000;

/** `branch-gateway routine run ROUTINE`: does it now and shows its report. */
export async function routineRun(routine: string, options: RoutineOptions): Promise<void> {
  const { print, printer, scenario, minutes } = options;
  const args = {
    routine,
    ...(print || printer !== undefined ? { print: true } : {}),
    ...(printer === undefined ? {} : { printer }),
    ...(scenario === undefined ? {} : { scenario }),
    ...(minutes === undefined ? {} : { minutes }),
  };
  await show('routine-run', args, options);
}

/** `branch-gateway routine show ROUTINE`: its newest report. */
export async function routineShow(routine: string, options: RoutineOptions): Promise<void> {
  await show('routine-report', { routine }, options);
}

async function show(name: string, args: Record<string, unknown>, options: RoutineOptions): Promise<void> {
  const connection = await connect(options);
  try {
    const answer = (await askSucceeding(connection, { device: 'gateway', name, args, timeoutMs })) as Answer;
    if (options.json) return console.log(JSON.stringify(answer, null, 2));
    console.log(textOf(answer));
    if (answer.report === undefined && answer.until === undefined) {
      throw new CliExit(exitCode.failed, 'it has not been done yet');
    }
  } finally {
    await connection.close();
  }
}

function textOf({ report, printed, until }: Answer): string {
  const lines = [
    ...(report ? [report.title, ...report.lines] : []),
    ...(until === undefined ? [] : [until]),
    ...(printed && 'error' in printed ? ['---', `${printed.printer}: ${printed.error}`] : []),
  ];
  return lines.map((line) => (line === '---' ? '-'.repeat(40) : line)).join('\n');
}
