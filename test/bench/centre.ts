import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../support/free-port.js';
import { nowMs, pause } from './measure.js';

/** Debian's mosquitto as the central broker, with its own limit on messages in flight raised. */
export interface Mosquitto {
  readonly port: number;
  /** Resolves with the time at which it listens. */
  start(): Promise<number>;
  stop(): Promise<void>;
}

/** `mosquitto version 2.0.11`, or undefined when it is not installed. */
export function mosquittoVersion(): string | undefined {
  const { error, stdout } = spawnSync('mosquitto', ['-h'], { encoding: 'utf8' });
  return error ? undefined : stdout.split('\n', 1)[0];
}

export async function mosquittoIn(folder: string): Promise<Mosquitto> {
  const port = await freePort();
  const file = join(folder, 'mosquitto.conf');
  const user = process.getuid?.() === 0 ? 'user root\n' : '';
  writeFileSync(
    file,
    `${user}listener ${port} 127.0.0.1
allow_anonymous true
set_tcp_nodelay true
max_inflight_messages 0
max_queued_messages 0
`,
  );
  let child: ChildProcess | undefined;
  return {
    port,
    async start() {
      child = spawn('mosquitto', ['-c', file], { stdio: 'ignore' });
      return listening(port);
    },
    async stop() {
      const last = child;
      child = undefined;
      if (!last || last.exitCode !== null) return;
      const exited = once(last, 'exit');
      last.kill('SIGTERM');
      await exited;
    },
  };
}

/** Resolves with the time at which the port takes connections. */
export async function listening(port: number, limitMs = 60_000): Promise<number> {
  const until = nowMs() + limitMs;
  while (nowMs() < until) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isOpen) return nowMs();
    await pause(2);
  }
  throw new Error(`nothing listens on port ${port} after ${limitMs / 1_000} s`);
}
