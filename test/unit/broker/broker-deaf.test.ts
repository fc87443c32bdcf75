import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../drivers/index.js';
import { type BrokerHarness, openBroker } from './broker-harness.js';

let harness: BrokerHarness;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await harness.close();
});

/** CONNECT without a name, then SUBSCRIBE to "hall/#" at QoS 0 (MQTT 3.1.1 sections 3.1 and 3.8). */
const greeting = Buffer.from([
  ...[0x10, 12, 0, 4, ...Buffer.from('MQTT'), 4, 2, 0, 0, 0, 0],
  ...[0x82, 11, 0, 1, 0, 6, ...Buffer.from('hall/#'), 0],
]);

/** A subscriber of hall/# that reads nothing after its SUBACK. */
async function deafSubscriber(): Promise<Socket> {
  const socket = connect(harness.broker.port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.write(greeting);
  let answered = 0;
  await new Promise<void>((resolve) =>
    socket.on('data', (chunk: Buffer) => {
      answered += chunk.length;
      if (answered >= 9) resolve();
    }),
  );
  socket.removeAllListeners('data');
  socket.pause();
  return socket;
}

const payload = Buffer.alloc(50_000, 'x');

describe('a subscriber that does not read', () => {
  it('is cut for what waits for it, told of once, and the others miss nothing meanwhile', async () => {
    harness = await openBroker({ clock: systemClock });
    await Promise.all([deafSubscriber(), deafSubscriber()]);
    const { heard, until } = await harness.listener('hall/#');
    const bystander = await harness.listener('queue/#');
    const sender = await harness.client();
    const caller = await harness.client();
    let sent = 0;
    let slowestMs = 0;
    while (harness.dropped.length < 2 && sent < 4_000) {
      await Promise.all(Array.from({ length: 10 }, () => sender.publishAsync('hall/x', payload, { qos: 1 })));
      sent += 10;
      const begun = performance.now();
      await caller.publishAsync('queue/x', 'called', { qos: 1 });
      await bystander.until(sent / 10);
      slowestMs = Math.max(slowestMs, performance.now() - begun);
    }
    await until(sent);
    expect(heard).toHaveLength(sent);
    expect(harness.dropped).toHaveLength(2);
    for (const reason of harness.dropped)
      expect(reason).toMatch(/^does not read: \d+ messages, \d+ bytes wait for it$/);
    // It was 10 s when all waited for the one who does not read.
    expect(slowestMs).toBeLessThan(2_000);
    expect(harness.broker.stats()).toMatchObject({ dropped: 2, refused: 0 });
  });

  it('is cut for the number of messages too: each weighs more than its bytes', async () => {
    harness = await openBroker({ clock: systemClock, maxPacketBytes: 10_000_000 });
    await deafSubscriber();
    const sender = await harness.client();
    // Fills what the kernel holds between the two.
    for (let i = 0; i < 150; i++) await sender.publishAsync('hall/x', payload, { qos: 1 });
    let sent = 0;
    while (harness.dropped.length === 0 && sent < 60_000) {
      await Promise.all(Array.from({ length: 500 }, () => sender.publishAsync('hall/x', 'x', { qos: 1 })));
      sent += 500;
    }
    expect(harness.dropped).toEqual([expect.stringMatching(/^does not read: 10000 messages/)]);
  });
});

describe('a subscriber that reads slowly', () => {
  it('paces a flood instead of being cut, and gets all of it', async () => {
    // Time stands still: nobody loses patience with it.
    harness = await openBroker();
    const slow = await deafSubscriber();
    const sender = await harness.client();
    const count = 400;
    const sent = Promise.all(Array.from({ length: count }, () => sender.publishAsync('hall/x', payload, { qos: 1 })));
    let bytes = 0;
    const wanted = count * (payload.length + 1 + 3 + 2 + 'hall/x'.length);
    await new Promise<void>((resolve) => {
      slow.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        slow.pause();
        setTimeout(() => slow.resume(), 1);
        if (bytes === wanted) resolve();
      });
      slow.resume();
    });
    await sent;
    expect(bytes).toBe(wanted);
    expect(harness.dropped).toEqual([]);
  });

  it('gets all that is retained, though it is more than may wait', async () => {
    harness = await openBroker();
    const sender = await harness.client();
    for (let i = 0; i < 60; i++) await sender.publishAsync(`hall/${i}`, payload, { qos: 1, retain: true });
    const { heard, until } = await harness.listener('hall/#');
    await until(60);
    expect(heard).toHaveLength(60);
    expect(harness.dropped).toEqual([]);
  });
});

it('a client is told once that there is no room for what it wants retained; the message itself goes through', async () => {
  harness = await openBroker();
  const { until } = await harness.listener('hall/#');
  const sender = await harness.client();
  for (let i = 0; i < 90; i++) await sender.publishAsync(`hall/${i}`, payload, { qos: 1, retain: true });
  await until(90);
  expect(harness.refused).toEqual(['no room for more retained messages of clients']);
  const late = await harness.listener('hall/#');
  await late.until(83);
  expect(late.heard).toHaveLength(83);
});
