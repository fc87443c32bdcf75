import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { alarmDeclarations, contactRule } from '../../../../drivers/terminal/snmp/alarms.js';
import { terminalSnmp } from '../../../../drivers/terminal/snmp/index.js';
import { catalogue } from '../../../../gateway/alarms/catalogue.js';

const text = readFileSync(join(import.meta.dirname, '../../../../docs/terminal-snmp.md'), 'utf8');

it('the devices of docs/terminal-snmp.md have options as the driver takes them', () => {
  const yaml = /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const { devices } = parse(yaml) as { devices: { id: string; options: unknown }[] };
  expect(devices).toHaveLength(3);
  for (const { options } of devices) expect(terminalSnmp.options.safeParse(options).error).toBeUndefined();
});

it('it names the code of every alarm the driver can raise', () => {
  const types = [contactRule.alarm, ...alarmDeclarations.map(({ type }) => type)];
  const numbers = types.map((type) => catalogue.get(type)?.code.slice(4) ?? type);
  for (const number of numbers) expect(text).toMatch(new RegExp(`\\b${number}\\b`));
});
