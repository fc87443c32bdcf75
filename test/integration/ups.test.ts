import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, serveTcp } from '../../simulators/server.js';
import { createNut, type Nut } from '../../simulators/terminal/nut.js';
import { createWorld } from '../../simulators/world.js';
import { type RunningBranch, startRunningBranch } from '../support/branch.js';
import { runCli, temporaryFolder } from '../support/gateway-process.js';

let nut: Nut;
let server: RunningServer;
let running: RunningBranch;

beforeAll(async () => {
  nut = createNut(createWorld({ seed: 1 }));
  server = await serveTcp(nut, { port: 0 });
  const options = '{ pollIntervalMs: 1000, onBatteryPollIntervalMs: 1000, replyTimeoutMs: 500 }';
  running = await startRunningBranch({
    without: ['printer-1', 'door', 'board-1', 'board-2'],
    language: 'en',
    more: `  - { id: ups, class: terminal, driver: nut, link: { type: tcp, host: 127.0.0.1, port: ${server.port} }, options: ${options} }
alarms:
  mains-lost-on-battery: { onDelaySeconds: 4 }
`,
  });
  await running.online('kiosk-1', 'ups');
});

afterAll(async () => {
  await running?.end();
  nut?.close();
  await server?.close();
});

const act = (name: string, args: Record<string, unknown> = {}) => nut.actions[name]!(args);
const raises = () =>
  running.observer.seen
    .filter(({ topic, message }) => topic.endsWith('/alarm-event') && message?.data['change'] === 'raise')
    .map(({ message }) => (message?.data['alarm'] as Record<string, unknown> | undefined)?.['alarm-type-id']);

describe('a power cut in a branch, over the real program', () => {
  it('that takes the terminal along is one alarm, with the minutes that are left', async () => {
    const { observer, branch } = running;
    await act('mains-off');
    await act('battery', { runtime: 1_399, charge: 80 });
    await branch.simulators['kiosk-1']!.actions['pull-cable']!({});
    await observer.expect('/device/ups/event', (data) => JSON.stringify(data).includes('mains-lost'));
    await observer.expect('/device/kiosk-1/state', (state) => state['operating'] === 'offline');
    const raised = await observer.expect('/alarm-event', (data) => data['change'] === 'raise', 15_000);
    const alarm = raised.message?.data['alarm'] as Record<string, unknown>;
    expect(alarm).toMatchObject({ 'alarm-type-id': 'mains-lost-on-battery', 'x-code': 'PWR-401' });
    expect(JSON.stringify(alarm)).toContain('about 23 min left, charge 80 %');
    await observer.expect('/alarm/ups/mains-lost-on-battery', (data) =>
      JSON.stringify(data['impacted-resource'] ?? []).includes('kiosk-1'),
    );
    expect(raises()).toEqual(['mains-lost-on-battery']);
  });

  it('killed and started anew while upsd is gone too, it knows that the battery may be at its end', async () => {
    await running.gateway.kill();
    nut.setFaults({ unplugged: true });
    await running.restart();
    await running.observer.expect('/alarm/ups/ups-battery-low', (data) => data['is-cleared'] === false);
    await running.observer.expect('/alarm/ups/mains-lost-on-battery', (data) => data['x-verified'] === false);
    expect(raises()).not.toContain('terminal-unreachable');
  });
});

describe('docs/terminal-nut.md', () => {
  it('has an example that the gateway takes', async () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/terminal-nut.md'), 'utf8');
    const [, yaml = ''] = page.match(/```yaml\n([\s\S]*?)```/) ?? [];
    const folder = temporaryFolder();
    const file = join(folder.path, 'branch.yaml');
    writeFileSync(file, yaml);
    const { code, stdout } = await runCli(['check', '--config', file]);
    expect([code, stdout]).toEqual([0, expect.any(String)]);
    folder.remove();
  });
});
