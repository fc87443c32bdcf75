import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalBroker, startBroker } from '../../../gateway/broker/broker.js';
import type { IncomingCommand } from '../../../gateway/commands/incoming.js';
import { createMessageBus, type MessageBus } from '../../../gateway/messages/bus.js';
import { createEnveloper } from '../../../gateway/messages/envelope.js';
import { createPublisher, type Publisher } from '../../../gateway/messages/publisher.js';
import { topicsOf } from '../../../gateway/messages/topics.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const site = { branchId: 'b017', gatewayId: 'gw1' };
const topics = topicsOf(site);

let clock: VirtualClock;
let bus: MessageBus;
let publisher: Publisher;
let broker: LocalBroker;
let commands: IncomingCommand[];
let refusals: string[];
let hold: Promise<void>;
const clients: MqttClient[] = [];

async function start(options: Partial<Parameters<typeof startBroker>[0]> = {}) {
  broker = await startBroker({
    host: '127.0.0.1',
    port: 0,
    websocketPort: 0,
    accounts: [],
    maxPacketBytes: 100_000,
    maxClients: 5,
    topics,
    bus,
    clock,
    onCommand: async (command) => {
      commands.push(command);
      await hold;
    },
    onRefused: (reason) => refusals.push(reason),
    onDropped: () => undefined,
    ...options,
  });
}

async function client(options: Record<string, unknown> = {}, url = `mqtt://127.0.0.1:${broker.port}`) {
  const made = await connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0, ...options });
  clients.push(made);
  return made;
}

const closed = (each: MqttClient) => new Promise<void>((resolve) => each.once('close', () => resolve()));

const nextMessage = (from: MqttClient) =>
  new Promise<[string, Buffer, { retain: boolean }]>((resolve) =>
    from.once('message', (topic, payload, packet) => resolve([topic, payload, packet])),
  );

beforeEach(() => {
  bus = createMessageBus((error) => {
    throw error;
  });
  clock = new VirtualClock();
  const envelop = createEnveloper({ site, bootId: 'b', clock, clockSynced: () => true });
  publisher = createPublisher({ bus, topics, envelop });
  commands = [];
  refusals = [];
  hold = Promise.resolve();
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((each) => each.endAsync(true)));
  await broker?.close();
});

describe('the local broker', () => {
  it('carries what the gateway says to a subscriber, and the retained again to one who comes late', async () => {
    await start();
    const early = await client();
    await early.subscribeAsync('branch/#');
    const live = nextMessage(early);
    publisher.deviceState('board-1', { operating: 'online' });
    expect((await live)[0]).toBe(topics.deviceState('board-1'));
    const late = await client();
    const replay = nextMessage(late);
    await late.subscribeAsync('branch/#');
    const [topic, payload, packet] = await replay;
    expect([topic, packet.retain]).toEqual([topics.deviceState('board-1'), true]);
    expect(JSON.parse(payload.toString()).data).toEqual({ operating: 'online' });
  });

  it('serves MQTT over WebSocket, and nothing else there', async () => {
    await start();
    const browser = await client({}, `ws://127.0.0.1:${broker.websocketPort}`);
    const got = nextMessage(browser);
    await browser.subscribeAsync('branch/#');
    publisher.health({ ok: true });
    expect((await got)[0]).toBe(topics.health);
    const response = await fetch(`http://127.0.0.1:${broker.websocketPort}/`);
    expect(response.status).toBe(426);
  });

  it('acknowledges a command only when the gateway has it safe', async () => {
    let release: () => void = () => undefined;
    hold = new Promise((resolve) => {
      release = resolve;
    });
    await start();
    const sender = await client();
    let acknowledged = false;
    const sent = sender.publishAsync(topics.command('board-1', 'call'), '{"id":"c1"}', { qos: 1 }).then(() => {
      acknowledged = true;
    });
    // Another round trip on the same connection: had the command been acknowledged, this would have come after it.
    await sender.subscribeAsync('queue/x');
    expect(commands).toHaveLength(1);
    expect(acknowledged).toBe(false);
    release();
    await sent;
    expect(commands[0]).toMatchObject({ deviceId: 'board-1', name: 'call', retained: false });
  });

  it('takes the retain flag off a command but tells the gateway of it', async () => {
    await start();
    const sender = await client();
    await sender.publishAsync(topics.command('board-1', 'call'), '{"id":"c1"}', { qos: 1, retain: true });
    expect(commands[0]?.retained).toBe(true);
    const late = await client();
    const got: string[] = [];
    late.on('message', (topic) => got.push(topic));
    publisher.health({});
    const marker = nextMessage(late);
    await late.subscribeAsync('branch/#');
    await marker;
    expect(got).toEqual([topics.health]);
  });

  it('cuts a client that speaks in the name of the gateway, and nobody sees what it said', async () => {
    await start();
    const watcher = await client();
    const got: string[] = [];
    watcher.on('message', (topic) => got.push(topic));
    await watcher.subscribeAsync('branch/#');
    const forger = await client();
    forger.on('error', () => undefined);
    const cut = closed(forger);
    forger.publish(topics.deviceState('board-1'), '{"data":{"operating":"online"}}', { qos: 0 });
    await cut;
    const marker = nextMessage(watcher);
    publisher.health({});
    await marker;
    expect(got).toEqual([topics.health]);
    expect(refusals[0]).toContain('belongs to the gateway');
    expect(broker.stats().refused).toBe(1);
  });

  it('cuts a client whose packet is over the limit; the others go on', async () => {
    await start();
    const other = await client();
    const big = await client();
    big.on('error', () => undefined);
    const cut = closed(big);
    big.publish('queue/big', Buffer.alloc(200_000), { qos: 0 });
    await cut;
    expect(refusals).toEqual(['packet over 100000 bytes']);
    await other.publishAsync('queue/small', 'x', { qos: 1 });
  });

  it('cuts a client that sends something that is not MQTT', async () => {
    await start();
    const socket: Socket = connect(broker.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await once(socket, 'close');
    const fine = await client();
    await fine.publishAsync('queue/x', 'x', { qos: 1 });
  });

  it('refuses the client over the limit', async () => {
    await start({ maxClients: 1 });
    await client();
    await expect(client()).rejects.toThrow();
    expect(refusals).toEqual(['more than 1 clients']);
  });

  it('keeps no session for a client that is away: its queue would have no bound', async () => {
    await start();
    const first = await client({ clientId: 'kiosk', clean: false });
    await first.subscribeAsync('queue/#', { qos: 1 });
    await first.endAsync(true);
    const sender = await client();
    await sender.publishAsync('queue/x', 'while away', { qos: 1 });
    const again = await client({ clientId: 'kiosk', clean: false });
    const got: string[] = [];
    again.on('message', (topic) => got.push(topic));
    await again.subscribeAsync('marker', { qos: 1 });
    const marker = nextMessage(again);
    await sender.publishAsync('marker', 'now', { qos: 1 });
    await marker;
    expect(got).toEqual(['marker']);
  });

  it('bounds the subscriptions of one client', async () => {
    await start();
    const greedy = await client();
    const filters = Array.from({ length: 101 }, (_, i) => `queue/${i}`);
    const error = await greedy.subscribeAsync(filters).catch((reason) => reason);
    expect(error.packet.granted.filter((code: number) => code === 128)).toHaveLength(1);
    expect(refusals).toEqual(['more than 100 subscriptions']);
  });

  it('asks for user and password where there are accounts', async () => {
    await start({ accounts: [{ name: 'queue', password: 'secret' }] });
    await expect(client()).rejects.toThrow(/authorized|password/i);
    await expect(client({ username: 'queue', password: 'wrong' })).rejects.toThrow();
    await client({ username: 'queue', password: 'secret' });
    expect(refusals).toHaveLength(2);
    expect(refusals.join()).not.toContain('secret');
  });

  it('says which setting is at fault when its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    await expect(start({ port })).rejects.toMatchObject({
      code: 'BROKER_LISTEN_FAILED',
      message: expect.stringMatching(/broker\.port: 127\.0\.0\.1:\d+ is already used by another program; allowed/),
    });
    taken.close();
    await start();
  });

  it('a subscriber hears the last word before the broker closes', async () => {
    await start();
    const watcher = await client();
    await watcher.subscribeAsync('branch/#');
    const last = nextMessage(watcher);
    publisher.presence({ status: 'offline' });
    await broker.close();
    expect(JSON.parse((await last)[1].toString()).data).toEqual({ status: 'offline' });
  });

  it('frees its ports at close', async () => {
    await start();
    const { port, websocketPort } = broker;
    await client();
    await broker.close();
    await start({ port, websocketPort });
  });
});
