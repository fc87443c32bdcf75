// One measurement of the outbox in a process of its own; prints its result as one line of JSON.
//   node outbox-work.js append FOLDER PRODUCERS SECONDS
//   node outbox-work.js build FOLDER CHAIN MEGABYTES
//   node outbox-work.js open|drain FOLDER
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from '../../drivers/index.js';
import { type Files, nodeFiles } from '../../gateway/storage/files.js';
import { openOutbox } from '../../gateway/uplink/outbox/open.js';
import { type Chain, chains, type Outbox } from '../../gateway/uplink/outbox/outbox.js';
import { nowMs, percentile, residentMB } from './measure.js';

/** As in the reference's measurements (messaging.md 2). */
const payloadBytes = 300;
/** Appends that wait while a backlog is built. */
const builders = 2_000;
/** Records sent and not acknowledged in a drain. */
const window = 1_000;
const topic = 't/load';
const payload = Buffer.alloc(payloadBytes, 'x');

/** Counts commits: writes that are durable when they return, one per file. */
function countingFiles(): { readonly files: Files; syncs(): number } {
  let syncs = 0;
  const counted: Pick<Files, 'open' | 'create'> = {
    open: async (path) => count(await nodeFiles.open(path)),
    create: async (path) => count(await nodeFiles.create(path)),
  };
  const count = (file: Awaited<ReturnType<Files['open']>>): typeof file => ({
    ...file,
    writeThrough: (bytes, position) => {
      syncs += 1;
      return file.writeThrough(bytes, position);
    },
  });
  return { files: { ...nodeFiles, ...counted }, syncs: () => syncs };
}

function open(directory: string, options: { files?: Files; onReadable?: () => void } = {}): Promise<Outbox> {
  return openOutbox({
    directory,
    clock: systemClock,
    random: Math.random,
    maxBytes: 2 ** 31,
    reservedBytes: 2 ** 20,
    gapMessage: (gap) => ({ topic: 'gap', payload: Buffer.from(JSON.stringify(gap)) }),
    onReadable: () => undefined,
    ...options,
  });
}

/** Bytes this process has caused to be written to a disk. */
const writtenBytes = () => Number(/^write_bytes: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);

async function append(directory: string, producers: number, seconds: number): Promise<Record<string, number>> {
  const { files, syncs } = countingFiles();
  const outbox = await open(directory, { files });
  const waits: number[] = [];
  const produce = async (untilMs: number) => {
    for (let began = nowMs(); began < untilMs; began = nowMs()) {
      await outbox.append({ chain: 'event', topic, payload, envelope: false });
      waits.push(nowMs() - began);
    }
  };
  const produceFor = (ms: number) => Promise.all(Array.from({ length: producers }, () => produce(nowMs() + ms)));
  await produceFor(500);
  waits.length = 0;
  const before = { at: nowMs(), syncs: syncs(), bytes: writtenBytes() };
  await produceFor(seconds * 1_000);
  const elapsedMs = nowMs() - before.at;
  const result = {
    perSecond: waits.length / (elapsedMs / 1_000),
    p50Ms: percentile(waits, 0.5),
    p99Ms: percentile(waits, 0.99),
    recordsPerSync: waits.length / (syncs() - before.syncs),
    bytesPerMessage: (writtenBytes() - before.bytes) / waits.length,
  };
  await outbox.close();
  return result;
}

/** The last record has the topic `t/last`, so that a subscriber sees the end of the backlog. */
async function build(directory: string, chain: Chain, megabytes: number): Promise<Record<string, number>> {
  const outbox = await open(directory);
  let appended = 0;
  const produce = async () => {
    while (outbox.stats().bytes < megabytes * 1e6) {
      await outbox.append({ chain, topic, payload, envelope: false });
      appended += 1;
    }
  };
  await Promise.all(Array.from({ length: builders }, produce));
  await outbox.append({ chain, topic: 't/last', payload, envelope: false });
  const { bytes } = outbox.stats();
  await outbox.close();
  return { messages: appended + 1, megabytes: bytes / 1e6 };
}

async function measureOpen(directory: string): Promise<Record<string, number>> {
  const began = nowMs();
  const outbox = await open(directory);
  const result = { openMs: nowMs() - began, afterOpenMB: residentMB(process.pid) };
  await outbox.close();
  return result;
}

/** Takes and acknowledges everything; answers come in a later turn of the event loop, as from a socket. */
async function drain(directory: string): Promise<Record<string, number>> {
  let wake: () => void = () => undefined;
  const outbox = await open(directory, { onReadable: () => wake() });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let mostMB = 0;
  const sampler = setInterval(() => {
    mostMB = Math.max(mostMB, residentMB(process.pid));
  }, 100);
  const depth = () => chains.reduce((sum, chain) => sum + outbox.stats().chains[chain].depth, 0);
  const messages = depth();
  const drainBegan = nowMs();
  await new Promise<void>((resolve) => {
    let inFlight = 0;
    let acknowledged = 0;
    const pump = (chain: Chain) => {
      const taken: number[] = [];
      while (inFlight < window) {
        const record = outbox.take(chain);
        if (!record) break;
        inFlight += 1;
        taken.push(record.seq);
      }
      if (taken.length === 0) return;
      setImmediate(() => {
        for (const seq of taken) outbox.acknowledge(chain, seq);
        inFlight -= taken.length;
        acknowledged += taken.length;
        if (acknowledged === messages) resolve();
        else pump(chain);
      });
    };
    wake = () => chains.forEach(pump);
    wake();
    if (messages === 0) resolve();
  });
  const perSecond = messages / ((nowMs() - drainBegan) / 1_000);
  clearInterval(sampler);
  delay.disable();
  await outbox.close();
  const [delayP99Ms, delayMaxMs] = [delay.percentile(99) / 1e6, delay.max / 1e6];
  return { messages, mostMB, perSecond, delayP99Ms, delayMaxMs };
}

const [job, folder = '', first = '', second = ''] = process.argv.slice(2);
const jobs: Readonly<Record<string, () => Promise<Record<string, number>>>> = {
  append: () => append(folder, Number(first), Number(second)),
  build: () => build(folder, first as Chain, Number(second)),
  open: () => measureOpen(folder),
  drain: () => drain(folder),
};
const run = jobs[job ?? ''];
if (!run) throw new Error(`no job "${job}"; there are: ${Object.keys(jobs).join(', ')}`);
console.log(JSON.stringify(await run()));
