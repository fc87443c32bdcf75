import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drivers } from '../../../drivers/index.js';
import { loadConfig } from '../../../gateway/config/load.js';
import { formatProblem } from '../../../gateway/config/problems.js';
import { head } from './fixtures.js';

const docs = join(import.meta.dirname, '../../../docs');

test.each(['switches.md', 'terminal-composite.md'])('what docs/%s shows is a configuration', async (name) => {
  const [, ...blocks] = readFileSync(join(docs, name), 'utf8').split('```yaml\n');
  expect(blocks.length).toBeGreaterThan(0);
  for (const block of blocks) {
    const text = head + block.slice(0, block.indexOf('```'));
    const loaded = await loadConfig('x.yaml', { drivers, readFile: async () => Buffer.from(text) });
    expect(loaded.ok ? [] : loaded.problems.map(formatProblem)).toEqual([]);
  }
});
