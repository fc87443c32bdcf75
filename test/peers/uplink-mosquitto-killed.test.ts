import { connectAsync } from 'mqtt';
import { expect, it, onTestFinished } from 'vitest';
import type { Mosquitto } from '../support/mosquitto.js';
import { isOffline, isOnline, openMosquitto, root, startHome, startOperations } from './central-branch.js';
import { relayTo } from './recording-relay.js';

const publishes = 1_500;
/** mosquitto is killed when it has acknowledged so many to the gateway. */
const killsAt = [200, 700];
const window = 40;

/** A consumer that stays: its session outlives the broker, and it comes back at once. */
async function startConsumer(mosquitto: Mosquitto, onMessage: (payload: string) => void): Promise<void> {
  const client = await connectAsync(`mqtt://127.0.0.1:${mosquitto.port}`, {
    protocolVersion: 5,
    clientId: 'consumer',
    clean: false,
    properties: { sessionExpiryInterval: 3_600 },
    reconnectPeriod: 20,
  });
  client.on('error', () => undefined);
  client.on('message', (_topic, payload) => onMessage(payload.toString()));
  onTestFinished(() => client.endAsync(true));
  await client.subscribeAsync('queue/b023/#', { qos: 1 });
}

it('a mosquitto that is killed twice in a stream has acknowledged all that the gateway did, and what it kept is consumed', async () => {
  const mosquitto = await openMosquitto();
  const relay = await relayTo(mosquitto.port);
  const { observer } = await startHome({ ...mosquitto, port: relay.port });
  await (await startOperations(mosquitto)).expect('/presence', isOnline);

  const consumed = new Set<string>();
  await startConsumer(mosquitto, (payload) => consumed.add(payload));
  // That there is a consumer must survive, or there is nobody to keep messages for until it is back.
  await mosquitto.save();

  const acknowledged: string[] = [];
  let next = 0;
  const publisher = async () => {
    while (next < publishes) {
      const content = `A${next++}`;
      await observer.client.publishAsync(`queue/b023/${next % 3 === 0 ? 'ticket/t' : 'call'}`, content, { qos: 1 });
      acknowledged.push(content);
    }
  };
  const published = Promise.all(Array.from({ length: window }, publisher));
  // What it acknowledged and had neither saved nor handed on dies with it, whoever sent it.
  let before = new Set<string>();
  for (const killAt of killsAt) {
    await expect.poll(() => relay.taken.size, { timeout: 20_000, interval: 2 }).toBeGreaterThanOrEqual(killAt);
    await mosquitto.stop('SIGKILL');
    await mosquitto.start();
    before = new Set(relay.taken);
  }
  await published;
  expect(acknowledged.length).toBe(publishes);
  await expect.poll(() => acknowledged.filter((content) => !relay.taken.has(content)), { timeout: 20_000 }).toEqual([]);
  const kept = acknowledged.filter((content) => !before.has(content));
  expect(kept.length).toBeGreaterThan(0);
  await expect.poll(() => kept.filter((content) => !consumed.has(content)), { timeout: 20_000 }).toEqual([]);
}, 60_000);

it('a gateway that is killed is offline at the centre by its will, and online again when it is back', async () => {
  const mosquitto = await openMosquitto();
  const home = await startHome(mosquitto);
  const watcher = await startOperations(mosquitto);
  const online = await watcher.expect('/presence', isOnline);
  await home.gateway.kill();
  const offline = await watcher.expect('/presence', isOffline);
  expect(offline.message?.['bootId']).toBe(online.message?.['bootId']);
  const late = await startOperations(mosquitto);
  expect(await late.expect('/presence', isOffline)).toMatchObject({ retained: true });
  await home.restart();
  await late.expect('/presence', isOnline);
});

it('a second client with the client id of the gateway is an alarm, and when it leaves the gateway is back', async () => {
  const mosquitto = await openMosquitto();
  const { observer } = await startHome(mosquitto);
  const watcher = await startOperations(mosquitto);
  await watcher.expect('/presence', isOnline);
  const other = await connectAsync(`mqtt://127.0.0.1:${mosquitto.port}`, {
    protocolVersion: 5,
    clientId: 'b023-gw1',
    reconnectPeriod: 50,
  });
  other.on('error', () => undefined);
  onTestFinished(() => other.endAsync(true));
  // This mosquitto only closes: that somebody takes over is told from how often, and how soon, it does.
  const alarm = await observer.expect('/alarm/gateway/uplink-taken-over');
  expect(alarm.message?.data).toMatchObject({ 'is-cleared': false, 'x-code': 'GWY-513', 'x-owner': 'it' });
  await other.endAsync();
  watcher.forget();
  // Two gateways with one id must not chase each other: it waits ten seconds at the least.
  await watcher.expect('/presence', isOnline, 30_000);
  await watcher.expect(`${root}/alarm-event`, (data) => JSON.stringify(data).includes('uplink-taken-over'));
}, 60_000);
