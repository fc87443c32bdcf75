import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../drivers/clock.js';
import { type AlarmRecord, alarmRecordSchema } from '../../gateway/alarms/record.js';
import { DeviceFiles } from '../../gateway/device-file/device-files.js';
import type { Entry } from '../../gateway/device-file/entry.js';
import { openStore } from '../../gateway/storage/store.js';
import { seededRandom } from '../support/random.js';

const child = fileURLToPath(new URL('../../dist/test/chaos/device-file-child.js', import.meta.url));
const rounds = 20;
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const devices = ['printer-1', 'printer-2'];

beforeAll(() => {
  if (!existsSync(child)) throw new Error(`${child} is missing: run "npm run build" first`);
});

/** Kills the branch `ms` after it acknowledged its n-th note (0: has begun); the notes it acknowledged until then. */
async function runAndKill(directory: string, round: number, n: number, ms: number): Promise<string[]> {
  const branch = spawn(process.execPath, [child, directory, String(seed + round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let timer: NodeJS.Timeout | undefined;
  branch.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (timer === undefined && output.split('\n').length - 1 > n) timer = setTimeout(() => branch.kill('SIGKILL'), ms);
  });
  const signal = await new Promise((resolve) => branch.once('close', (_code, by) => resolve(by)));
  expect(signal).toBe('SIGKILL');
  return output.split('\n').slice(1, -1);
}

/** What a start finds: the alarm records, and the entries of every device with what the start put in. */
async function look(
  directory: string,
): Promise<{ records: AlarmRecord[]; entries: Map<string, Entry[]>; missed: number }> {
  const store = await openStore({ directory, clock: systemClock });
  const records = [...store.table('alarms', alarmRecordSchema).entries()].map(([, record]) => record);
  const files = new DeviceFiles({
    root: join(directory, 'device-files'),
    devices: new Map(devices.map((id) => [id, 'network'])),
    ...{ timezone: 'Asia/Shanghai', hours: undefined, maxBytes: 64 * 1_048_576, maxAgeDays: 1_095 },
    ...{
      clock: systemClock,
      onStorageCondition: () => undefined,
      onError: (error: unknown) => expect.fail(String(error)),
    },
  });
  files.start(records);
  await files.opened();
  const entries = new Map<string, Entry[]>();
  for (const id of devices) {
    const all: Entry[] = [];
    for await (const entry of files.get(id)?.history?.backwards() ?? []) all.push(entry);
    entries.set(id, all.reverse());
  }
  // What was looked up after the kill has no time since a start.
  const missed = [...entries.values()].flat().filter(({ up }) => up === undefined).length;
  await files.stop();
  await store.close();
  return { records, entries, missed };
}

test(`kill -9 at ${rounds} random moments: every raise and clear is in the file once (SEED=${seed})`, async () => {
  const random = seededRandom(seed);
  const directory = await mkdtemp(join(tmpdir(), 'branch-gateway-kill-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const acknowledged: string[] = [];
  let found = { missed: 0, raises: 0 };
  let awaited = 0;

  // How much is done in a time is the machine's matter: a life ends soon after a number of notes, wherever it is then. Lives
  // go on until a kill came between the record and the file, or the test would have shown nothing.
  for (let round = 0; round < rounds || (found.missed === 0 && round < 5 * rounds); round++) {
    const n = Math.floor(random() * 8);
    awaited += n;
    acknowledged.push(...(await runAndKill(directory, round, n, random() * 30)));
    const { records, entries, missed } = await look(directory);
    let raises = 0;
    for (const record of records) {
      const device = record.resource.split('/').at(-1) ?? '';
      const own = (entries.get(device) ?? []).filter(({ data }) => data['alarm'] === record['alarm-type-id']);
      const turns = own.map(({ kind }) => kind).filter((kind) => kind === 'alarm-raised' || kind === 'alarm-cleared');
      const expected = Array.from({ length: record['x-count'] }, () => ['alarm-raised', 'alarm-cleared']).flat();
      if (!record['is-cleared']) expected.pop();
      expect(turns, `${record.resource} ${record['alarm-type-id']} in round ${round}, SEED=${seed}`).toEqual(expected);
      const severity = own.filter(({ kind }) => kind === 'alarm-raised' || kind === 'alarm-severity').at(-1)?.data[
        'severity'
      ];
      expect(severity).toBe(record['perceived-severity']);
      raises += record['x-count'];
    }
    for (const list of entries.values()) expect(list.every(({ seq }, index) => seq === index + 1)).toBe(true);
    const notes = new Set((entries.get('printer-1') ?? []).map(({ data }) => data['note']));
    expect(acknowledged.filter((note) => !notes.has(note))).toEqual([]);
    found = { missed, raises };
  }
  expect(found.raises).toBeGreaterThan(0);
  expect(found.missed).toBeGreaterThan(0);
  expect(acknowledged.length).toBeGreaterThanOrEqual(awaited);
});
