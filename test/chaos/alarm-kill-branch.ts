import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startBranch } from '../../simulators/branch.js';
import { createSimulator } from '../../simulators/registry.js';
import { serveTcp } from '../../simulators/server.js';
import { createWorld } from '../../simulators/world.js';
import { branchYaml, root } from '../support/branch.js';
import { type Centre, startCentre } from '../support/centre.js';
import { freePort } from '../support/free-port.js';
import { mainFile, temporaryFolder } from '../support/gateway-process.js';
import { CentralConsumer, LocalConsumer } from './alarm-kill-consumers.js';
import { printerFaults, type Simulators } from './alarm-kill-truth.js';

/** The last one has more than its share of troubles. */
export const printers = ['printer-1', 'printer-2', 'printer-3', 'printer-4'] as const;

/** One start of the real gateway program. */
export interface Life {
  /** Resolves with the ms it took until it runs; never, when it is killed before. */
  readonly running: Promise<number>;
  /** SIGKILL; resolves when it is dead. */
  kill(): Promise<void>;
}

/** A branch whose simulators, centre and consumers outlive its gateway. */
export interface KilledBranch {
  readonly simulators: Simulators;
  readonly local: LocalConsumer;
  readonly central: CentralConsumer;
  /** How often the gateway ended without being killed. */
  readonly deaths: string[];
  start(): Life;
  close(): Promise<void>;
}

export interface KilledBranchOptions {
  readonly seed: number;
  /** Severity of all device alarms; absent = as delivered. Critical ones are grouped by no flood. */
  readonly severity?: 'critical';
}

const anyPorts = { printer: 0, line: 0, door: 0, kiosk: 0, control: 0 };
/** Alarms whose delays would outlast a life; the others have none. */
const hasty = printerFaults.map(({ alarm }) => alarm);
const others = [
  'printer-offline',
  'led-unreachable',
  'counter-unreachable',
  'terminal-unreachable',
  'terminal-heartbeat-lost',
];

export async function openKilledBranch({ seed, severity }: KilledBranchOptions): Promise<KilledBranch> {
  const folder = temporaryFolder();
  const branch = await startBranch({ seed, ports: anyPorts });
  const more = await Promise.all(
    printers.slice(1).map(async (id, index) => {
      const simulator = createSimulator('ticket-printer/escpos', createWorld({ seed: seed * 16 + 9 + index }));
      return { id, simulator, server: await serveTcp(simulator, { port: 0 }) };
    }),
  );
  const centre: Centre = await startCentre();
  const port = await freePort();
  const alarms = [
    ...hasty.map(
      (type) => `  ${type}: { onDelaySeconds: 0, offDelaySeconds: 0${severity ? `, severity: ${severity}` : ''} }`,
    ),
    ...(severity ? others.map((type) => `  ${type}: { severity: ${severity} }`) : []),
  ];
  const yaml = branchYaml({
    port,
    ports: branch.ports,
    uplink: `  url: mqtt://127.0.0.1:${centre.port}`,
    more: [
      '  - { id: window-1, class: led-board, driver: modbus-digits, bus: rs485-1, options: { address: 1, digits: 4 } }',
      ...more.map(
        ({ id, server }) =>
          `  - { id: ${id}, class: ticket-printer, driver: escpos, link: { type: tcp, host: 127.0.0.1, port: ${server.port} }, options: { profile: epson-tm, pollIntervalMs: 1000 } }`,
      ),
      'alarms:',
      ...alarms,
    ].join('\n'),
  });
  const file = join(folder.path, 'branch.yaml');
  writeFileSync(file, yaml);
  const local = new LocalConsumer(port, root);
  const deaths: string[] = [];

  return {
    simulators: { ...branch.simulators, ...Object.fromEntries(more.map(({ id, simulator }) => [id, simulator])) },
    local,
    central: new CentralConsumer(centre, root),
    deaths,
    start: () =>
      startLife(['run', '--config', file, '--state', join(folder.path, 'state')], (code) =>
        deaths.push(`the gateway ended by itself with code ${code}`),
      ),
    async close() {
      await local.close();
      for (const { simulator, server } of more) {
        simulator.close();
        await server.close();
      }
      await branch.close();
      await centre.goAway();
      folder.remove();
    },
  };
}

function startLife(args: readonly string[], onDeath: (code: unknown) => void): Life {
  const startedAt = performance.now();
  const child: ChildProcess = spawn(process.execPath, [mainFile, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let isKilled = false;
  exited.then(([code]) => {
    if (!isKilled) onDeath(code);
  });
  const running = new Promise<number>((resolve) => {
    if (!child.stdout) throw new Error('no output');
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('"gateway is running"')) resolve(performance.now() - startedAt);
    });
  });
  return {
    running,
    async kill() {
      isKilled = true;
      child.kill('SIGKILL');
      await exited;
    },
  };
}
