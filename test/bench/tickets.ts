import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { freePort } from '../support/free-port.js';
import { listening } from './centre.js';
import { nowMs, type Program, pause, percentile, printTable, startProgram } from './measure.js';
import { idCounter, type PrinterTap, tapTo } from './printer-tap.js';
import { watchReplies } from './replies.js';

/** Tickets one by one, each when the one before is on paper. */
const singles = 300;
/** Tickets per printer in a run of the queue. */
const queued = { 9600: 15, 115200: 30 } as const;
/** Commands under way per printer, so that the next ticket always waits. */
const ahead = 3;
const warmUp = 3;

const programFile = join(import.meta.dirname, '..', '..', 'program', 'main.js');
const root = 'branch/bench/gw1';

/** A simulated printer in a process of its own, the way to it watched. */
interface Printer {
  readonly id: string;
  readonly tap: PrinterTap;
  /** Where a pseudo-terminal leads to it; undefined over TCP. */
  readonly path: string | undefined;
  end(): Promise<void>;
}

async function startPrinter(folder: string, id: string, options: object, isSerial: boolean): Promise<Printer> {
  const port = await freePort();
  const args = [programFile, 'simulate', 'ticket-printer/escpos', '--listen', `127.0.0.1:${port}`];
  const simulator = startProgram([...args, '--options', JSON.stringify(options)]);
  await listening(port);
  const tap = await tapTo(port);
  const path = isSerial ? join(folder, id) : undefined;
  const socat = path === undefined ? undefined : await startSocat(path, tap.port);
  return {
    id,
    tap,
    path,
    async end() {
      if (socat) {
        socat.kill('SIGTERM');
        await once(socat, 'exit');
      }
      await tap.close();
      await simulator.end();
    },
  };
}

async function startSocat(path: string, port: number): Promise<ChildProcess> {
  const socat = spawn('socat', [`PTY,raw,echo=0,link=${path}`, `TCP:127.0.0.1:${port},nodelay`], { stdio: 'ignore' });
  while (!existsSync(path)) await pause(5);
  return socat;
}

interface Gateway {
  readonly program: Program;
  readonly client: MqttClient;
  /** Resolves with the time at which the final reply came. */
  print(printer: Printer, number: string): Promise<number>;
}

async function startGateway(folder: string, printers: readonly Printer[], baudRate: number): Promise<Gateway> {
  const port = await freePort();
  const file = join(folder, 'tickets.yaml');
  const link = ({ path, tap }: Printer) =>
    path === undefined
      ? `type: tcp, host: 127.0.0.1, port: ${tap.port}`
      : `type: serial, path: ${path}, baudRate: ${baudRate}`;
  const devices = printers.map(
    (printer) =>
      `  - { id: ${printer.id}, class: ticket-printer, driver: escpos, link: { ${link(printer)} }, options: { profile: epson-tm } }`,
  );
  writeFileSync(
    file,
    `version: 1
branch: { id: bench, name: bench, timezone: Asia/Shanghai }
gateway: { id: gw1, language: zh }
broker: { host: 127.0.0.1, port: ${port} }
devices:
${devices.join('\n')}
`,
  );
  const program = startProgram([programFile, 'run', '--config', file, '--state', join(folder, 'state')]);
  await Promise.all(printers.map(({ id }) => program.line((line) => line.includes(`${id} is online`))));
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4 });
  const replies = await watchReplies(client, root);
  return {
    program,
    client,
    print(printer, number) {
      const id = `bench-${printer.id}-${number}`;
      const args = {
        ticketId: id,
        number,
        service: '个人业务',
        waitingAhead: 3,
        qr: `https://example.com/q/${number}`,
      };
      client.publish(`${root}/command/${printer.id}/print`, JSON.stringify({ id, args }), { qos: 1 });
      return replies.to(id);
    },
  };
}

async function stop(folder: string, { program, client }: Gateway, printers: readonly Printer[]): Promise<void> {
  await client.endAsync(true);
  await program.end();
  await Promise.all(printers.map((printer) => printer.end()));
  rmSync(folder, { recursive: true, force: true });
}

const newFolder = () => mkdtempSync(join(tmpdir(), 'branch-gateway-bench-'));
const numbered = (index: number) => `N${String(index).padStart(4, '0')}`;

/** Command published → first byte of the ticket at the printer, journal and status included. */
async function firstByte(): Promise<void> {
  const folder = newFolder();
  const printer = await startPrinter(folder, 'printer-1', { instant: true }, false);
  const gateway = await startGateway(folder, [printer], 0);
  const waits: number[] = [];
  for (let i = 0; i < singles + warmUp; i++) {
    const sent = printer.tap.sent(numbered(i));
    const began = nowMs();
    const done = gateway.print(printer, numbered(i));
    const at = await sent;
    if (i >= warmUp) waits.push(at - began);
    await done;
    await pause(5 + Math.random() * 20);
  }
  await stop(folder, gateway, [printer]);
  printTable(
    `Print command published → first byte of the ticket at the printer, TCP, ${singles} tickets`,
    ['p50 ms', 'p99 ms'],
    [[percentile(waits, 0.5).toFixed(2), percentile(waits, 0.99).toFixed(2)]],
  );
}

interface Run {
  readonly perMinute: number;
  /** Confirmation of a ticket by the printer → first byte of the next one, ms. */
  readonly gaps: readonly number[];
}

/** Prints `count` tickets with the next ones always waiting. */
async function runQueue(gateway: Gateway, printer: Printer, count: number, firstIndex: number): Promise<Run> {
  const gaps: number[] = [];
  const replies: Promise<number>[] = [];
  let began = Number.NaN;
  for (let i = 0; i < count; i++) {
    const number = numbered(firstIndex + i);
    const sent = printer.tap.sent(number);
    replies.push(gateway.print(printer, number));
    if (i >= ahead) await replies[i - ahead];
    sent.then((at) => {
      if (i === 0) began = at;
      else gaps.push(at - printer.tap.confirmedAt);
    });
  }
  await Promise.all(replies);
  return { perMinute: (count / (printer.tap.confirmedAt - began)) * 60_000, gaps };
}

/** The same bytes again and again from a host that does nothing else: what line, paper and cutter allow. */
async function floorPerMinute(printer: Printer, ticket: Buffer, count: number): Promise<number> {
  const host = connect({ port: printer.tap.port, host: '127.0.0.1', noDelay: true });
  await once(host, 'connect');
  const countIds = idCounter();
  const began = nowMs();
  for (let i = 0; i < count; i++) {
    host.write(ticket);
    // Two IDs per ticket: behind the last line, and behind the cut.
    for (let ids = 0; ids < 2; ) ids += countIds((await once(host, 'data'))[0]);
  }
  const perMinute = (count / (nowMs() - began)) * 60_000;
  host.destroy();
  return perMinute;
}

async function throughput(baud: 9600 | 115200): Promise<(string | number)[][]> {
  const folder = newFolder();
  const ids = ['printer-1', 'printer-2', 'printer-3'];
  const printers = await Promise.all(ids.map((id) => startPrinter(folder, id, { baud }, true)));
  const gateway = await startGateway(folder, printers, baud);
  const [first] = printers;
  if (!first) throw new Error('no printer');
  await runQueue(gateway, first, warmUp, 0);
  const alone = await runQueue(gateway, first, queued[baud], 1_000);
  const together = await Promise.all(printers.map((printer) => runQueue(gateway, printer, queued[baud], 2_000)));
  const ticket = first.tap.piece(numbered(2_000));
  await gateway.client.endAsync(true);
  await gateway.program.end();
  const floor = ticket ? await floorPerMinute(first, ticket, 5) : Number.NaN;
  await Promise.all(printers.map((printer) => printer.end()));
  rmSync(folder, { recursive: true, force: true });
  const row = (name: string, { perMinute, gaps }: Run) => [
    baud,
    name,
    ticket?.length ?? '',
    perMinute.toFixed(1),
    floor.toFixed(1),
    (60_000 / perMinute - 60_000 / floor).toFixed(1),
    `${percentile(gaps, 0.5).toFixed(1)} / ${percentile(gaps, 0.99).toFixed(1)}`,
  ];
  return [row('one printer', alone), ...together.map((run, index) => row(`printer ${index + 1} of three`, run))];
}

/** Tickets: latency of a single one, and a queue of them against what the line and the paper allow. */
export async function tickets(): Promise<void> {
  await firstByte();
  if (spawnSync('socat', ['-V']).error) {
    console.log('\ntickets per minute: left out, socat is not installed');
    return;
  }
  printTable(
    'Tickets per minute over a pseudo-terminal, a queue always waiting',
    ['baud', '', 'bytes', 'tickets/min', 'floor', 'added per ticket, ms', 'confirmed → next first byte, p50 / p99 ms'],
    [...(await throughput(9600)), ...(await throughput(115200))],
  );
}
