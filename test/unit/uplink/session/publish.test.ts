import type { Packet } from 'mqtt-packet';
import { expect, it } from 'vitest';
import { connack, puback, silence } from '../../../support/central-server.js';
import { seededRandom } from '../../../support/random.js';
import { settle } from '../../../support/virtual-clock.js';
import { centralLink, publishing } from './central-link.js';

const unacceptable = new Set([0x90, 0x95, 0x99]);
const refusals = Array.from({ length: 0x80 }, (_, index) => 0x80 + index);

it('every reason code of a PUBACK means one thing: taken, refused for now, or never', async () => {
  const codes = [0x00, 0x10, ...refusals];
  const { ups } = await centralLink({
    script: [{ publish: (connection, packet) => puback(codes[Number(packet.topic)] ?? 0)(connection, packet) }],
  });
  const { publish, answers, answered } = publishing(await ups.next());
  for (const index of codes.keys()) publish(String(index));
  for (const _ of codes) await answered.next();
  for (const [index, reasonCode] of codes.entries()) {
    const kind = reasonCode < 0x80 ? 'taken' : unacceptable.has(reasonCode) ? 'unacceptable' : 'refused';
    const reason = expect.stringMatching(new RegExp(`^[a-zA-Z ]+ \\(0x${reasonCode.toString(16)}\\)$`));
    expect(answers.get(String(index))).toEqual([kind === 'taken' ? { kind } : { kind, reasonCode, reason }]);
  }
});

it('PUBACKs out of order, repeated and for ids nobody waits for answer each publish once', async () => {
  const { centre, ups } = await centralLink({ script: [{ publish: silence }] });
  const { publish, answered, kinds } = publishing(await ups.next());
  const centralSide = await centre.connections.next();
  const topics = ['a', 'b', 'c', 'd'];
  for (const topic of topics) publish(topic);
  const ids = [];
  for (const _ of topics) ids.push((await centralSide.publishes.next()).messageId ?? 0);
  const [a = 0, b = 0, c = 0, d = 0] = ids;
  for (const messageId of [c, c, 60_000, a, c, b, a]) centralSide.send({ cmd: 'puback', messageId, reasonCode: 0 });
  for (const _ of ['c', 'a', 'b']) await answered.next();
  expect(answered.all).toEqual(['c', 'a', 'b']);
  centralSide.send({ cmd: 'puback', messageId: d, reasonCode: 0x97 });
  await answered.next();
  centralSide.close();
  await centralSide.ended;
  await settle();
  expect(kinds()).toEqual({ a: ['taken'], b: ['taken'], c: ['taken'], d: ['refused'] });
});

it('packet ids begin again at 1 and pass by one that still waits, over 70,000 publishes', async () => {
  const { centre, ups } = await centralLink({
    script: [{ publish: (connection, packet) => packet.topic !== 'kept' && puback(0)(connection, packet) }],
  });
  const connection = await ups.next();
  const centralSide = await centre.connections.next();
  await new Promise<void>((resolve) => {
    let left = 70_000;
    const send = (topic: string) =>
      connection.publish({ topic, payload: Buffer.alloc(0), retain: false }, ({ kind }) => {
        if (--left === 0) resolve();
        if (kind === 'taken') send('t');
      });
    send('kept');
    for (let open = 0; open < 500; open++) send('t');
  });
  const ids = centralSide.publishes.all.map(({ messageId }) => messageId);
  expect(ids.slice(0, 2)).toEqual([1, 2]);
  expect(ids.slice(65_534, 65_537)).toEqual([65_535, 2, 3]);
});

const seed = 20_261_126;
it(`answers that arrive byte by byte between other packets are read like whole ones (seed ${seed})`, async () => {
  const random = seededRandom(seed);
  const { centre, ups, messages, session } = await centralLink({ script: [{ publish: silence }] });
  const { publish, answered, kinds } = publishing(await ups.next());
  const centralSide = await centre.connections.next();
  for (let index = 0; index < 20; index++) publish(`t${index}`);
  const ids: number[] = [];
  for (let index = 0; index < 20; index++) ids.push((await centralSide.publishes.next()).messageId ?? 0);
  const packets = ids.flatMap((messageId, index): Packet[] => {
    const payload = Buffer.alloc(Math.floor(random() * 300), 0x40);
    return [
      { cmd: 'puback', messageId, reasonCode: index % 3 === 0 ? 0x87 : 0 },
      { cmd: 'pingresp' },
      { cmd: 'publish', topic: 'a/command', qos: 1, dup: false, retain: false, messageId: index + 1, payload },
    ];
  });
  const bytes = centralSide.bytesOf(...packets);
  for (let at = 0; at < bytes.length; ) {
    const size = at < 200 ? 1 : 1 + Math.floor(random() * 40);
    await new Promise((resolve) => centralSide.socket.write(bytes.subarray(at, at + size), resolve));
    await settle();
    at += size;
  }
  for (let index = 0; index < 20; index++) {
    await answered.next();
    await messages.next();
  }
  const expected = ids.map((_, index) => [`t${index}`, [index % 3 === 0 ? 'refused' : 'taken']]);
  expect(kinds()).toEqual(Object.fromEntries(expected));
  expect(session.stats().connected).toBe(true);
});

it('what is over the packet size of the server is never sent, to the byte', async () => {
  const { centre, ups } = await centralLink({
    script: [{ connect: connack({ properties: { maximumPacketSize: 100 } }) }],
  });
  const { publish, answers, answered } = publishing(await ups.next());
  const fixed = 1 + 1 + 2 + 't'.length + 2 + 1;
  publish('t', { payload: Buffer.alloc(100 - fixed) });
  publish('u', { payload: Buffer.alloc(101 - fixed) });
  await answered.next();
  await answered.next();
  expect(answers.get('u')).toEqual([{ kind: 'unacceptable', reasonCode: 0x95, reason: 'packet too large (0x95)' }]);
  expect(answers.get('t')).toEqual([{ kind: 'taken' }]);
  expect(centre.connections.all[0]?.publishes.all.map(({ topic }) => topic)).toEqual(['t']);
});

it.each([
  [true, {}],
  [true, { retainAvailable: true }],
  [false, { retainAvailable: false }],
])('the retain flag is %s for a server with %o', async (retain, properties) => {
  const { centre, ups } = await centralLink({ script: [{ connect: connack({ properties }) }] });
  const { publish } = publishing(await ups.next());
  const centralSide = await centre.connections.next();
  publish('state', { retain: true });
  expect(await centralSide.publishes.next()).toMatchObject({ topic: 'state', retain, qos: 1, dup: false });
});

it.each([
  [20, { receiveMaximum: 20 }],
  [65_535, undefined],
])('a connection says that the server takes %i unacknowledged', async (receiveMaximum, properties) => {
  const { ups } = await centralLink({ script: [{ connect: connack(properties ? { properties } : {}) }] });
  expect(await ups.next()).toMatchObject({ receiveMaximum });
});

it('correlation and user properties arrive with MQTT 5', async () => {
  const { centre, ups } = await centralLink();
  const { publish } = publishing(await ups.next());
  const centralSide = await centre.connections.next();
  publish('reply', { correlation: Buffer.from([0, 255]), userProperties: { outbox: 'e.critical.7' } });
  const { properties } = await centralSide.publishes.next();
  expect(properties?.correlationData).toEqual(Buffer.from([0, 255]));
  expect({ ...properties?.userProperties }).toEqual({ outbox: 'e.critical.7' });
});
