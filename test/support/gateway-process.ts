import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const mainFile = join(import.meta.dirname, '../../dist/program/main.js');

/** A temporary folder that `remove` deletes. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'branch-gateway-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The real gateway program, started as a child. */
export interface GatewayProcess {
  readonly child: ChildProcess;
  /** Log lines so far, parsed. */
  readonly log: Record<string, unknown>[];
  /** Asks it to end and waits; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

/** Starts `run --config` and resolves when it says that it runs; rejects with its output when it ends before. */
export async function startGatewayProcess({
  folder,
  yaml,
  env = {},
}: {
  folder: string;
  yaml: string;
  env?: Record<string, string>;
}): Promise<GatewayProcess> {
  const file = join(folder, 'branch.yaml');
  writeFileSync(file, yaml);
  const child = spawn(process.execPath, [mainFile, 'run', '--config', file, '--state', join(folder, 'state')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const exited = once(child, 'exit');
  const log: Record<string, unknown>[] = [];
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as Record<string, unknown>;
      log.push(entry);
      if (entry['msg'] === 'gateway is running') resolve();
    });
    exited.then(([code]) => reject(new Error(`the gateway ended with code ${code}: ${errors}`)));
  });
  return {
    child,
    log,
    async stop() {
      child.kill('SIGTERM');
      const [code] = await exited;
      return code as number | null;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Runs one command of the program to its end. */
export async function runCli(args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [mainFile, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  return { code: code as number | null, stdout, stderr };
}
