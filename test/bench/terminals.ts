import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { stringify } from 'yaml';
import { type ControlClient, connectControl } from '../../simulators/control-client.js';
import type { FullKioskPorts } from '../../simulators/terminal/full-kiosk.js';
import { freePort } from '../support/free-port.js';
import { fullKioskDevices } from '../support/full-kiosk.js';
import { cpuMs, nowMs, pause, percentile, printTable, residentMB, startProgram } from './measure.js';

const terminals = 40;
const settleMs = 90_000;
const windowMs = 60_000;
const openings = 200;
/** Terminals that die, one after the other: fewer than what would count as a flood. */
const deaths = 8;
const root = 'branch/b1/gw1';
const dist = join(import.meta.dirname, '..', '..');

/** Forty terminals with every source each, asked as the drivers do by themselves. */
export async function terminalsBench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'branch-gateway-bench-'));
  const broker = await freePort();
  const kiosks = startProgram([
    join(dist, 'test/bench/terminal-kiosks.js'),
    ...[String(terminals), String(broker), root],
  ]);
  const told = JSON.parse(await kiosks.line((line) => line.startsWith('{'))) as {
    ports: FullKioskPorts[];
    control: number;
  };
  const devices = told.ports.flatMap((ports, index) => fullKioskDevices(`kiosk-${index + 1}`, ports, 'default'));
  const file = join(folder, 'branch.yaml');
  writeFileSync(
    file,
    stringify({
      version: 1,
      branch: { id: 'b1', name: 'bench', timezone: 'Asia/Shanghai' },
      gateway: { id: 'gw1', healthIntervalSeconds: 5 },
      broker: { host: '127.0.0.1', port: broker, maxClients: 500 },
      devices,
    }),
  );
  const gateway = startProgram([
    '--max-semi-space-size=2',
    join(dist, 'program/main.js'),
    ...['run', '--config', file, '--state', join(folder, 'state')],
  ]);
  await gateway.line((line) => line.includes('gateway is running'));
  const client = await connectAsync(`mqtt://127.0.0.1:${broker}`, { protocolVersion: 4 });
  const control = await connectControl({ port: told.control });
  try {
    await footprint(gateway.pid, client, devices.length);
    await doors(client, control);
    await lostTerminals(client, control);
  } finally {
    control.close();
    await client.endAsync();
    await gateway.end();
    await kiosks.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function footprint(pid: number, client: MqttClient, count: number): Promise<void> {
  await pause(settleMs);
  const stalls: { p99: number; max: number }[] = [];
  const listen = (topic: string, payload: Buffer) => {
    if (topic === `${root}/health`) stalls.push(JSON.parse(payload.toString()).data.eventLoopLagMs);
  };
  client.on('message', listen);
  await client.subscribeAsync(`${root}/health`);
  const before = cpuMs(pid);
  await pause(windowMs);
  const used = cpuMs(pid) - before;
  client.off('message', listen);
  printTable(
    `${terminals} terminals, ${count} devices, drivers' own intervals, over ${windowMs / 1_000} s`,
    ['CPU, % of one core', 'resident, MB', 'event loop p99, ms (worst 5 s)', 'longest stall, ms'],
    [
      [
        ((used / windowMs) * 100).toFixed(1),
        residentMB(pid).toFixed(1),
        Math.max(...stalls.map(({ p99 }) => p99)).toFixed(1),
        Math.max(...stalls.map(({ max }) => max)).toFixed(1),
      ],
    ],
  );
}

/** Waits for the alarm of a device to be published as raised or cleared. */
function published(client: MqttClient, device: string, type: string, cleared: boolean): Promise<number> {
  return new Promise((resolve) => {
    const look = (topic: string, payload: Buffer) => {
      if (!topic.startsWith(`${root}/alarm/${device}/${type}`) || payload.length === 0) return;
      if (JSON.parse(payload.toString()).data['is-cleared'] !== cleared) return;
      client.off('message', look);
      resolve(nowMs());
    };
    client.on('message', look);
  });
}

const act = (control: ControlClient, device: string, action: string) => control.ask({ id: device, action });

async function doors(client: MqttClient, control: ControlClient): Promise<void> {
  await client.subscribeAsync(`${root}/alarm/#`);
  const waits: number[] = [];
  for (let n = 0; n < openings; n++) {
    const kiosk = `kiosk-${(n % terminals) + 1}`;
    await pause(Math.random() * 100);
    const raised = published(client, `${kiosk}-inputs`, 'cabinet-door-open', false);
    const opened = nowMs();
    await act(control, `${kiosk}-inputs`, 'open-door');
    waits.push((await raised) - opened);
    await act(control, `${kiosk}-inputs`, 'close-door');
  }
  printTable(
    `A door opened → its alarm on MQTT, ${openings} openings one after the other`,
    ['p50, ms', 'p99, ms', 'longest, ms'],
    [[percentile(waits, 0.5), percentile(waits, 0.99), Math.max(...waits)].map((ms) => ms.toFixed(0))],
  );
}

async function lostTerminals(client: MqttClient, control: ControlClient): Promise<void> {
  const waits: number[] = [];
  const ends = Array.from({ length: deaths }, async (_, index) => {
    const kiosk = `kiosk-${index + 1}`;
    await pause(index * 4_000);
    const raised = published(client, `${kiosk}-net`, 'terminal-unreachable', false);
    const pulled = nowMs();
    await act(control, `${kiosk}-pc`, 'pull-cable');
    waits.push(((await raised) - pulled) / 1_000);
  });
  await Promise.all(ends);
  printTable(
    `A terminal whose cable is pulled → terminal-unreachable on MQTT, ${deaths} of them, 4 s apart`,
    ['shortest, s', 'median, s', 'longest, s'],
    [[Math.min(...waits), percentile(waits, 0.5), Math.max(...waits)].map((s) => s.toFixed(1))],
  );
}
