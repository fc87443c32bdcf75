import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { freePort } from '../support/free-port.js';
import { listening, type Mosquitto, mosquittoIn, mosquittoVersion } from './centre.js';
import { gateTo } from './gate.js';
import { nowMs, type Program, pause, percentile, printTable, residentMB, startProgram } from './measure.js';
import { outboxJob } from './outbox.js';

const acknowledgements = 2_000;
const outages = 20;
/** A connection that lives shorter again and again looks like a second client with our id, and is retried slowly. */
const betweenOutagesMs = 6_000;
const backlog = 100_000;
/** Publishes in flight while a backlog is built. */
const publishWindow = 500;
/** A critical message every so many ms while the backlog drains. */
const criticalEveryMs = 10;
const largeMegabytes = 1_000;
const boots = 5;
/** Longest drain of the large outbox that is watched, ms. */
const longestDrainMs = 240_000;

/** As in config/branch-gateway.service. */
const unitFlags = ['--max-semi-space-size=2'];
const edgeFile = join(import.meta.dirname, 'edge.js');
const payload = Buffer.alloc(300, 'x');

type Row = readonly [figure: string, measured: string, aim: string];

/** The whole gateway in a process of its own between a publisher and a central mosquitto, MQTT 5 to the centre. */
export async function uplink(): Promise<void> {
  const version = mosquittoVersion();
  if (version === undefined) {
    console.log('\nuplink: left out, mosquitto is not installed');
    return;
  }
  const rows: Row[] = [];
  for (const measure of [acknowledgement, firstAfterOutage, criticalBehindBacklog, largeOutbox]) {
    const folder = mkdtempSync(join(tmpdir(), 'branch-gateway-bench-'));
    const centre = await mosquittoIn(folder);
    try {
      rows.push(...(await measure(folder, centre)));
    } finally {
      await centre.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }
  printTable(`Uplink, whole gateway; centre: ${version}`, ['figure', 'measured', 'aim'], rows);
}

interface Edge {
  readonly port: number;
  readonly program: Program;
  /** Start of the process to the first connection it takes, ms. */
  readonly bootMs: number;
}

async function startEdge(folder: string, centralPort: number, ...flags: string[]): Promise<Edge> {
  const port = await freePort();
  const began = nowMs();
  const args = [...unitFlags, edgeFile, String(port), String(centralPort), folder, '--protocol', '5', ...flags];
  const program = startProgram(args);
  const bootMs = (await listening(port)) - began;
  return { port, program, bootMs };
}

const local = (port: number) => connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4 });

/** Calls back with every message on the topics, and when it came. */
async function watch(port: number, filter: string, see: (topic: string, text: string, at: number) => void) {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4 });
  client.on('message', (topic, bytes) => see(topic, bytes.toString(), nowMs()));
  await client.subscribeAsync(filter, { qos: 1 });
  return client;
}

async function acknowledgement(folder: string, centre: Mosquitto): Promise<Row[]> {
  await centre.start();
  const edge = await startEdge(folder, centre.port);
  const client = await local(edge.port);
  const waits: number[] = [];
  for (let i = 0; i < acknowledgements * 1.1; i++) {
    const sent = nowMs();
    await client.publishAsync('t/load', payload, { qos: 1 });
    if (i >= acknowledgements * 0.1) waits.push(nowMs() - sent);
  }
  await client.endAsync();
  await edge.program.end();
  return [['durable PUBACK at window 1, p50 / p99', quantiles(waits, [0.5, 0.99]), 'under 0.6 / 2 ms']];
}

/** The way to the centre is cut; behind it the centre and who watches stay. */
async function firstAfterOutage(folder: string, centre: Mosquitto): Promise<Row[]> {
  await centre.start();
  const gate = gateTo(centre.port, await freePort());
  await gate.open();
  let seen: (text: string, at: number) => void = () => undefined;
  const watcher = await watch(centre.port, 't/#', (_topic, text, at) => seen(text, at));
  const edge = await startEdge(folder, gate.port);
  const client = await local(edge.port);
  const arrival = (wanted: string) =>
    new Promise<number>((resolve) => {
      seen = (text, at) => {
        if (text === wanted) resolve(at);
      };
    });
  const waits: number[] = [];
  for (let outage = 0; outage < outages; outage++) {
    const before = arrival(`before ${outage}`);
    await client.publishAsync('t/load', `before ${outage}`, { qos: 1 });
    await before;
    await pause(betweenOutagesMs);
    await gate.shut();
    const arrived = arrival(`outage ${outage}`);
    await client.publishAsync('t/load', `outage ${outage}`, { qos: 1 });
    await pause(2_000 + Math.random() * 2_000);
    await gate.open();
    const back = nowMs();
    waits.push((await arrived) - back);
  }
  await Promise.all([client.endAsync(), watcher.endAsync()]);
  await edge.program.end();
  await gate.shut();
  const figure = `first message after an outage of 2–4 s, ${outages} outages, p50 / p95`;
  return [[figure, quantiles(waits, [0.5, 0.95]), 'p95 under 500 ms']];
}

async function criticalBehindBacklog(folder: string, centre: Mosquitto): Promise<Row[]> {
  const edge = await startEdge(folder, centre.port, '--chain', 'telemetry', '--critical', 'c/#', '--loop-delay');
  const delays = loopDelays(edge.program);
  const client = await local(edge.port);
  const ingestBegan = nowMs();
  await publishMany(client, backlog);
  const ingest = (backlog / (nowMs() - ingestBegan)) * 1_000;
  await client.publishAsync('t/last', payload, { qos: 1 });

  let drainedAt: number | undefined;
  const waits: number[] = [];
  await centre.start();
  const began = nowMs();
  // What was sent before the connection was there has waited for that, not behind the backlog.
  let connectedAt = Number.POSITIVE_INFINITY;
  const critical = await watch(centre.port, 'c/#', (_topic, text, at) => {
    if (Number(text) >= connectedAt) waits.push(at - Number(text));
    connectedAt = Math.min(connectedAt, at);
  });
  const last = await watch(centre.port, 't/last', (_topic, _text, at) => {
    drainedAt = at;
  });
  delays.length = 0;
  while (drainedAt === undefined && nowMs() - began < longestDrainMs) {
    client.publish('c/alarm', String(nowMs()), { qos: 1 });
    await pause(criticalEveryMs);
  }
  const drained = (backlog / ((drainedAt ?? Number.NaN) - began)) * 1_000;
  await Promise.all([client.endAsync(), critical.endAsync(), last.endAsync()]);
  await edge.program.end();
  const count = backlog.toLocaleString('en');
  return [
    [`${count} messages taken while the centre is away, MQTT.js as publisher, messages/s`, rate(ingest), 'over 40,000'],
    [`their drain, from the listening centre on, back-off included, messages/s`, rate(drained), 'over 30,000'],
    [
      `critical message to the centre meanwhile, ${waits.length} messages, p50 / p99`,
      quantiles(waits, [0.5, 0.99]),
      'p99 under 5 ms',
    ],
    ['event-loop delay p99 meanwhile, worst second', worst(delays), 'under 10 ms'],
  ];
}

async function largeOutbox(folder: string, centre: Mosquitto): Promise<Row[]> {
  const { megabytes = 0, messages = 0 } = await outboxJob(
    'build',
    join(folder, 'state', 'outbox'),
    'telemetry',
    largeMegabytes,
  );
  const flags = ['--chain', 'telemetry', '--max-megabytes', '2048', '--loop-delay'];
  const bootsMs: number[] = [];
  for (let boot = 0; boot < boots; boot++) {
    const edge = await startEdge(folder, centre.port, ...flags);
    bootsMs.push(edge.bootMs);
    await edge.program.end();
  }
  const edge = await startEdge(folder, centre.port, ...flags);
  await pause(2_000);
  const before = residentMB(edge.program.pid);
  const delays = loopDelays(edge.program);
  let most = before;
  let drainedAt: number | undefined;
  await centre.start();
  const began = nowMs();
  const last = await watch(centre.port, 't/last', (_topic, _text, at) => {
    drainedAt = at;
  });
  while (drainedAt === undefined && nowMs() - began < longestDrainMs) {
    await pause(200);
    most = Math.max(most, residentMB(edge.program.pid));
  }
  const drained = (messages / ((drainedAt ?? Number.NaN) - began)) * 1_000;
  await last.endAsync();
  await edge.program.end();
  const what = `${megabytes.toFixed(0)} MB in ${messages.toLocaleString('en')} messages`;
  return [
    [
      `start of the process to listening with ${what}, median of ${boots} (min–max)`,
      `${percentile(bootsMs, 0.5).toFixed(0)} ms (${Math.min(...bootsMs).toFixed(0)}–${Math.max(...bootsMs).toFixed(0)})`,
      'under 500 ms',
    ],
    ['resident memory with it, centre away', `${before.toFixed(0)} MB`, 'under 130 MB'],
    ['most resident memory while it drains', `${most.toFixed(0)} MB`, 'under 130 MB'],
    ['its drain, messages/s', rate(drained), 'over 30,000'],
    ['event-loop delay p99 meanwhile, worst second', worst(delays), 'under 10 ms'],
  ];
}

/** QoS 1, so many in flight at a time. */
async function publishMany(client: MqttClient, count: number): Promise<void> {
  let next = 0;
  const produce = async () => {
    while (next < count) {
      next += 1;
      await client.publishAsync('t/load', payload, { qos: 1 });
    }
  };
  await Promise.all(Array.from({ length: publishWindow }, produce));
}

/** The p99 of every second that the gateway prints from now on, ms; the 1 ms between two samples is in it. */
function loopDelays(program: Program): number[] {
  const delays: number[] = [];
  const look = (line: string) => {
    const [, p99] = /^loop delay p99 ([\d.]+) ms/.exec(line) ?? [];
    if (p99 !== undefined) delays.push(Number(p99));
    return false;
  };
  program.line(look).catch(() => undefined);
  // What it had printed before.
  delays.length = 0;
  return delays;
}

const quantiles = (values: readonly number[], shares: readonly number[]) =>
  `${shares.map((share) => percentile(values, share).toFixed(2)).join(' / ')} ms`;
const worst = (delays: readonly number[]) => `${Math.max(...delays).toFixed(1)} ms`;
const rate = (perSecond: number) => Math.round(perSecond).toLocaleString('en');
