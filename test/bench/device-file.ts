import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { systemClock } from '../../drivers/clock.js';
import { type Answers, createAnswers } from '../../gateway/device-file/answers.js';
import { DeviceFiles } from '../../gateway/device-file/device-files.js';
import { branchCalendar } from '../../gateway/device-file/months.js';
import { openingHours } from '../../gateway/hours/opening-hours.js';
import { seededRandom } from '../support/random.js';
import { writeYear } from './device-file-year.js';
import { nowMs, percentile, printTable } from './measure.js';

const devices = Array.from({ length: 40 }, (_, index) => `printer-${index + 1}`);
const perDay = 60;
const seed = 7;
const timezone = 'Asia/Shanghai';
const hours = { 'mon-fri': '09:00-17:00', sat: '09:00-12:00' };
const queries = 300;

/** A year of a busy branch: what it takes on disk and in memory, and how fast it is asked. */
export async function deviceFile(): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'branch-gateway-bench-'));
  try {
    await measure(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function measure(root: string): Promise<void> {
  const random = seededRandom(seed);
  const calendar = branchCalendar(timezone);
  const yesterday = Date.parse(`${calendar.day(systemClock.now())}T00:00:00Z`) - 86_400_000;
  const days = Array.from({ length: 365 }, (_, index) =>
    new Date(yesterday - (364 - index) * 86_400_000).toISOString().slice(0, 10),
  );
  let entries = 0;
  const writing = nowMs();
  for (const id of devices) entries += await writeYear(id, { root, calendar, timezone, hours, days, perDay, random });
  const writeMs = nowMs() - writing;

  collectGarbage();
  const heapBefore = process.memoryUsage().heapUsed;
  const opening = nowMs();
  const files = new DeviceFiles({
    ...{ root, timezone, hours: openingHours(hours, timezone), maxBytes: 512 * 1_048_576, maxAgeDays: 1_095 },
    devices: new Map(devices.map((id) => [id, 'network'])),
    clock: systemClock,
    onStorageCondition: () => undefined,
    onError: console.error,
  });
  files.start([]);
  await files.opened();
  const openMs = nowMs() - opening;
  collectGarbage();
  const heapMB = (process.memoryUsage().heapUsed - heapBefore) / 1e6;

  console.log(`\ndevice files: ${devices.length} devices, ${perDay} entries a day each, 365 days, seed ${seed}`);
  printTable(
    'A year on disk',
    [
      'entries',
      'MB on disk',
      'of it daily figures, MB',
      'bytes per entry',
      'written in, s',
      'opened in, ms',
      'heap added, MB',
    ],
    [
      await sizes(root).then(({ all, figures }) => [
        ...[entries, (all / 1e6).toFixed(1), (figures / 1e6).toFixed(1), ((all - figures) / entries).toFixed(0)],
        ...[(writeMs / 1_000).toFixed(1), openMs.toFixed(0), heapMB.toFixed(1)],
      ]),
    ],
  );
  await ask(
    createAnswers(files, 'zh', () => systemClock.now()),
    days,
    random,
  );
  await files.stop();
}

async function ask(answers: Answers, days: readonly string[], random: () => number): Promise<void> {
  const device = () => devices[Math.floor(random() * devices.length)] ?? '';
  const month = () => (days[Math.floor(random() * days.length)] ?? '').slice(0, 7);
  const page = (more: Record<string, unknown>) => answers.page({ deviceId: device(), limit: 50, ...more });
  const pageTo = (day: string) => page({ from: `${day.slice(0, 7)}-01`, to: day });
  const questions: [string, () => Promise<unknown>][] = [
    ['newest page of 50', () => page({})],
    ['a page in the middle of a month', () => pageTo(days[Math.floor(random() * days.length)] ?? '')],
    ['oldest page', () => page({ cursor: '51' })],
    ['parts changed in the year', () => page({ kinds: ['part-change'] })],
    [
      'figures of a day',
      () => answers.figures({ deviceId: device(), period: 'day', date: days[Math.floor(random() * 365)] }),
    ],
    ['figures of a month', () => answers.figures({ deviceId: device(), period: 'month', date: month() })],
    ['figures since the beginning', () => answers.figures({ deviceId: device(), period: 'since' })],
  ];
  const rows: (string | number)[][] = [];
  for (const [name, question] of questions) {
    const times: number[] = [];
    for (let index = 0; index < queries; index++) {
      const asked = nowMs();
      await question();
      times.push(nowMs() - asked);
    }
    rows.push([name, ...[0.5, 0.99, 1].map((share) => percentile(times, share).toFixed(1))]);
  }
  printTable(`Asked of one device, ${queries} times each, ms`, ['question', 'p50', 'p99', 'worst'], rows);
}

async function sizes(root: string): Promise<{ all: number; figures: number }> {
  let [all, figures] = [0, 0];
  for (const name of await readdir(root, { recursive: true })) {
    const found = await stat(join(root, name));
    if (!found.isFile()) continue;
    all += found.size;
    if (name.endsWith('days.log')) figures += found.size;
  }
  return { all, figures };
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
