import { expect, it } from 'vitest';
import { type CentralConnection, silence } from '../../../support/central-server.js';
import { centralLink, publishing } from './central-link.js';

/** A session with two publishes open, and the centre's side of it. */
async function busyLink() {
  const link = await centralLink({ script: [{ publish: silence }] });
  const open = publishing(await link.ups.next());
  const centralSide = await link.centre.connections.next();
  open.publish('a');
  open.publish('b');
  await centralSide.publishes.next();
  await centralSide.publishes.next();
  return { ...link, ...open, centralSide };
}

const bytes = (hex: string) => (connection: CentralConnection) =>
  connection.socket.write(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const largest = 256 * 1024;

it.each([
  ['closes', (it: CentralConnection) => it.close(), 'UPLINK_LOST', 'the server closed the connection'],
  ['resets the line', (it: CentralConnection) => it.socket.resetAndDestroy(), 'UPLINK_LOST', 'ECONNRESET'],
  [
    'closes in the middle of a packet',
    (it: CentralConnection) => {
      it.socket.write(Buffer.from('30ff01000161', 'hex'));
      it.close();
    },
    'UPLINK_LOST',
    'the server closed the connection',
  ],
  ['sends a packet type that is none', bytes('00 00'), 'UPLINK_LOST', ''],
  ['sends a length of five bytes', bytes('30 ff ff ff ff 01'), 'UPLINK_LOST', ''],
  ['sends a PUBLISH whose topic is longer than it', bytes('30 03 00 09 61'), 'UPLINK_LOST', ''],
  ['sends QoS 3', bytes('36 05 00 01 61 00 01'), 'UPLINK_LOST', ''],
  ['sends a second CONNACK', bytes('20 03 00 00 00'), 'UPLINK_LOST', 'duplicate CONNACK'],
  ['begins a packet of 268 MB', bytes('30 ff ff ff 7f'), 'UPLINK_LOST', 'a packet of 268435460 bytes'],
  ['begins a packet over our size', bytes('30 fd ff 0f'), 'UPLINK_LOST', `we take ${largest}`],
  [
    'answers in HTTP',
    (it: CentralConnection) => it.socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
    'UPLINK_LOST',
    '',
  ],
] as const)(
  'a centre that %s is left; every open publish is lost once, and the next connection comes',
  async (_, act, code, text) => {
    const { clock, ups, downs, kinds, centralSide } = await busyLink();
    act(centralSide);
    const error = await downs.next();
    expect(error).toMatchObject({ code, message: expect.stringContaining(text) });
    expect(error.message).toMatch(/^mqtt:\/\/127.0.0.1:\d+: ./);
    await centralSide.ended;
    expect(kinds()).toEqual({ a: ['lost'], b: ['lost'] });
    await clock.pass();
    await ups.next();
    expect(downs.all).toHaveLength(1);
  },
);

it('a packet of exactly our size is taken', async () => {
  const { messages, centralSide, downs } = await busyLink();
  const payload = Buffer.alloc(largest - 1 - 3 - 2 - 1 - 1);
  const packet = centralSide.bytesOf({ cmd: 'publish', topic: 't', qos: 0, dup: false, retain: false, payload });
  expect(packet).toHaveLength(largest);
  centralSide.socket.write(packet);
  expect((await messages.next()).payload).toHaveLength(payload.length);
  expect(downs.all).toEqual([]);
});

it.each([
  [0x8e, 'UPLINK_TAKEN_OVER', 'another client'],
  [0x87, 'UPLINK_REFUSED', 'not authorised (0x87)'],
  [0x98, 'UPLINK_LOST', 'administrative action (0x98)'],
  [0x8b, 'UPLINK_LOST', 'server shutting down (0x8b)'],
  [0x8d, 'UPLINK_LOST', 'keep alive timeout (0x8d)'],
  [0x93, 'UPLINK_LOST', 'receive maximum exceeded (0x93)'],
  [0x95, 'UPLINK_REFUSED', 'packet too large (0x95)'],
  [0x9c, 'UPLINK_REFUSED', 'use another server (0x9c)'],
  [0xa0, 'UPLINK_LOST', 'maximum connect time (0xa0)'],
  [0x00, 'UPLINK_LOST', 'the server ended the connection'],
])('DISCONNECT with reason code %i is %s: %s, also when it leaves the line open', async (reasonCode, code, text) => {
  const { clock, ups, downs, kinds, centralSide } = await busyLink();
  centralSide.send({ cmd: 'disconnect', reasonCode });
  expect(await downs.next()).toMatchObject({ code, message: expect.stringContaining(text) });
  await centralSide.ended;
  expect(kinds()).toEqual({ a: ['lost'], b: ['lost'] });
  expect(await clock.pass()).toBe(code === 'UPLINK_LOST' ? 125 : 15_000);
  await ups.next();
});

it('a DISCONNECT that comes in one piece with the CONNACK is heard', async () => {
  const { downs } = await centralLink({
    script: [
      {
        connect: (it) => {
          it.send({ cmd: 'connack', reasonCode: 0, sessionPresent: false }, { cmd: 'disconnect', reasonCode: 0x8e });
          it.close();
        },
      },
    ],
  });
  expect(await downs.next()).toMatchObject({ code: 'UPLINK_TAKEN_OVER' });
});

it('whoever publishes on a connection that has ended hears at once that it is lost', async () => {
  const { downs, centralSide, publish, kinds } = await busyLink();
  centralSide.close();
  await downs.next();
  publish('c');
  expect(kinds()).toEqual({ a: ['lost'], b: ['lost'], c: ['lost'] });
});
