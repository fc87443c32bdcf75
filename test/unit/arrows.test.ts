import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const biome = join(root, 'node_modules/.bin/biome');
const run = promisify(execFile);
const planted: string[] = [];

/** Writes a file that breaks (or keeps) an arrow, lints it, takes it away again. */
async function lint(file: string, source: string): Promise<string> {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, source);
  planted.push(path);
  try {
    await run(biome, ['lint', '--error-on-warnings', '--colors=off', path], { cwd: root });
    return 'clean';
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout + stderr;
  } finally {
    rmSync(path);
  }
}

afterAll(() => {
  for (const path of planted) expect(existsSync(path)).toBe(false);
});

const importing = (from: string) => `import { x } from '${from}';\n\nexport const y = x;\n`;

describe('the arrows of the design are enforced by the linter', () => {
  it.each([
    ['drivers/planted-1.ts', '../gateway/gateway.js', 'drivers/ never imports gateway/'],
    ['drivers/led-board/planted-2.ts', '../../simulators/simulator.js', 'drivers/ never imports simulators/'],
    ['drivers/transport/planted-3.ts', '../led-board/onbon/codec.js', 'transport/ never imports a driver'],
    ['drivers/transport/planted-4.ts', '../../gateway/gateway.js', 'transport knows nothing above it'],
    ['simulators/planted-5.ts', '../drivers/led-board/onbon/codec.js', 'a simulator has its own codec'],
    ['simulators/led-board/planted-6.ts', '../../gateway/gateway.js', 'simulators/ never imports gateway/'],
    ['gateway/planted-7.ts', '../drivers/led-board/onbon/index.js', 'only through drivers/index.ts'],
    ['gateway/devices/planted-8.ts', '../../simulators/simulator.js', 'only the demo and simulate commands'],
    ['gateway/planted-9.ts', '../test/support/hex.js', 'the product never imports its tests'],
  ])('%s importing %s is refused', async (file, from, message) => {
    expect(await lint(file, importing(from))).toContain(message);
  });

  it.each([
    ['gateway/planted-10.ts', '../drivers/index.js'],
    ['drivers/led-board/planted-11.ts', '../transport/transaction.js'],
    ['simulators/led-board/planted-12.ts', '../simulator.js'],
  ])('%s importing %s is allowed', async (file, from) => {
    expect(await lint(file, importing(from))).toBe('clean');
  });
});
