import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';

/** ms since an arbitrary start, comparable within one process. */
export const nowMs = () => Number(process.hrtime.bigint()) / 1e6;

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Resident memory of a process, MB (10^6 bytes). */
export function residentMB(pid: number): number {
  return (Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024) / 1e6;
}

/** CPU time a process has used, ms; the kernel counts in ticks of 10 ms. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A child program whose lines are looked at; `end` asks it to stop and waits. */
export interface Program {
  readonly pid: number;
  readonly child: ChildProcess;
  line(fits: (line: string) => boolean): Promise<string>;
  end(): Promise<void>;
}

export function startProgram(args: string[], options: { cwd?: string } = {}): Program {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], ...options });
  const exited = once(child, 'exit');
  const seen: string[] = [];
  const waiting = new Set<(line: string) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    seen.push(line);
    for (const look of waiting) look(line);
  });
  return {
    pid: child.pid ?? 0,
    child,
    line: (fits) =>
      new Promise((resolve, reject) => {
        const already = seen.find(fits);
        if (already !== undefined) return resolve(already);
        const look = (line: string) => {
          if (!fits(line)) return;
          waiting.delete(look);
          resolve(line);
        };
        waiting.add(look);
        exited.then(() => reject(new Error(`ended; last lines: ${seen.slice(-3).join('\n')}`)));
      }),
    async end() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** A Markdown table on standard output. */
export function printTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  console.log([`\n${title}\n`, line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n'));
}

export function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model ?? 'unknown CPU'}, Node ${process.version}, ${process.platform}`;
}
