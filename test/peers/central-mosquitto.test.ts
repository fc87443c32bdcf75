import { connect, type IClientOptions, type IConnackPacket, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/gateway-process.js';
import { type Mosquitto, shippedMosquitto } from '../support/mosquitto.js';
import { authority, certificate, privateKey } from '../unit/config/certificates.js';

const folder = temporaryFolder();
const clients: MqttClient[] = [];
let broker: Mosquitto;

beforeAll(async () => {
  broker = await shippedMosquitto({
    folder: folder.path,
    certificate,
    key: privateKey,
    users: ['b023-gw1', 'operations'],
  });
  await broker.start();
});

afterAll(async () => {
  for (const client of clients) await client.endAsync(true);
  await broker.stop();
  folder.remove();
});

async function greeted(username: string, options: IClientOptions = {}) {
  const client = connect(`mqtts://127.0.0.1:${broker.port}`, {
    protocolVersion: 5,
    clientId: username,
    username,
    password: `password of ${username}`,
    ca: authority,
    // The name that the certificate is made for.
    servername: 'b1-gw1',
    reconnectPeriod: 0,
    ...options,
  });
  clients.push(client);
  const connack = await new Promise<IConnackPacket>((resolve, reject) => {
    client.once('connect', resolve).once('error', reject);
  });
  return { client, connack };
}

const connected = async (...args: Parameters<typeof greeted>) => (await greeted(...args)).client;

describe('the example of a central broker', () => {
  it('takes what a gateway says below its root and what it forwards, and nothing of other branches', async () => {
    const gateway = await connected('b023-gw1');
    const publish = (topic: string) =>
      gateway.publishAsync(topic, 'x', { qos: 1 }).then(
        () => 'taken',
        (error: { code?: number }) => error.code,
      );
    expect(await publish('branch/b023/gw1/presence')).toBe('taken');
    expect(await publish('branch/b023/gw1/alarm/gateway/uplink-down')).toBe('taken');
    expect(await publish('queue/b023/ticket/a1')).toBe('taken');
    const notAuthorised = 0x87;
    expect(await publish('branch/b024/gw1/presence')).toBe(notAuthorised);
    expect(await publish('queue/b024/ticket/a1')).toBe(notAuthorised);
  });

  it('lets a thousand messages be on their way', async () => {
    const { connack } = await greeted('b023-gw1', { clientId: 'watched' });
    expect(connack.properties?.receiveMaximum).toBe(1_000);
  });

  it('brings a command of operations to the gateway it is for', async () => {
    const gateway = await connected('b023-gw1', { clientId: 'commanded' });
    await gateway.subscribeAsync('branch/b023/gw1/command/+/+', { qos: 1 });
    const arrived = new Promise((resolve) => gateway.once('message', (topic) => resolve(topic)));
    const operations = await connected('operations');
    await operations.publishAsync('branch/b023/gw1/command/board-1/call', '{}', { qos: 1 });
    expect(await arrived).toBe('branch/b023/gw1/command/board-1/call');
  });

  it.each([
    ['a wrong password', 'b023-gw1', 'wrong'],
    ['a user it does not know', 'b024-gw1', 'password of b023-gw1'],
    ['nobody', '', ''],
  ])('refuses %s', async (_what, username, password) => {
    await expect(connected(username, { clientId: 'stranger', password })).rejects.toThrow(/not authorized|bad user/i);
  });
});
