import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBranch } from '../../simulators/branch.js';
import { branchYaml } from '../support/branch.js';
import { freePort } from '../support/free-port.js';
import { cpuMs, nowMs, pause, percentile, printTable, residentMB, startProgram } from './measure.js';

const devices = ['printer-1', 'board-1', 'board-2', 'window-1', 'door', 'kiosk-1'];
const starts = 5;
const main = join(import.meta.dirname, '..', '..', 'program', 'main.js');

/** `npm start` without the build: start to the last device online, memory after a minute, and the end on a signal. */
async function demo(): Promise<{ startsMs: number[]; stopsMs: number[]; residentMB: number }> {
  const startsMs: number[] = [];
  const stopsMs: number[] = [];
  let resident = Number.NaN;
  for (let run = 0; run < starts; run++) {
    const began = nowMs();
    const program = startProgram([main, 'demo']);
    await Promise.all(devices.map((id) => program.line((line) => new RegExp(`device  ${id} +online`).test(line))));
    startsMs.push(nowMs() - began);
    if (run === starts - 1) {
      await pause(60_000);
      resident = residentMB(program.pid);
    }
    const asked = nowMs();
    await program.end();
    stopsMs.push(nowMs() - asked);
  }
  return { startsMs, stopsMs, residentMB: resident };
}

/** The gateway alone with the demo's devices online and nobody commanding; the simulators are in this process. */
async function gatewayAlone(): Promise<{ onlineMs: number; residentMB: number; cpuPercent: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'branch-gateway-bench-'));
  const branch = await startBranch({ seed: 1, ports: { printer: 0, line: 0, door: 0, kiosk: 0, control: 0 } });
  const file = join(folder, 'bench.yaml');
  const window =
    '  - { id: window-1, class: led-board, driver: modbus-digits, bus: rs485-1, options: { address: 1 } }\n';
  const yaml = branchYaml({ port: await freePort(), ports: branch.ports, more: window });
  // The intervals of a real branch, not the short ones of the tests.
  writeFileSync(file, yaml.replace(/, pollIntervalMs: \d+/g, '').replace(/pollIntervalMs: \d+, /g, ''));
  const began = nowMs();
  const program = startProgram([main, 'run', '--config', file, '--state', join(folder, 'state')]);
  await Promise.all(devices.map((id) => program.line((line) => line.includes(`${id} is online`))));
  const onlineMs = nowMs() - began;
  await pause(30_000);
  const before = cpuMs(program.pid);
  await pause(30_000);
  const cpuPercent = (cpuMs(program.pid) - before) / 300;
  const resident = residentMB(program.pid);
  await program.end();
  await branch.close();
  rmSync(folder, { recursive: true, force: true });
  return { onlineMs, residentMB: resident, cpuPercent };
}

export async function footprint(): Promise<void> {
  const whole = await demo();
  const alone = await gatewayAlone();
  printTable(
    'Start and footprint',
    ['figure', 'measured', 'aim'],
    [
      [
        `demo: start to every device online, median of ${starts} (min–max)`,
        `${(percentile(whole.startsMs, 0.5) / 1000).toFixed(2)} s (${(Math.min(...whole.startsMs) / 1000).toFixed(2)}–${(Math.max(...whole.startsMs) / 1000).toFixed(2)})`,
        'under 2 s',
      ],
      [
        'demo: signal to the end of the program, longest',
        `${(Math.max(...whole.stopsMs) / 1000).toFixed(2)} s`,
        'under 2 s',
      ],
      ['gateway alone: start to every device online', `${(alone.onlineMs / 1000).toFixed(2)} s`, ''],
      [
        'demo: resident memory after 60 s, simulators and scenario included',
        `${whole.residentMB.toFixed(0)} MB`,
        'under 100 MB',
      ],
      ['gateway alone: resident memory after 60 s', `${alone.residentMB.toFixed(0)} MB`, 'under 100 MB'],
      ['gateway alone, idle: CPU over 30 s', `${alone.cpuPercent.toFixed(2)} % of a core`, 'under 3 %'],
    ],
  );
}
