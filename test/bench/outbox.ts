import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { percentile, printTable, startProgram } from './measure.js';

const producers = [1, 16, 64, 256];
const seconds = 5;
const largeMegabytes = 1_000;
/** 100,000 records of 300 bytes of payload. */
const backlogMegabytes = 33.3;
const drains = 3;
const opens = 5;

const work = join(import.meta.dirname, 'outbox-work.js');

/** Runs one job of outbox-work in a process of its own. */
export async function outboxJob(...args: (string | number)[]): Promise<Record<string, number>> {
  const program = startProgram([work, ...args.map(String)]);
  return JSON.parse(await program.line((line) => line.startsWith('{'))) as Record<string, number>;
}

/** Without the process start and on the directory of the operating system for temporary files. */
export async function outbox(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'branch-gateway-bench-'));
  try {
    await appends(folder);
    await backlogs(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function appends(folder: string): Promise<void> {
  const rows: string[][] = [];
  for (const count of producers) {
    const directory = join(folder, 'append');
    const result = await outboxJob('append', directory, count, seconds);
    rmSync(directory, { recursive: true });
    rows.push([
      String(count),
      rate(result['perSecond']),
      `${result['p50Ms']?.toFixed(2)} / ${result['p99Ms']?.toFixed(2)}`,
      `${result['recordsPerSync']?.toFixed(1)}`,
      `${result['bytesPerMessage']?.toFixed(0)}`,
    ]);
  }
  const head = [
    'waiting producers',
    'durable messages/s',
    'wait p50 / p99 ms',
    'records per sync',
    'bytes written each',
  ];
  printTable(`Outbox: durable appends of 300 bytes, ${seconds} s each`, head, rows);
}

async function backlogs(folder: string): Promise<void> {
  const small = join(folder, 'small');
  await outboxJob('build', small, 'telemetry', backlogMegabytes);
  const smallDrains = await repeat(drains, async () => {
    const copy = join(folder, 'copy');
    cpSync(small, copy, { recursive: true });
    const result = await outboxJob('drain', copy);
    rmSync(copy, { recursive: true });
    return result;
  });
  rmSync(small, { recursive: true });

  const large = join(folder, 'large');
  const built = await outboxJob('build', large, 'telemetry', largeMegabytes);
  const opened = await repeat(opens, () => outboxJob('open', large));
  const largeDrain = await outboxJob('drain', large);

  const of = (results: readonly Record<string, number>[], figure: string) =>
    results.map((each) => each[figure] ?? Number.NaN);
  const span = (values: readonly number[], digits: number) =>
    `${percentile(values, 0.5).toFixed(digits)} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`;
  const count = smallDrains[0]?.['messages']?.toLocaleString('en');
  printTable(
    'Outbox: opening and draining, medians (min–max)',
    ['figure', 'measured', 'aim'],
    [
      [
        `drain of ${count} messages from disk, messages/s, ${drains} runs`,
        span(of(smallDrains, 'perSecond'), 0),
        'over 30,000',
      ],
      [
        'event-loop delay p99 during it, ms, with the 1 ms between two samples',
        span(of(smallDrains, 'delayP99Ms'), 1),
        'under 10',
      ],
      ['longest event-loop delay during it, ms', span(of(smallDrains, 'delayMaxMs'), 1), ''],
      [
        `opening ${built['megabytes']?.toFixed(0)} MB in ${built['messages']?.toLocaleString('en')} messages, ms, ${opens} runs`,
        span(of(opened, 'openMs'), 1),
        'under 500',
      ],
      ['resident memory after opening it, MB', span(of(opened, 'afterOpenMB'), 0), ''],
      ['most resident memory while it drains, MB', largeDrain['mostMB']?.toFixed(0) ?? '', 'under 130'],
      ['its drain, messages/s', rate(largeDrain['perSecond']), 'over 30,000'],
      ['event-loop delay p99 during it, ms', largeDrain['delayP99Ms']?.toFixed(1) ?? '', 'under 10'],
    ],
  );
}

async function repeat<T>(times: number, run: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let i = 0; i < times; i++) results.push(await run());
  return results;
}

const rate = (perSecond: number | undefined) => Math.round(perSecond ?? Number.NaN).toLocaleString('en');
