import type { IPublishPacket } from 'mqtt-packet';
import { expect, it } from 'vitest';
import type { IncomingMessage } from '../../../../gateway/uplink/session/connection.js';
import { Arrivals } from '../../../support/arrivals.js';
import { type Behaviour, connack } from '../../../support/central-server.js';
import { settle } from '../../../support/virtual-clock.js';
import { centralLink, commands } from './central-link.js';

const topic = 'branch/b1/gw1/command/board/show';
const command = (messageId: number, more: Partial<IPublishPacket> = {}): IPublishPacket => ({
  ...{ cmd: 'publish', topic, payload: '{"id":"c"}', qos: 1, dup: false, retain: false, messageId },
  ...more,
});

it('subscribes to its commands at QoS 1 on every connection, in a session the centre keeps', async () => {
  const { centre, clock, ups, downs } = await centralLink({ settings: { sessionExpirySeconds: 77 } });
  for (let count = 0; count < 2; count++) {
    await ups.next();
    const centralSide = await centre.connections.next();
    expect(centralSide.connectPacket).toMatchObject({
      ...{ clean: false, clientId: 'b1-gw1', keepalive: 15 },
      properties: { sessionExpiryInterval: 77, receiveMaximum: 20, maximumPacketSize: 262_144 },
    });
    expect(centralSide.sent('subscribe')).toMatchObject([{ subscriptions: [{ topic: commands, qos: 1 }] }]);
    centralSide.close();
    await downs.next();
    await clock.pass();
  }
});

it('the PUBACK to a command waits until it is taken, and commands come one after the other', async () => {
  const taken = new Arrivals<() => void>();
  const { centre, ups, clock } = await centralLink({
    session: { onMessage: () => new Promise<void>((resolve) => taken.add(resolve)) },
  });
  await ups.next();
  const { packets, sent, send } = bound(await centre.connections.next());
  send(command(7), command(8));
  const first = await taken.next();
  await clock.advance(5_000);
  expect([sent('puback'), taken.all.length]).toEqual([[], 1]);
  first();
  const second = await taken.next();
  while ((await packets.next()).cmd !== 'puback');
  await settle();
  expect(sent('puback').map(({ messageId }) => messageId)).toEqual([7]);
  second();
  while ((await packets.next()).cmd !== 'puback');
  expect(sent('puback').map(({ messageId }) => messageId)).toEqual([7, 8]);
});

it('answers to publishes are heard while a command is being taken', async () => {
  const { centre, ups, session } = await centralLink({ session: { onMessage: () => new Promise(() => undefined) } });
  const connection = await ups.next();
  const centralSide = await centre.connections.next();
  centralSide.send(command(1));
  await new Promise<void>((resolve) =>
    connection.publish({ topic: 'a', payload: Buffer.alloc(0), retain: false }, ({ kind }) => {
      expect(kind).toBe('taken');
      resolve();
    }),
  );
  expect(session.stats().pubackAgoMs).toBe(0);
});

it('expiry, response topic and correlation of a command are passed on', async () => {
  const { centre, ups, messages } = await centralLink();
  await ups.next();
  const centralSide = await centre.connections.next();
  const correlationData = Buffer.from([0, 1, 255]);
  centralSide.send(
    command(1, { properties: { messageExpiryInterval: 30, responseTopic: 'ops/reply', correlationData } }),
    command(2, { retain: true, payload: '' }),
  );
  expect(await messages.next()).toEqual({
    ...{ topic, payload: Buffer.from('{"id":"c"}'), retained: false },
    ...{ expirySeconds: 30, responseTopic: 'ops/reply', correlation: correlationData },
  } satisfies IncomingMessage);
  expect(await messages.next()).toEqual({ topic, payload: Buffer.alloc(0), retained: true });
});

it('what the centre kept for us arrives although it comes in one piece with the CONNACK', async () => {
  const resumed: Behaviour = {
    connect: (it) => it.send({ cmd: 'connack', reasonCode: 0, sessionPresent: true }, command(3, { dup: true })),
  };
  const { centre, ups, messages } = await centralLink({ script: [resumed] });
  expect(await messages.next()).toMatchObject({ topic });
  expect(await ups.next()).toMatchObject({ sessionPresent: true });
  const { packets } = await centre.connections.next();
  while ((await packets.next()).cmd !== 'puback');
});

it('3.1.1: a start clears the old session, a short absence keeps it, a long one clears it with a connection of its own', async () => {
  const settings = { protocolVersion: 4, sessionExpirySeconds: 120 } as const;
  let isAway = false;
  const afterwards: Behaviour = { connect: (it) => (isAway ? it.socket.resetAndDestroy() : connack()(it)) };
  const { centre, clock, ups, downs } = await centralLink({ settings, afterwards });
  const cleanOf = () => centre.connections.all.map((it) => it.connectPacket.clean);
  await ups.next();
  expect(cleanOf()).toEqual([true, false]);
  expect(centre.connections.all[0]?.packets.all.map(({ cmd }) => cmd)).toEqual(['connect', 'disconnect']);
  centre.connections.all[1]?.close();
  await downs.next();
  await clock.pass();
  await ups.next();
  expect(cleanOf()).toEqual([true, false, false]);
  isAway = true;
  centre.connections.all[2]?.close();
  await downs.next();
  for (let waitedMs = 0; waitedMs <= 120_000; ) {
    waitedMs += await clock.pass();
    await downs.next();
  }
  isAway = false;
  await clock.pass();
  await ups.next();
  expect(cleanOf().slice(-2)).toEqual([true, false]);
});

it('what 3.1.1 has no words for is left out', async () => {
  const { centre, ups } = await centralLink({ settings: { protocolVersion: 4, username: 'u', password: 'p' } });
  await ups.next();
  const connect = centre.connections.all[1]?.connectPacket;
  expect(connect).toMatchObject({ protocolVersion: 4, username: 'u', password: Buffer.from('p') });
  expect(connect?.properties).toBeUndefined();
});

function bound(it: Awaited<ReturnType<typeof centralLink>>['centre']['connections']['all'][number]) {
  return { packets: it.packets, sent: it.sent.bind(it), send: it.send.bind(it) };
}
