import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IClientOptions } from 'mqtt';
import { onTestFinished } from 'vitest';
import * as pem from '../support/central-certificates.js';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, startGatewayProcess, temporaryFolder } from '../support/gateway-process.js';
import { type Mosquitto, mosquittoIn, openConf, shippedMosquitto } from '../support/mosquitto.js';
import { type Observer, observe } from '../support/observer.js';

export const root = 'branch/b023/gw1';

/** All of these end with the test that made them. */
function newFolder(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}

async function started(broker: Promise<Mosquitto>): Promise<Mosquitto> {
  const mosquitto = await broker;
  onTestFinished(() => mosquitto.stop());
  await mosquitto.start();
  return mosquitto;
}

/** A mosquitto that lets everybody do everything. */
export const openMosquitto = () => started(mosquittoIn({ folder: newFolder(), conf: openConf }));

/** The example of config/ for the gateway b023-gw1 and operations; with an authority, for their certificates. */
export const exampleMosquitto = (clientAuthority?: string) =>
  started(
    shippedMosquitto({
      folder: newFolder(),
      certificate: pem.centralCertificate,
      key: pem.centralKey,
      users: ['b023-gw1', 'operations'],
      ...(clientAuthority === undefined ? {} : { clientAuthority }),
    }),
  );

/** Ways of operations into the example. */
export const byPassword = {
  username: 'operations',
  password: 'password of operations',
  ca: pem.centralAuthority,
} satisfies IClientOptions;
export const byCertificate = {
  ca: pem.centralAuthority,
  cert: pem.operationsCertificate,
  key: pem.operationsKey,
} satisfies IClientOptions;

export interface Home {
  readonly gateway: GatewayProcess;
  readonly observer: Observer;
  /** Starts the gateway again on the same state. */
  restart(): Promise<Home>;
}

/** The gateway b023-gw1 with a client that watches it; `uplink`: YAML lines beside the URL. */
export async function startHome(mosquitto: Mosquitto, scheme: 'mqtt' | 'mqtts' = 'mqtt', uplink = ''): Promise<Home> {
  const folder = newFolder();
  const port = await freePort();
  const secrets = {
    'central.password': 'password of b023-gw1',
    'ca.pem': pem.centralAuthority,
    'gw.pem': pem.gatewayCertificate,
    'gw.key': pem.gatewayKey,
  };
  for (const [name, content] of Object.entries(secrets)) writeFileSync(join(folder, name), content);
  const yaml = `version: 1
branch: { id: b023, name: 中山路营业厅, timezone: Asia/Shanghai }
gateway: { id: gw1, healthIntervalSeconds: 5 }
broker: { port: ${port} }
uplink:
  url: ${scheme}://127.0.0.1:${mosquitto.port}
  forward: [{ filter: queue/b023/ticket/#, chain: critical }, queue/b023/#]
${uplink}`;
  const start = async (): Promise<Home> => {
    const gateway = await startGatewayProcess({ folder, yaml });
    onTestFinished(() => gateway.kill());
    const observer = await observe(port, root);
    onTestFinished(() => observer.close());
    return { gateway, observer, restart: start };
  };
  return start();
}

/** Central operations: watches the gateway and what it forwards. */
export async function startOperations(mosquitto: Mosquitto, options: IClientOptions = {}): Promise<Observer> {
  const url = `${options.ca ? 'mqtts' : 'mqtt'}://127.0.0.1:${mosquitto.port}`;
  const observer = await observe(mosquitto.port, root, { protocolVersion: 5, ...options }, url);
  onTestFinished(() => observer.close());
  await observer.client.subscribeAsync('queue/b023/#', { qos: 1 });
  return observer;
}

export const isOnline = ({ status }: Record<string, unknown>) => status === 'online';
export const isOffline = ({ status }: Record<string, unknown>) => status === 'offline';
