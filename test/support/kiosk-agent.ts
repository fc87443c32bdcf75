import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../../config/kiosk-agent.mjs');

export interface AgentPlace {
  readonly folder: string;
  readonly terminalId: string;
  readonly url: string;
  readonly periodSeconds: number;
  /** Content of its token file; absent = none. */
  readonly token?: string;
}

/** What a kiosk's application writes for its agent, as it should: into another file, which is then renamed. */
export function writeStatus(folder: string, terminalId: string, status: unknown): void {
  const file = join(folder, `${terminalId}.json`);
  writeFileSync(`${file}.new`, typeof status === 'string' ? status : JSON.stringify(status));
  renameSync(`${file}.new`, file);
}

/** The reference agent of config/, as a process of its own. */
export function startAgent({ folder, terminalId, token, ...rest }: AgentPlace) {
  const settings = { ...rest, terminalId, statusFile: `${terminalId}.json` };
  const file = join(folder, `${terminalId}.agent.json`);
  if (token !== undefined) writeFileSync(join(folder, `${terminalId}.token`), `${token}\n`);
  writeFileSync(
    file,
    JSON.stringify(token === undefined ? settings : { ...settings, tokenFile: `${terminalId}.token` }),
  );
  const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  return {
    said: () => said,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    async end(signal: NodeJS.Signals = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    },
  };
}
