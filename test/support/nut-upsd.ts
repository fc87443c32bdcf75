import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';

/** Debian's place for NUT's server and drivers. */
const programs = '/lib/nut';
/** s after which upsd calls data stale; its own default of 15 s is long for a test. */
const maxAgeSeconds = 2;

/** NUT's own server with a dummy UPS, `hall`, both in the foreground and in a directory of their own. */
export async function startUpsd(first: Readonly<Record<string, string>>) {
  const directory = mkdtempSync(join(tmpdir(), 'nut-'));
  const port = await freePort();
  const running = new Set<ChildProcess>();
  const file = (name: string) => join(directory, name);
  let changedAt = Math.floor(Date.now() / 1_000);
  const tell = (variables: Readonly<Record<string, string>>) => {
    const lines = Object.entries(variables).map(([name, value]) => `${name}: ${value}\n`);
    writeFileSync(file('next.dev'), lines.join(''));
    // The driver reads a file again when its time has changed, in whole seconds.
    changedAt += 10;
    utimesSync(file('next.dev'), changedAt, changedAt);
    renameSync(file('next.dev'), file('hall.dev'));
  };
  writeFileSync(
    file('ups.conf'),
    'pollinterval = 1\n[hall]\ndriver = dummy-ups\nport = hall.dev\nmode = dummy-once\ndesc = "Hall \\"A\\" \\\\ UPS"\n',
  );
  writeFileSync(file('upsd.conf'), `LISTEN 127.0.0.1 ${port}\nMAXAGE ${maxAgeSeconds}\n`, { mode: 0o600 });
  writeFileSync(file('upsd.users'), '', { mode: 0o600 });
  tell(first);

  const start = (program: string, ...args: string[]) => {
    const paths = { NUT_CONFPATH: directory, NUT_STATEPATH: directory, NUT_ALTPIDPATH: directory };
    // As root they would become the user nut, who may not look into our directory.
    const user = process.getuid?.() === 0 ? ['-u', 'root'] : [];
    const child = spawn(join(programs, program), ['-F', ...user, ...args], {
      env: { ...process.env, ...paths },
      stdio: 'ignore',
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  };
  const stop = async (child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  let driver = start('dummy-ups', '-a', 'hall');
  let server = start('upsd');
  await listening(port);
  return {
    port,
    /** What the UPS says from now on; the driver reads it within a second. */
    tell,
    pauseDriver: () => driver.kill('SIGSTOP'),
    resumeDriver: () => driver.kill('SIGCONT'),
    killDriver: () => stop(driver, 'SIGKILL'),
    startDriver: () => {
      driver = start('dummy-ups', '-a', 'hall');
    },
    stopServer: () => stop(server),
    startServer: async () => {
      server = start('upsd');
      await listening(port);
    },
    async end() {
      for (const child of [...running]) {
        child.kill('SIGCONT');
        await stop(child);
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect({ host: '127.0.0.1', port });
    const answer = await Promise.race([once(socket, 'connect').then(() => 'open'), once(socket, 'close')]).catch(
      () => '',
    );
    socket.destroy();
    if (answer === 'open') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
