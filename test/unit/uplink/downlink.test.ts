import { describe, expect, it } from 'vitest';
import { commandFilters, commandOf } from '../../../gateway/uplink/downlink.js';
import { type Edge, eventually, openEdge, topics } from './edge.js';

const payload = Buffer.from('{"id":"1"}');
const read = (topic: string, more = {}) => commandOf(topics, { topic, payload, retained: false, ...more });

describe('a message from the centre', () => {
  it('on a command topic is a command of the centre', () => {
    expect(read('branch/b1/gw1/command/door/read')).toStrictEqual({
      deviceId: 'door',
      name: 'read',
      payload,
      retained: false,
      clientId: 'centre',
      origin: 'centre',
    });
  });

  it.each([
    'branch/b1/gw1/command',
    'branch/b1/gw1/command/',
    'branch/b1/gw1/command/door',
    'branch/b1/gw1/command/door/',
    'branch/b1/gw1/command//read',
    'branch/b1/gw1/command/door/read/more',
    'branch/b1/gw1/command/door/read/',
    'branch/b1/gw10/command/door/read',
    'branch/b1/gw1/commands/door/read',
    'branch/b2/gw1/command/door/read',
    'Branch/b1/gw1/command/door/read',
    '/branch/b1/gw1/command/door/read',
    'branch/b1/gw1/device/door/state',
    'branch/b1/gw1/presence',
    '',
  ])('on %j is none', (topic) => {
    expect(read(topic)).toBeUndefined();
  });

  it('that is retained is passed on as such, for the service to refuse', () => {
    expect(read('branch/b1/gw1/command/door/read', { retained: true })).toMatchObject({ retained: true });
  });

  it('brings its expiry and where the answer is wanted', () => {
    const correlation = Buffer.from([0, 1, 255]);
    const topic = 'branch/b1/gw1/command/gateway/hall-call';
    expect(read(topic, { expirySeconds: 0, responseTopic: 'ops/7', correlation })).toMatchObject({
      deviceId: 'gateway',
      expirySeconds: 0,
      replyTo: { topic: 'ops/7', correlation },
    });
    expect(read(topic, { responseTopic: 'ops/7' })).toMatchObject({ replyTo: { topic: 'ops/7' } });
    expect(read(topic, { correlation })).not.toHaveProperty('replyTo');
  });

  it('is asked for at exactly these topics', () => {
    expect(commandFilters(topics)).toEqual(['branch/b1/gw1/command/+/+']);
  });
});

const call = { topic: topics.command('door', 'read'), payload: '{"id":"c1"}' };

async function connected(edge: Edge): Promise<void> {
  await edge.centre.until(() => edge.centre.isConnected);
  await eventually(() => expect(edge.uplink.stats().connected).toBe(true));
}

describe.each([5, 4] as const)('a command, MQTT version %i,', (protocolVersion) => {
  it('that the centre sends during a short cut arrives once', async () => {
    const edge = await openEdge({ settings: { protocolVersion } });
    const { centre, commands } = edge;
    edge.uplink.start();
    await connected(edge);
    await centre.goAway();
    centre.send(call);
    await centre.comeBack();
    await eventually(() => expect(commands).toHaveLength(1));
    await connected(edge);
    centre.cut();
    await eventually(() => expect(edge.uplink.stats().connections).toBe(3));
    centre.send({ ...call, payload: '{"id":"c2"}' });
    await eventually(() => expect(commands).toHaveLength(2));
    expect(commands.map((command) => Buffer.from(command.payload).toString())).toEqual(['{"id":"c1"}', '{"id":"c2"}']);
  });

  it('comes through while a backlog drains, and what is none is ignored', async () => {
    const edge = await openEdge({ settings: { protocolVersion } });
    const { centre, commands } = edge;
    await edge.forward('event', ...Array.from({ length: 3_000 }, (_, n) => `${n}`));
    edge.uplink.start();
    await centre.until(() => centre.arrivals.length > 100);
    centre.send({ topic: 'branch/b1/gw1/presence', payload: 'odd' });
    centre.send({
      ...call,
      retain: true,
      properties: { messageExpiryInterval: 9, responseTopic: 'ops/1', correlationData: Buffer.from('k') },
    });
    await edge.drained();
    await eventually(() => expect(commands).toHaveLength(1));
    expect(commands[0]).toMatchObject({ deviceId: 'door', name: 'read', retained: true, origin: 'centre' });
    if (protocolVersion === 5) {
      expect(commands[0]).toMatchObject({
        expirySeconds: 9,
        replyTo: { topic: 'ops/1', correlation: Buffer.from('k') },
      });
    }
    expect(edge.uplink.stats().connections).toBe(1);
  });
});
