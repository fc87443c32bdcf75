import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSimulator } from '../../simulators/registry.js';
import { type RunningServer, serveTcp } from '../../simulators/server.js';
import type { Simulator } from '../../simulators/simulator.js';
import { createKiosk, type Kiosk } from '../../simulators/terminal/kiosk.js';
import { createWorld } from '../../simulators/world.js';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, runCli, startGatewayProcess, temporaryFolder } from '../support/gateway-process.js';
import { type Observer, observe } from '../support/observer.js';

/** Two kiosks behind one switch, each the merge of a probe and its door on a shared input module, over the real program. */

const folder = temporaryFolder();
const kiosks: Kiosk[] = [];
let inputs: Simulator;
let server: RunningServer;
let gateway: GatewayProcess;
let observer: Observer;
let brokerPort: number;
let yaml: string;

async function start(): Promise<void> {
  gateway = await startGatewayProcess({ folder: folder.path, yaml });
  observer = await observe(brokerPort, 'branch/b1/gw1');
}

beforeAll(async () => {
  kiosks.push(createKiosk(createWorld({ seed: 1 })), createKiosk(createWorld({ seed: 2 })));
  const ports = await Promise.all(kiosks.map((kiosk) => kiosk.listen({ host: '127.0.0.1', port: 0 })));
  inputs = createSimulator('terminal/modbus-inputs', createWorld({ seed: 3 }), { address: 5 });
  server = await serveTcp(inputs, { host: '127.0.0.1', port: 0 });
  brokerPort = await freePort();
  const kiosk = (n: number) => `  - id: kiosk-${n}-net
    class: terminal
    driver: probe
    dependsOn: [hall-switch]
    options: { timeoutMs: 500, pollIntervalMs: 1000, http: { url: "http://127.0.0.1:${ports[n - 1]}/health" } }
  - id: kiosk-${n}
    class: terminal
    driver: composite
    options:
      parts: [kiosk-${n}-net, { device: doors, modules: [cabinet-${n}], as: { cabinet-${n}: cabinet } }]
      essential: [application]
`;
  yaml = `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1 }
broker: { host: 127.0.0.1, port: ${brokerPort} }
switches:
  - { id: hall-switch, name: 大厅弱电箱 }
devices:
  - id: doors
    class: terminal
    driver: modbus-inputs
    link: { type: tcp, host: 127.0.0.1, port: ${server.port} }
    options: { address: 5, inputs: [{ input: 0, as: door, name: "1" }, { input: 1, as: door, name: "2" }] }
${kiosk(1)}${kiosk(2)}`;
  await start();
}, 30_000);

afterAll(async () => {
  await observer?.close();
  await gateway?.stop();
  await server?.close();
  for (const simulator of [inputs, ...kiosks]) simulator?.close();
  folder.remove();
});

type Modules = Record<string, { status: string; source: string; detail?: string }>;
const modulesOf = (data: Record<string, unknown>) => (data['modules'] ?? {}) as Modules;

it('they are in service by all that is known of them, and check tells how they hang together', async () => {
  for (const n of [1, 2]) {
    // The doors may be heard a moment later than the port.
    const { message } = await observer.expect(
      `/device/kiosk-${n}/state`,
      (data) => data['service'] === 'in-service' && modulesOf(data)['cabinet']?.status === 'ok',
    );
    expect(modulesOf(message!.data)).toMatchObject({
      application: { status: 'ok', source: `kiosk-${n}-net` },
      cabinet: { status: 'ok', source: 'doors' },
    });
  }
  const { code, stdout } = await runCli(['check', '--config', `${folder.path}/branch.yaml`]);
  expect(code).toBe(0);
  expect(stdout).toContain('watch switch hall-switch (大厅弱电箱) by what hangs on it (kiosk-1-net, kiosk-2-net)');
  expect(stdout).toContain('made of kiosk-1-net and doors');
});

it('an open cabinet shows at its own kiosk, and its alarm is that of the module that sees it', async () => {
  observer.forget();
  await inputs.actions['open-door']?.({ input: 0 });
  const { message } = await observer.expect(
    '/device/kiosk-1/state',
    (data) => modulesOf(data)['cabinet']?.status === 'warn',
  );
  expect(message!.data['service']).toBe('degraded');
  await observer.expect('/alarm/doors/cabinet-door-open/1', (data) => data['is-cleared'] === false);
  const elsewhere = observer.seen.filter(({ topic }) => topic.endsWith('/device/kiosk-2/state'));
  expect(elsewhere.map(({ message: each }) => each!.data['service'])).not.toContain('degraded');
  observer.forget();
  await inputs.actions['close-door']?.({ input: 0 });
  await observer.expect('/device/kiosk-1/state', ({ service }) => service === 'in-service');
});

it('maintenance of a kiosk is one of its own parts, says whom it leaves alone, and is there after a kill', async () => {
  const reply = await observer.command('kiosk-1', 'maintenance', { on: true, minutes: 10, reason: '换读卡器' });
  expect(reply.result).toMatchObject({ admin: 'maintenance', parts: ['kiosk-1-net'], shared: ['doors'] });
  await observer.close();
  await gateway.kill();
  await start();
  await observer.expect('/device/kiosk-1/state', (data) => data['service'] === 'maintenance');
  await observer.expect('/device/kiosk-1-net/state', ({ admin }) => admin === 'maintenance');
  await observer.expect('/device/doors/state', ({ admin, operating }) => admin === 'enabled' && operating === 'online');
  await observer.command('kiosk-1', 'maintenance', { on: false, reason: '完成' });
  await observer.expect('/device/kiosk-1/state', ({ service }) => service === 'in-service');
  await observer.expect('/device/kiosk-1-net/state', ({ admin }) => admin === 'enabled');
}, 15_000);

it('both cables dead together are the switch: one alarm; the kiosks are unknown, their doors are still watched', async () => {
  await observer.expect('/device/kiosk-2/state', ({ service }) => service === 'in-service');
  observer.forget();
  await Promise.all(kiosks.map((kiosk) => kiosk.actions['pull-cable']?.({})));
  const raised = await observer.expect(
    '/alarm/gateway/network-switch-down/hall-switch',
    (data) => (data['impacted-resource'] as string[] | undefined)?.length === 2,
    10_000,
  );
  expect(raised.message!.data).toMatchObject({
    'x-code': 'TRM-323',
    'x-owner': 'network',
    'impacted-resource': ['b1/gw1/kiosk-1-net', 'b1/gw1/kiosk-2-net'],
  });
  const { message } = await observer.expect('/device/kiosk-1/state', ({ service }) => service === 'unknown');
  expect(modulesOf(message!.data)).toMatchObject({ application: { status: 'unknown' }, cabinet: { status: 'ok' } });
  const told = observer.seen.filter(
    ({ topic, message: event }) => topic.endsWith('/alarm-event') && event?.data['change'] === 'raise',
  );
  expect(told).toHaveLength(1);
  await Promise.all(kiosks.map((kiosk) => kiosk.actions['recover']?.({})));
  await observer.expect('/alarm-event', ({ change }) => change === 'clear', 10_000);
  await observer.expect('/device/kiosk-1/state', ({ service }) => service === 'in-service');
}, 25_000);
