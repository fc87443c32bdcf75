import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../drivers/clock.js';
import { openStore, type StoreReport } from '../../gateway/storage/store.js';
import { seededRandom } from '../support/random.js';

const child = fileURLToPath(new URL('../../dist/test/chaos/storage-child.js', import.meta.url));
const rounds = 20;
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

beforeAll(() => {
  if (!existsSync(child)) throw new Error(`${child} is missing: run "npm run build" first`);
});

/** Lets a gateway's store work for `ms` after its first line, kills it, and resolves with all it printed. */
async function runAndKill(directory: string, first: number, ms: number): Promise<string[]> {
  const process_ = spawn(process.execPath, [child, directory, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  process_.stdout.on('data', (chunk: Buffer) => {
    if (output === '') setTimeout(() => process_.kill('SIGKILL'), ms);
    output += chunk.toString();
  });
  const signal = await new Promise((resolve) => process_.once('close', (_code, by) => resolve(by)));
  expect(signal).toBe('SIGKILL');
  // The last line may be torn: a number that was not printed whole was not told to anybody.
  return output.split('\n').slice(0, -1);
}

test(`kill -9 at ${rounds} random moments loses nothing acknowledged (SEED=${seed})`, async () => {
  const random = seededRandom(seed);
  const directory = await mkdtemp(join(tmpdir(), 'branch-gateway-kill-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const acknowledged = new Set<number>();
  const reported: string[] = [];

  for (let round = 0; round < rounds; round++) {
    const first = Math.max(-1, ...acknowledged) + 1_000;
    for (const line of await runAndKill(directory, first, random() * 250)) {
      if (/^\d+$/.test(line)) acknowledged.add(Number(line));
      else reported.push(line);
    }
    const reports: StoreReport[] = [];
    const store = await openStore({ directory, clock: systemClock, onReport: (report) => reports.push(report) });
    const numbers = store.table('numbers', z.number());
    const lost = [...acknowledged].filter((n) => numbers.get(String(n)) !== n);
    expect(lost, `lost in round ${round}, SEED=${seed}`).toEqual([]);
    expect(reports.map(({ kind }) => kind)).toContain('lock-taken-over');
    expect(reports.filter(({ kind }) => kind === 'damaged' || kind.endsWith('dropped'))).toEqual([]);
    await store.close();
  }
  expect(acknowledged.size).toBeGreaterThan(rounds * 10);
  expect(reported).toContain('compacted');
});
