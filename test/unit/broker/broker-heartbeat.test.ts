import { describe, expect, it, onTestFinished } from 'vitest';
import type { HeartbeatVerdict, IncomingHeartbeat } from '../../../gateway/heartbeat/mqtt.js';
import { closed, openBroker, topics } from './broker-harness.js';

const topic = topics.heartbeat('kiosk-1');

async function opened(
  verdict: (message: IncomingHeartbeat) => HeartbeatVerdict = () => ({ kind: 'taken' }),
  options = {},
) {
  const came: (Omit<IncomingHeartbeat, 'payload'> & { text: string })[] = [];
  const harness = await openBroker({
    onHeartbeat: ({ payload, ...message }) => {
      came.push({ ...message, text: Buffer.from(payload).toString() });
      return verdict({ payload, ...message });
    },
    ...options,
  });
  onTestFinished(() => harness.close());
  return { ...harness, came };
}

describe('the heartbeat topic of the local broker', () => {
  it.each([0, 1, 2] as const)('hands a message of QoS %d to the gateway, and to nobody else', async (qos) => {
    const { client, listener, came } = await opened();
    const all = await listener('#');
    const kiosk = await client();
    await kiosk.publishAsync(topic, '{"seq":1}', { qos });
    await kiosk.publishAsync('hall/done', 'x', { qos: 1 });
    await all.until(1);
    expect(all.heard).toEqual([{ topic: 'hall/done', text: 'x' }]);
    expect(came).toEqual([{ deviceId: 'kiosk-1', retained: false, user: undefined, text: '{"seq":1}' }]);
  });

  it('what is noted is acknowledged, and told once for each client and reason', async () => {
    const { client, came, refused, broker } = await opened(() => ({ kind: 'noted', reason: 'no beat' }));
    const kiosk = await client();
    for (let count = 0; count < 5; count++) await kiosk.publishAsync(topic, 'x', { qos: 1 });
    await (await client()).publishAsync(topic, 'x', { qos: 1 });
    expect(came).toHaveLength(6);
    expect(refused).toEqual(['no beat', 'no beat']);
    expect(kiosk.connected).toBe(true);
    expect(broker.stats().refused).toBe(2);
  });

  it('what is refused ends the connection', async () => {
    const { client, refused } = await opened(() => ({ kind: 'refused', reason: 'not for you' }));
    const kiosk = await client();
    const gone = closed(kiosk);
    kiosk.publish(topic, 'x', { qos: 1 });
    await gone;
    expect(refused).toEqual(['not for you']);
  });

  it('a retained one is told as such and never kept', async () => {
    const { client, listener, came } = await opened();
    await (await client()).publishAsync(topic, 'x', { qos: 1, retain: true });
    expect(came).toMatchObject([{ retained: true }]);
    const late = await listener('#');
    await (await client()).publishAsync('hall/done', 'x', { qos: 1 });
    await late.until(1);
    expect(late.heard).toEqual([{ topic: 'hall/done', text: 'x' }]);
  });

  it('says as whom the client has logged in', async () => {
    const accounts = [{ name: 'kiosk-1', password: 'p' }];
    const { client, came } = await opened(undefined, { accounts });
    await (await client({ username: 'kiosk-1', password: 'p' })).publishAsync(topic, 'x', { qos: 1 });
    expect(came).toMatchObject([{ user: 'kiosk-1' }]);
  });

  it('a last will is a message of the user who left it', async () => {
    const { client, came } = await opened(undefined, { accounts: [{ name: 'vendor', password: 'p' }] });
    const login = { username: 'vendor', password: 'p' };
    const kiosk = await client({ ...login, will: { topic, payload: Buffer.from('last'), qos: 1, retain: true } });
    const gone = closed(kiosk);
    kiosk.stream.destroy();
    await gone;
    await expect.poll(() => came).toMatchObject([{ text: 'last', retained: true, user: 'vendor' }]);
  });

  it.each(['heartbeat', 'heartbeat/', 'heartbeat/kiosk-1/x', 'heartbeats/kiosk-1'])(
    '%s is none, and says which are open',
    async (name) => {
      const { client, came, refused } = await opened();
      const kiosk = await client();
      const gone = closed(kiosk);
      kiosk.publish(`${topics.root}/${name}`, 'x', { qos: 1 });
      await gone;
      expect(came).toEqual([]);
      expect(refused[0]).toContain(
        `only ${topics.command('{device}', '{name}')} and ${topics.heartbeat('{device}')} are open`,
      );
    },
  );

  it('without a terminal that reports it is closed as everything of the gateway', async () => {
    const { client, refused, close } = await openBroker();
    onTestFinished(close);
    const kiosk = await client();
    const gone = closed(kiosk);
    kiosk.publish(topic, 'x', { qos: 1 });
    await gone;
    expect(refused[0]).toContain(`only ${topics.command('{device}', '{name}')} is open`);
  });
});
