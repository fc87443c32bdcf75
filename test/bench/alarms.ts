import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { delayed, delayMs, openAlarmGateway, prompt } from './alarm-gateway.js';
import { alarmListFile, type Held } from './alarm-list.js';
import { nowMs, pause, percentile, printTable } from './measure.js';

const turns = 1_000;
const delayedTurns = 200;
const records = 2_000;
const flooding = 500;

/** Condition at the driver → record at a subscriber on the local broker, disk included. */
async function latency(): Promise<(string | number)[][]> {
  const gateway = await openAlarmGateway();
  const { context } = gateway;
  const raises: number[] = [];
  const clears: number[] = [];
  /** What the disk alone takes for as many bytes as a record has, in turns with the rest. */
  const synced: number[] = [];
  const bare = await openFile(join(gateway.folder, 'bare'), 'w');
  const bytes = Buffer.alloc(2_048, 1);
  for (let turn = 0; turn < turns; turn++) {
    for (const active of [true, false]) {
      const begun = nowMs();
      const arrived = new Promise<number>((resolve) => {
        gateway.hear((topic, record) => {
          if (topic.endsWith(`/${prompt}/q${turn}`) && record?.['is-cleared'] === !active) resolve(nowMs());
        });
      });
      // Critical, or all but the first ten would be part of a flood and go by turns.
      context.alarm({ type: prompt, qualifier: `q${turn}`, active, severity: 'critical' });
      (active ? raises : clears).push((await arrived) - begun);
    }
    const begun = nowMs();
    await bare.write(bytes);
    await bare.datasync();
    synced.push(nowMs() - begun);
    await pause(2);
  }
  await bare.close();

  const over: number[] = [];
  const begun = new Map<string, number>();
  gateway.hear((topic, record) => {
    const at = begun.get(topic.slice(topic.lastIndexOf('/') + 1));
    if (at !== undefined && record && topic.includes(`/${delayed}/`)) over.push(nowMs() - at - delayMs);
  });
  for (let turn = 0; turn < delayedTurns; turn++) {
    begun.set(`d${turn}`, nowMs());
    context.alarm({ type: delayed, qualifier: `d${turn}`, active: true, severity: 'critical' });
    await pause(7);
  }
  while (over.length < delayedTurns) await pause(20);
  await gateway.end();
  const row = (name: string, values: readonly number[]) => [
    name,
    ...[0.5, 0.99, 1].map((share) => percentile(values, share).toFixed(2)),
  ];
  return [
    row('raise', raises),
    row('clear', clears),
    row(`raise with a delay of ${delayMs} ms: what is added to it`, over),
    row('a synced write of 2 kB by itself', synced),
  ];
}

/** What many conditions in one moment cost, and when the picture is true. */
async function flood(): Promise<(string | number)[][]> {
  const gateway = await openAlarmGateway();
  const { context } = gateway;
  const said = { records: 0, flood: 0, stream: 0, summaries: 0 };
  const shown = new Set<string>();
  const before = gateway.storeBytes();
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  const begun = nowMs();
  const whole = new Promise<number>((resolve) => {
    gateway.hear((topic, record) => {
      if (topic.endsWith('alarm-event')) said.stream += 1;
      else if (topic.endsWith('alarm-summary')) said.summaries += 1;
      else if (topic.includes('/gateway/')) said.flood += 1;
      else {
        said.records += 1;
        if (record) shown.add(topic);
        if (shown.size === flooding) resolve(nowMs() - begun);
      }
    });
  });
  for (let n = 0; n < flooding; n++) context.alarm({ type: prompt, qualifier: `q${n}`, active: true });
  const wholeMs = await whole;
  loop.disable();
  // The flood's own record and the summary come once per second.
  await pause(1_500);
  const bytes = gateway.storeBytes() - before;
  await gateway.end();
  return [
    ['the picture is whole after, ms', wholeMs.toFixed(0)],
    ['retained records said', said.records],
    ['the flood itself, said', said.flood],
    ['on the stream', said.stream],
    ['summaries', said.summaries],
    ['on disk, MB', (bytes / 1e6).toFixed(2)],
    ['longest stop of the loop, ms', (loop.max / 1e6).toFixed(0)],
  ];
}

/** Heap, memory and disk of a list of raised alarms, and how long a start with them takes: a process each. */
function list(): (string | number)[][] {
  const measured = [0, records].map((count) => {
    const folder = mkdtempSync(join(tmpdir(), 'branch-gateway-bench-'));
    const child = (what: string) =>
      execFileSync(process.execPath, ['--expose-gc', alarmListFile, what, String(count), folder], { encoding: 'utf8' });
    child('fill');
    const held = JSON.parse(child('hold')) as Held;
    const diskMB = statSync(join(folder, 'store.log')).size / 1e6;
    rmSync(folder, { recursive: true });
    return { ...held, diskMB };
  });
  const row = (name: string, value: (each: (typeof measured)[number]) => number, digits: number) => [
    name,
    ...measured.map((each) => value(each).toFixed(digits)),
  ];
  return [
    row('heap, MB', ({ heapMB }) => heapMB, 1),
    row('resident, MB', ({ residentMB }) => residentMB, 1),
    row('on disk, MB', ({ diskMB }) => diskMB, 2),
    row('opened and published anew at a start, ms', ({ startMs }) => startMs, 0),
  ];
}

/** npm run bench -- alarms. Subscriber, gateway and driver are in one process, so by one clock. */
export async function alarms(): Promise<void> {
  printTable(
    `Condition at the driver → retained record at a local subscriber, ${turns} raises and clears, on disk before it is published`,
    ['', 'p50 ms', 'p99 ms', 'max ms'],
    await latency(),
  );
  printTable(`${flooding} conditions in one moment`, ['', ''], await flood());
  printTable('Raised alarms', ['', '0', String(records)], list());
}
