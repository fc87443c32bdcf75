import { writeFile } from 'node:fs/promises';
import { entryKinds, handKinds } from '../device-file/entry.js';
import type { Language } from '../device-file/words.js';
import { askSucceeding } from './ask.js';
import { type BrokerOptions, type Connection, collect, connect } from './client.js';
import { csv } from './csv.js';
import { type Answered, csvRows, entryTable, figuresTable, type ShownFigures, timeIn } from './device-file-table.js';
import { CliExit, exitCode } from './exit.js';

export interface DeviceFileOptions extends BrokerOptions {
  readonly from?: string;
  readonly to?: string;
  readonly kind?: string[];
  /** Most entries; default 50, for --csv all. */
  readonly limit?: string;
  /** A file, or - for standard output. */
  readonly csv?: string;
  readonly figures?: string;
  readonly date?: string;
  readonly note?: string;
  readonly operator?: string;
  readonly part?: string;
  readonly json?: boolean;
}

const timeoutMs = 15_000;
const pageSize = 200;

/** `branch-gateway device-file DEVICE`: what happened to a device, its figures, or a new entry. */
export async function deviceFile(device: string, options: DeviceFileOptions): Promise<void> {
  const limit = limitOf(options);
  refuseMixtures(options);
  const connection = await connect(options);
  try {
    if (options.note !== undefined) return await note(connection, device, options);
    const branch = await branchOf(connection);
    if (options.figures !== undefined) return await figures(connection, device, options, branch.language);
    const entries = await entriesOf(connection, device, options, limit);
    if (options.csv !== undefined) return await write(options.csv, csv(csvRows(device, entries, branch)));
    if (options.json) console.log(JSON.stringify(entries, null, 2));
    else console.log(entries.length === 0 ? 'no entries' : entryTable(entries, branch));
  } finally {
    await connection.close();
  }
}

function limitOf({ limit, csv: file }: DeviceFileOptions): number {
  if (limit === undefined) return file === undefined ? 50 : Number.POSITIVE_INFINITY;
  const wanted = Number(limit);
  if (Number.isInteger(wanted) && wanted >= 1) return wanted;
  throw new CliExit(exitCode.usage, `--limit ${limit}: allowed: a whole number from 1`);
}

function refuseMixtures({ kind, note: text, operator, part, figures: period, csv: file }: DeviceFileOptions): void {
  const allowed: readonly string[] = text === undefined ? entryKinds : handKinds;
  const wrong = kind?.find((each) => !allowed.includes(each));
  if (wrong !== undefined) throw new CliExit(exitCode.usage, `--kind ${wrong}: allowed: ${allowed.join(', ')}`);
  if (text !== undefined && operator === undefined) {
    throw new CliExit(exitCode.usage, '--note needs --operator: who says it');
  }
  if (text !== undefined && (kind?.length ?? 0) > 1) throw new CliExit(exitCode.usage, '--note takes one --kind');
  if (text === undefined && (operator ?? part) !== undefined) {
    throw new CliExit(exitCode.usage, '--operator and --part go with --note');
  }
  if ([text, period, file].filter((each) => each !== undefined).length > 1) {
    throw new CliExit(exitCode.usage, '--note, --figures and --csv exclude each other');
  }
}

async function note(connection: Connection, deviceId: string, options: DeviceFileOptions): Promise<void> {
  const { note: text, kind, operator, part, date } = options;
  const args = { deviceId, text, operator, kind: kind?.[0] ?? 'note', part, date };
  const result = await askSucceeding(connection, {
    ...{ device: 'gateway', name: 'device-file-note', timeoutMs },
    args: JSON.parse(JSON.stringify(args)),
  });
  console.log(
    options.json ? JSON.stringify(result, null, 2) : `entry ${result['seq']} of ${deviceId}: ${result['kind']}`,
  );
}

async function figures(
  connection: Connection,
  deviceId: string,
  { figures: period, date, json }: DeviceFileOptions,
  language: Language,
): Promise<void> {
  const args = { deviceId, period, ...(date === undefined ? {} : { date }) };
  const result = await askSucceeding(connection, { device: 'gateway', name: 'device-figures', args, timeoutMs });
  if (json) console.log(JSON.stringify(result, null, 2));
  else console.log(figuresTable(result as unknown as ShownFigures, language));
}

async function entriesOf(
  connection: Connection,
  deviceId: string,
  { from, to, kind: kinds }: DeviceFileOptions,
  limit: number,
): Promise<Answered[]> {
  const entries: Answered[] = [];
  let cursor: unknown;
  do {
    const wanted = { deviceId, from, to, kinds, cursor, limit: Math.min(pageSize, limit - entries.length) };
    const result = await askSucceeding(connection, {
      ...{ device: 'gateway', name: 'device-file', timeoutMs },
      args: JSON.parse(JSON.stringify(wanted)),
    });
    entries.push(...(result['entries'] as Answered[]));
    cursor = result['cursor'];
  } while (cursor !== undefined && entries.length < limit);
  return entries;
}

/** Language and time zone are the branch's, wherever the terminal stands. */
async function branchOf({
  client,
  topics,
}: Connection): Promise<{ language: Language; time: (iso: string) => string }> {
  const info = (await collect(client, [topics.info], (found) => found.size > 0)).get(topics.info)?.data as
    | { gateway?: { language?: string }; branch?: { timezone?: string } }
    | undefined;
  return {
    language: info?.gateway?.language === 'en' ? 'en' : 'zh',
    time: timeIn(info?.branch?.timezone ?? 'UTC'),
  };
}

async function write(file: string, text: string): Promise<void> {
  if (file === '-') {
    process.stdout.write(text);
    return;
  }
  await writeFile(file, text).catch((error: Error) => {
    throw new CliExit(exitCode.failed, `--csv ${file}: ${error.message}`);
  });
}
