import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drivers } from '../../../drivers/index.js';
import { codesOf } from '../../../drivers/terminal/heartbeat/codes.js';
import { agentModuleNames, beatSchema } from '../../../drivers/terminal/heartbeat/fields.js';
import { readBeat } from '../../../drivers/terminal/heartbeat/message.js';
import { loadConfig } from '../../../gateway/config/load.js';
import { createHeartbeat } from '../../../simulators/terminal/heartbeat.js';
import { createWorld } from '../../../simulators/world.js';
import { filesystem, head } from '../config/fixtures.js';

const page = readFileSync(join(import.meta.dirname, '../../../docs/terminal-heartbeat.md'), 'utf8');
const agent = readFileSync(join(import.meta.dirname, '../../../config/kiosk-agent.mjs'), 'utf8');

describe('the page on heartbeats', () => {
  it('has a configuration that is right', async () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    const files = { '/x/figures.token': 'a'.repeat(32), '/x/kiosk-1.token': 'b'.repeat(32), '/x/x.yaml': head + yaml };
    const loaded = await loadConfig('/x/x.yaml', { drivers, readFile: filesystem(files) });
    expect(loaded).toMatchObject({ ok: true, config: { devices: [{ id: 'kiosk-1', options: { inactiveHours: 3 } }] } });
  });

  it('has a beat that is one', () => {
    const [, message = ''] = /-m '(\{.*?\})'/.exec(page) ?? [];
    expect(readBeat(Buffer.from(message))).toMatchObject({ beat: { terminalId: 'kiosk-1', inService: true } });
  });

  it('names every field, every module and every code', () => {
    for (const name of [...Object.keys(beatSchema.shape), ...agentModuleNames]) expect(page).toContain(name);
    for (const code of agentModuleNames.flatMap(codesOf)) expect(page).toContain(`\`${code}\``);
  });

  it('starts a simulator with options and actions that there are', () => {
    const [, options = ''] = /--options '(\{.*?\})'/.exec(page) ?? [];
    const { url: _, ...rest } = JSON.parse(options) as Record<string, unknown>;
    const simulator = createHeartbeat(createWorld({ seed: 1 }), rest);
    simulator.close();
    const [, actions = ''] = /Over the control channel: ([\s\S]*?)\.\n/.exec(page) ?? [];
    const named = [...actions.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(5);
    for (const name of named) expect(Object.keys(simulator.actions)).toContain(name);
  });
});

describe('the agent that is delivered', () => {
  it('needs nothing but Node, and shows a status file that makes a beat', () => {
    expect([...agent.matchAll(/from '([^']+)'/g)].every(([, from]) => from!.startsWith('node:'))).toBe(true);
    const example = agent
      .slice(agent.indexOf('status.json  is'), agent.indexOf('A file that is missing'))
      .replaceAll(/\n\/\/ +/g, ' ');
    const status = JSON.parse(example.slice(example.indexOf('{'), example.lastIndexOf('}') + 1)) as object;
    const beat = { ...status, 'terminal-id': 'k', seq: 1, 'boot-id': 'a' };
    expect(readBeat(Buffer.from(JSON.stringify(beat)))).toMatchObject({ beat: { counters: { transactions: 812 } } });
  });
});
