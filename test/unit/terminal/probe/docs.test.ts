import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { probeOptions } from '../../../../drivers/terminal/probe/options.js';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/terminal-probe.md'), 'utf8');

it('the example in docs/terminal-probe.md is one the driver takes', () => {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const devices = parse(yaml) as { id: string; options: unknown }[];
  expect(devices.map(({ id }) => id)).toEqual(['kiosk-1', 'atm-1', 'switch-1']);
  for (const { options } of devices) probeOptions.parse(options);
});
