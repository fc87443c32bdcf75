import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drivers } from '../../../drivers/index.js';
import { loadConfig } from '../../../gateway/config/load.js';

const head =
  'version: 1\nbranch: { id: b1, name: B1, timezone: Asia/Shanghai }\ngateway: { id: gw1, stateDir: ./state }\n';

it.each(['cctalk', 'card-dispenser'])('the configuration shown in docs/terminal-%s.md is right', async (name) => {
  const page = readFileSync(join(import.meta.dirname, `../../../docs/terminal-${name}.md`), 'utf8');
  const shown = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => yaml);
  expect(shown).toHaveLength(1);
  const loaded = await loadConfig('docs.yaml', { drivers, readFile: async () => Buffer.from(head + shown[0]) });
  expect(loaded.ok ? loaded.config.devices.map(({ driver }) => driver.name) : loaded).toEqual([name]);
});
