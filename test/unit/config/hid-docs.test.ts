import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drivers } from '../../../drivers/index.js';
import { udevRules } from '../../../gateway/cli/hid-list-text.js';
import { loadConfig } from '../../../gateway/config/load.js';
import { formatProblem } from '../../../gateway/config/problems.js';
import { head } from './fixtures.js';

const root = join(import.meta.dirname, '../../..');
const docs = readFileSync(join(root, 'docs/hid.md'), 'utf8');

async function mistakes(devices: string): Promise<string[]> {
  const text = head + devices;
  const loaded = await loadConfig('x.yaml', { drivers, readFile: async () => Buffer.from(text) });
  return loaded.ok ? [] : loaded.problems.map(formatProblem);
}

test('what docs/hid.md shows is a configuration with every HID driver', async () => {
  const [, block = ''] = docs.split('```yaml\n');
  const yaml = block.slice(0, block.indexOf('```'));
  expect(await mistakes(yaml)).toEqual([]);
  for (const { name, linkKind } of drivers) if (linkKind === 'hid') expect(yaml).toContain(`driver: ${name}\n`);
});

test('two devices behind one relay, and a keypad on a line, are refused', async () => {
  const keypad = (id: string, link: string) =>
    `  - { id: ${id}, class: keypad, driver: hid-keyboard, link: ${link}, options: { counter: 1 } }\n`;
  const relay = '{ type: hid-tcp, host: 10.0.0.61, port: 9120 }';
  expect(await mistakes(`devices:\n${keypad('a', relay)}${keypad('b', relay)}`)).toEqual([
    expect.stringMatching(
      /devices\[1\]\.link: found hid-tcp 10\.0\.0\.61:9120, allowed: a port that nothing else uses/,
    ),
  ]);
  expect(await mistakes(`devices:\n${keypad('a', '{ type: tcp, host: 10.0.0.61, port: 9120 }')}`)).toEqual([
    expect.stringMatching(/devices\[0\]\.link\.type: found "tcp", allowed: hid, hid-tcp for driver hid-keyboard/),
  ]);
});

test('the rules that come with the gateway are those that the page and `hid learn` give', () => {
  const rules = readFileSync(join(root, 'config/99-branch-gateway-hid.rules'), 'utf8').split('\n');
  const wanted = udevRules({ vendorId: '1a2c', productId: '2124' });
  for (const rule of wanted) expect(rules).toContain(`#${rule}`);
  expect(docs).toContain(wanted[1]);
  // Those in force let the gateway open lights, and touch no keyboard.
  const inForce = rules.filter((line) => line !== '' && !line.startsWith('#'));
  expect(
    inForce.map((line) => /idVendor}=="(\w{4})", ATTRS{idProduct}=="(\w{4})"/.exec(line)?.slice(1).join(':')),
  ).toEqual(['04d8:f372', '0fc5:b080']);
  for (const line of inForce) expect(line).toMatch(/^SUBSYSTEM=="hidraw", .*GROUP="branch-gateway", MODE="0660"$/);
});
