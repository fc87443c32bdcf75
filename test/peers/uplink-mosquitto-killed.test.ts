import { connectAsync } from 'mqtt';
import { expect, it, onTestFinished } from 'vitest';
import type { Mosquitto } from '../support/mosquitto.js';
import { isOffline, isOnline, openMosquitto, root, startHome, startOperations } from './central-branch.js';

const publishes = 1_500;
/** mosquitto is killed when so many have come to the consumer. */
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

it('a mosquitto that is killed twice in a stream: the consumer gets all that the gateway acknowledged', async () => {
  const mosquitto = await openMosquitto();
  const { observer } = await startHome(mosquitto);
  await (await startOperations(mosquitto)).expect('/presence', isOnline);

  const consumed = new Set<string>();
  const restarts: Promise<void>[] = [];
  await startConsumer(mosquitto, (payload) => {
    consumed.add(payload);
    if (consumed.size !== killsAt[restarts.length]) return;
    // It hands a message to the consumer before it acknowledges it to the gateway, and saves neither.
    restarts.push(mosquitto.stop('SIGKILL').then(() => mosquitto.start()));
  });
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
  await Promise.all(Array.from({ length: window }, publisher));
  expect(acknowledged.length).toBe(publishes);
  await expect.poll(() => acknowledged.filter((content) => !consumed.has(content)), { timeout: 20_000 }).toEqual([]);
  await Promise.all(restarts);
  expect(restarts.length).toBe(killsAt.length);
});

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
  await watcher.expect(`${root}/alarm-event`, ({ alarm }) => JSON.stringify(alarm).includes('uplink-taken-over'));
}, 60_000);
