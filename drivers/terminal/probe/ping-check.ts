import { spawn } from 'node:child_process';
import { attempt, type CheckContext } from './attempt.js';
import { hostForm } from './options.js';
import type { PingOutcome } from './outcome.js';

/** Bytes of its output that are kept. */
const mostOutput = 4_096;

export interface PingTarget {
  readonly host: string;
  /** Name or path of the program; default the system's. */
  readonly program?: string;
}

/**
 * Sends one echo request with the system's own program, as Node has no ICMP socket (terminal-health.md 4.4). No shell is
 * in between, and a host that could be read as an option is refused.
 */
export function pingCheck({ host, program = 'ping' }: PingTarget, context: CheckContext): Promise<PingOutcome> {
  const { timeoutMs } = context;
  const silence: PingOutcome = { kind: 'no-answer', reason: `no answer within ${timeoutMs} ms` };
  if (!hostForm.test(host)) return Promise.resolve({ kind: 'no-route', reason: 'this is no host' });
  return attempt<PingOutcome>(
    context,
    ({ done, elapsedMs }) => {
      let output = '';
      const seconds = String(Math.ceil(timeoutMs / 1_000));
      const child = spawn(program, ['-c', '1', '-W', seconds, '--', host], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      });
      const hear = (chunk: Buffer) => {
        if (output.length < mostOutput) output += chunk.toString('latin1').slice(0, mostOutput);
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('error', ({ message }) => done({ kind: 'not-available', reason: message }));
      child.once('close', (code) => done(meaningOf(code, output, elapsedMs()) ?? silence));
      return () => child.kill('SIGKILL');
    },
    () => silence,
  );
}

/** Of an end of the program (iputils: 0 answered, 1 no answer, 2 anything else; BusyBox: 0 or 1); undefined = no answer. */
function meaningOf(code: number | null, output: string, elapsedMs: number): PingOutcome | undefined {
  if (code === 0) {
    const [, told] = /\btime[=<](\d+(?:\.\d+)?) ?ms/.exec(output) ?? [];
    return { kind: 'answered', latencyMs: told === undefined ? elapsedMs : Math.round(Number(told)) };
  }
  const [line = ''] = /[^\n]*(?:not permitted|denied|nvalid option|nrecognized option|sage:)[^\n]*/.exec(output) ?? [];
  if (line !== '') return { kind: 'not-available', reason: line.trim().slice(0, 200) };
  const [lost] = /[^\n]*(?:not known|bad address|[Uu]nknown host|nreachable|resolution)[^\n]*/.exec(output) ?? [];
  return lost === undefined ? undefined : { kind: 'no-route', reason: lost.trim().slice(0, 200) };
}
