import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drivers } from '../../../drivers/index.js';
import { loadConfig } from '../../../gateway/config/load.js';

describe('the configuration shown in the README', () => {
  it('is right', async () => {
    const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
    const loaded = await loadConfig('README.md', { drivers, readFile: async () => Buffer.from(yaml) });
    expect(loaded).toMatchObject({ ok: true });
    expect(loaded.ok && loaded.config.devices.map(({ id }) => id)).toEqual([
      'printer-1',
      'board-hall',
      'board-window-3',
      'door',
      'kiosk-1',
    ]);
  });
});
