import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { createOnbon } from '../../simulators/led-board/onbon.js';
import { serveTcp } from '../../simulators/server.js';
import { createSharedLine } from '../../simulators/shared-line.js';
import type { Line, Simulator } from '../../simulators/simulator.js';
import { createWorld } from '../../simulators/world.js';
import { freePort } from '../support/free-port.js';
import { pseudoTerminal } from '../support/socat.js';
import { nowMs, type Program, pause, percentile, printTable, startProgram } from './measure.js';
import { watchReplies } from './replies.js';

const baud = 9_600;
const byteMs = 10_000 / baud;
/** An ACK on the wire, bytes: 8 head, 14 header, 5 data, 2 checksum, 1 tail. */
const ackBytes = 30;
const pingBytes = 30;
/** Quiet before each request, ms. */
const gapMs = 20;
const calls = 200;
const groupCalls = 100;
const warmUp = 5;
/** Much faster than a branch's 10 s, so that the line is busy. */
const pollIntervalMs = 2_000;
/** Longest time the bench waits for one call, ms. */
const patienceMs = 10_000;

const programFile = join(import.meta.dirname, '..', '..', 'program', 'main.js');
const root = 'branch/bench/gw1';

/** When requests came onto a line and when the last byte of the answer to each left it. */
interface Transaction {
  readonly from: number;
  until: number;
}

/** Notes what goes over a line, without touching it. */
function tapped(line: Simulator, transactions: Transaction[]): Simulator {
  const tap = (host: Line): Line => ({
    ...host,
    write: (bytes) => {
      const last = transactions.at(-1);
      if (last) last.until = nowMs();
      host.write(bytes);
    },
    onBytes: (receiver) =>
      host.onBytes((bytes) => {
        transactions.push({ from: nowMs(), until: Number.NaN });
        receiver(bytes);
      }),
  });
  return { ...line, faults: line.faults, connect: (host) => line.connect(tap(host)) };
}

/** Boards on one RS-485 wire at line speed, behind a pseudo-terminal. */
async function startLine(folder: string, id: string, count: number, seed: number) {
  const world = (offset: number) => createWorld({ seed: seed * 16 + offset });
  const boards = Array.from({ length: count }, (_, index) =>
    createOnbon(world(index), { address: index + 1, width: 192, height: 32 }),
  );
  const line = createSharedLine({ world: world(count), members: boards, baud });
  const transactions: Transaction[] = [];
  const server = await serveTcp(tapped(line, transactions), { host: '127.0.0.1', port: 0 });
  const terminal = await pseudoTerminal(join(folder, id), `TCP:127.0.0.1:${server.port},nodelay`);
  const names = boards.map((_, index) => `${id}-${index + 1}`);
  const yaml = {
    bus: `  - { id: ${id}, link: { type: serial, path: ${terminal.path}, baudRate: ${baud} } }`,
    devices: names.map(
      (name, index) =>
        `  - { id: ${name}, class: led-board, driver: onbon, bus: ${id}, options: { address: ${index + 1}, width: 192, height: 32, pollIntervalMs: ${pollIntervalMs} } }`,
    ),
  };
  return {
    names,
    yaml,
    /** ms from `at` until what was on the wire then, with its answer and the quiet after it, was over; 0 when nothing was. */
    heldMs(at: number): number {
      const before = transactions.findLast(({ from }) => from <= at);
      const over = before && !Number.isNaN(before.until) ? before.until + gapMs : 0;
      return Math.max(0, over - at);
    },
    /** The time at which the last byte of the write that holds `text` came off the wire, and how long it is. */
    async lit(board: number, text: string): Promise<{ at: number; bytes: number }> {
      const holds = ({ data }: { data: Uint8Array }) => Buffer.from(data).includes(text);
      const request = await (boards[board] ?? fail()).expectRequest(holds, patienceMs);
      return { at: nowMs(), bytes: request.wireLength };
    },
    async end() {
      await terminal.kill();
      await server.close();
      line.close();
    },
  };
}
type BoardLine = Awaited<ReturnType<typeof startLine>>;

function fail(): never {
  throw new Error('no such board');
}

interface Gateway {
  readonly program: Program;
  readonly client: MqttClient;
  /** Resolves with the time of the final reply. */
  command(device: string, name: string, args: object): { sent: number; answered: Promise<number> };
}

async function startGateway(folder: string, lines: readonly BoardLine[]): Promise<Gateway> {
  const port = await freePort();
  const file = join(folder, 'boards.yaml');
  writeFileSync(
    file,
    `version: 1
branch: { id: bench, name: bench, timezone: Asia/Shanghai }
gateway: { id: gw1, language: zh }
broker: { host: 127.0.0.1, port: ${port} }
buses:
${lines.map(({ yaml }) => yaml.bus).join('\n')}
devices:
${lines.flatMap(({ yaml }) => yaml.devices).join('\n')}
`,
  );
  const program = startProgram([programFile, 'run', '--config', file, '--state', join(folder, 'state')]);
  const names = lines.flatMap((line) => line.names);
  await Promise.all(names.map((name) => program.line((line) => line.includes(`${name} is online`))));
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4 });
  const replies = await watchReplies(client, root);
  let count = 0;
  return {
    program,
    client,
    command(device, name, args) {
      const id = `bench-${++count}`;
      const answered = replies.to(id);
      const sent = nowMs();
      client.publish(`${root}/command/${device}/${name}`, JSON.stringify({ id, args }), { qos: 1 });
      return { sent, answered };
    },
  };
}

const numbered = (index: number) => `A${String(index).padStart(3, '0')}`;
/** Neither in step with the polls nor with itself. */
const betweenCalls = () => pause(300 + Math.random() * 500);

/** Calls to boards in turn on one line that is polled meanwhile, against what the wire alone takes. */
async function oneLine(count: number): Promise<(string | number)[]> {
  const folder = mkdtempSync(join(tmpdir(), 'branch-gateway-bench-'));
  const line = await startLine(folder, 'line', count, count);
  const gateway = await startGateway(folder, [line]);
  const written: number[] = [];
  const acknowledged: number[] = [];
  /** How much of its bound each call took. */
  const shares = { written: [] as Bounded[], acknowledged: [] as Bounded[] };
  let held = 0;
  for (let call = 0; call < calls + warmUp; call++) {
    const board = call % count;
    const number = numbered(call);
    const lit = line.lit(board, number);
    const { sent, answered } = gateway.command(line.names[board] ?? fail(), 'call', { number, counter: 3 });
    const [last, reply] = await Promise.all([lit, answered]);
    if (call >= warmUp) {
      const heldMs = line.heldMs(sent);
      const wireMs = last.bytes * byteMs;
      if (heldMs > 0) held++;
      written.push(last.at - sent);
      acknowledged.push(reply - sent);
      shares.written.push(bounded(last.at - sent, wireMs, heldMs));
      shares.acknowledged.push(bounded(reply - sent, wireMs + ackBytes * byteMs, heldMs));
    }
    await betweenCalls();
  }
  await gateway.client.endAsync(true);
  await gateway.program.end();
  await line.end();
  rmSync(folder, { recursive: true, force: true });

  const cells = (
    [
      [written, shares.written],
      [acknowledged, shares.acknowledged],
    ] as const
  ).flatMap(([waits, took]) => [
    ...[percentile(waits, 0.5), percentile(waits, 0.99)].map((ms) => ms.toFixed(1)),
    ...(['aim', 'strict'] as const).map((kind) => percent(took.map((each) => each[kind] <= 1))),
  ]);
  return [count, `${held} of ${calls}`, ...cells];
}

/** Parts of two bounds: with a poll allowed for, and with what was really on the wire when the call was published. */
interface Bounded {
  readonly aim: number;
  readonly strict: number;
}

function bounded(tookMs: number, wireMs: number, heldMs: number): Bounded {
  const pollMs = (pingBytes + ackBytes) * byteMs + gapMs;
  return { aim: tookMs / (1.2 * wireMs + pollMs), strict: tookMs / (1.2 * wireMs + heldMs) };
}

function percent(holds: readonly boolean[]): string {
  return `${((100 * holds.filter(Boolean).length) / holds.length).toFixed(1)} %`;
}

/** One group call on three lines: what each board is lit later than its own wire allows. */
async function threeLines(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'branch-gateway-bench-'));
  const lines = [
    await startLine(folder, 'bus-a', 1, 11),
    await startLine(folder, 'bus-b', 1, 12),
    await startLine(folder, 'bus-c', 1, 13),
  ];
  const gateway = await startGateway(folder, lines);
  const late: number[][] = lines.map(() => []);
  const last: number[] = [];
  const overFloor: number[] = [];
  for (let call = 0; call < groupCalls + warmUp; call++) {
    const number = numbered(call);
    const lit = lines.map((line) => line.lit(0, number));
    const { sent, answered } = gateway.command('gateway', 'board-call', { number, counter: 3 });
    const moments = await Promise.all(lit);
    await answered;
    if (call >= warmUp) {
      const excess = moments.map(({ at, bytes }) => at - sent - bytes * byteMs);
      for (const [index, ms] of excess.entries()) late[index]?.push(ms);
      last.push(Math.max(...excess));
      overFloor.push(...excess.map((ms, index) => ms - (lines[index]?.heldMs(sent) ?? 0)));
    }
    await betweenCalls();
  }
  await gateway.client.endAsync(true);
  await gateway.program.end();
  for (const line of lines) await line.end();
  rmSync(folder, { recursive: true, force: true });

  const row = (name: string, values: readonly number[]) => [
    name,
    percentile(values, 0.5).toFixed(1),
    percentile(values, 0.99).toFixed(1),
    percent(values.map((ms) => ms <= 50)),
  ];
  printTable(
    `One group call to a board on each of three ${baud} baud lines, polled every ${pollIntervalMs / 1000} s, ${groupCalls} calls: last byte later than the board's own wire time`,
    ['', 'p50 ms', 'p99 ms', 'within 50 ms'],
    [
      ...lines.map((line, index) => row(line.names[0] ?? '', late[index] ?? [])),
      row('the last of the three', last),
      row('all, later than wire time and what was on the wire', overFloor),
    ],
  );
}

export async function boards(): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const count of [1, 4, 8]) rows.push(await oneLine(count));
  printTable(
    `Call command published → last byte on the wire → acknowledged (reply), ${calls} calls, boards on one ${baud} baud line, each polled every ${pollIntervalMs / 1000} s; aim: within 1.2 × wire time + one poll; strict: + only what was on the wire when the call was published`,
    [
      'boards',
      'met a transaction',
      ...['written', 'acknowledged'].flatMap((what) => [`${what} p50 ms`, 'p99 ms', 'aim', 'strict']),
    ],
    rows,
  );
  await threeLines();
}
