import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { healthSchema } from '../../gateway/health/health-schema.js';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, runCli, startGatewayProcess, temporaryFolder } from '../support/gateway-process.js';
import { type Observer, observe } from '../support/observer.js';
import { authority, shortAuthority, shortKey } from '../unit/config/certificates.js';

const root = 'branch/b1/gw1';
let folder: ReturnType<typeof temporaryFolder>;
let yaml: string;
let port: number;
let gateway: GatewayProcess;
let observer: Observer;

/** A centre that nobody has ever reached, with everything secret that a gateway can have. */
beforeEach(async () => {
  folder = temporaryFolder();
  port = await freePort();
  mkdirSync(join(folder.path, 'secrets'));
  const secrets = { 'central.password': 'geheim', 'ca.pem': authority, 'gw.pem': shortAuthority, 'gw.key': shortKey };
  for (const [name, content] of Object.entries(secrets)) writeFileSync(join(folder.path, 'secrets', name), content);
  yaml = `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1 }
broker: { port: ${port} }
uplink:
  url: mqtts://127.0.0.1:${await freePort()}
  username: b1-gw1
  passwordFile: secrets/central.password
  tls: { caFile: secrets/ca.pem, certFile: secrets/gw.pem, keyFile: secrets/gw.key }
  forward: [queue/#]
  outbox: { maxMegabytes: 4, diskFloorMegabytes: 0 }
`;
  await start();
});

afterEach(async () => {
  await observer.close();
  await gateway.stop();
  folder.remove();
});

async function start(): Promise<void> {
  gateway = await startGatewayProcess({ folder: folder.path, yaml });
  observer = await observe(port, root);
}

async function health() {
  return healthSchema.parse((await observer.expect('/health')).message?.data);
}

it('a gateway whose centre is away serves its branch, keeps what is forwarded over kill -9, and shows it on health', async () => {
  expect(await health()).toMatchObject({ uplink: { connected: false, connections: 0 } });
  for (let ticket = 0; ticket < 3; ticket++)
    await observer.client.publishAsync('queue/ticket', `A${ticket}`, { qos: 1 });
  await observer.client.publishAsync('elsewhere/ticket', 'not for the centre', { qos: 1 });

  await observer.close();
  await gateway.kill();
  await start();
  expect(await health()).toMatchObject({
    uplink: {
      connected: false,
      duplicateRiskMessages: 0,
      outbox: { limitBytes: 4_194_304, refused: 0, deadLetters: 0, chains: { event: { depth: 3, evicted: 0 } } },
    },
  });
});

it('a certificate that ends soon, or has ended, is an alarm and no reason not to start', async () => {
  const { message } = await observer.expect('/alarm/gateway/certificate-or-credential-expiring');
  expect(message?.data).toMatchObject({ 'x-code': 'GWY-504', 'probable-cause-string': 'keyExpired' });
  expect(JSON.stringify(message?.data)).toMatch(/ende?[sd] on 2026-12-03/);
});

it('no password, key or certificate is logged, published, or written to the state directory', async () => {
  await observer.expect('/alarm/gateway/certificate-or-credential-expiring');
  await health();
  const checked = await runCli(['check', '--config', join(folder.path, 'branch.yaml'), '--json']);
  await gateway.stop();
  const state = readdirSync(join(folder.path, 'state'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
  const said = [
    JSON.stringify(gateway.log),
    ...observer.seen.map(({ payload }) => payload.toString()),
    checked.stdout,
    checked.stderr,
    ...state,
  ];
  const secrets = ['geheim', ...[authority, shortAuthority, shortKey].map((pem) => pem.split('\n')[1] ?? '')];
  for (const secret of secrets) expect(said.filter((text) => text.includes(secret))).toEqual([]);
  expect(said.join()).toContain('b1-gw1');
});
