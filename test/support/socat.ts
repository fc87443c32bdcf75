import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real pseudo-terminal with the test at its far end, as a device would sit there. */
export interface PseudoTerminal {
  /** A link to the pseudo-terminal, as /dev/serial/by-id has them. */
  readonly path: string;
  /** Everything the far end received. */
  readonly received: number[];
  write(bytes: Uint8Array): void;
  /** Resolves when the far end has at least `count` bytes. */
  atLeast(count: number): Promise<number[]>;
  /** From now on the far end takes nothing: what the kernel keeps fills up. */
  freeze(): void;
  thaw(): void;
  /** Ends socat, by its process id: the pseudo-terminal is gone. */
  kill(): Promise<void>;
}

/** Starts `socat` between a pseudo-terminal and its own standard input and output, or another address of socat. */
export async function pseudoTerminal(path: string, far = 'STDIO'): Promise<PseudoTerminal> {
  const socat = spawn('socat', ['-d', '-d', `PTY,raw,echo=0,link=${path}`, far]);
  await transferring(socat);
  const received: number[] = [];
  let wake = () => {};
  socat.stdout.on('data', (bytes: Uint8Array) => {
    received.push(...bytes);
    wake();
  });
  socat.stdin.on('error', () => {});
  return {
    path,
    received,
    write: (bytes) => socat.stdin.write(bytes),
    atLeast: async (count) => {
      while (received.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return received;
    },
    freeze: () => void socat.kill('SIGSTOP'),
    thaw: () => void socat.kill('SIGCONT'),
    kill: async () => {
      if (socat.exitCode !== null || socat.signalCode !== null) return;
      const exited = once(socat, 'exit');
      socat.kill('SIGKILL');
      await exited;
      // Killed, it leaves its link behind.
      await rm(path, { force: true });
    },
  };
}

/** A place for links that the caller removes at the end. */
export function linkDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'pty-'));
}

async function transferring(socat: ChildProcessWithoutNullStreams): Promise<void> {
  let log = '';
  await new Promise<void>((resolve, reject) => {
    socat.once('error', (error) =>
      reject(new Error('socat cannot be started; apt-get install socat', { cause: error })),
    );
    socat.once('exit', () => reject(new Error(`socat ended at once: ${log}`)));
    socat.stderr.on('data', (text: Buffer) => {
      log += text;
      if (log.includes('starting data transfer')) resolve();
    });
  });
}
