import { expect, it } from 'vitest';
import { type Behaviour, connack, silence, suback } from '../../../support/central-server.js';
import { centralLink } from './central-link.js';

/** Of CONNACK, from 0x80 on (MQTT 5.0 section 3.2.2.2), with what only people can mend. */
const forPeople = new Set([0x85, 0x86, 0x87, 0x8a, 0x8c, 0x90, 0x95, 0x99, 0x9b, 0x9c, 0x9d]);
/** Without those that have stories of their own: 0x84 (another version) and 0x9a (another last will). */
const codes = Array.from({ length: 0x80 }, (_, index) => 0x80 + index).filter((code) => code !== 0x84 && code !== 0x9a);
const hex = (code: number) => `0x${code.toString(16).padStart(2, '0')}`;

it('every reason code of a refused connection is told, and waits as long as it is worth', async () => {
  const script = codes.map((reasonCode): Behaviour => ({ connect: connack({ reasonCode }) }));
  const { clock, downs, ups } = await centralLink({ script });
  let inRow = 0;
  for (const code of codes) {
    const error = await downs.next();
    const isForPeople = forPeople.has(code);
    inRow = isForPeople ? inRow + 1 : 0;
    expect([code, error.code]).toEqual([code, isForPeople ? 'UPLINK_REFUSED' : 'UPLINK_CONNECT_FAILED']);
    expect(error.message).toMatch(new RegExp(`^mqtt://127.0.0.1:\\d+ refuses the connection: .*\\(${hex(code)}\\)`));
    const waited = await clock.pass();
    if (isForPeople) expect(waited).toBe(10_000 + (Math.min(60_000, 10_000 * 2 ** inRow) - 10_000) / 2);
    else expect(waited).toBeLessThanOrEqual(30_000);
  }
  await ups.next();
});

it.each([
  [1, 'UPLINK_CONNECT_FAILED', 'unsupported protocol version'],
  [2, 'UPLINK_REFUSED', 'client id not valid'],
  [3, 'UPLINK_CONNECT_FAILED', 'server unavailable'],
  [4, 'UPLINK_REFUSED', 'bad user name or password'],
  [5, 'UPLINK_REFUSED', 'not authorised'],
  [6, 'UPLINK_CONNECT_FAILED', 'unknown reason'],
  [255, 'UPLINK_CONNECT_FAILED', 'unknown reason'],
])('return code %i of 3.1.1 is %s: %s', async (returnCode, code, text) => {
  const { clock, downs, ups } = await centralLink({
    settings: { protocolVersion: 4 },
    script: [{ connect: connack({ returnCode }) }],
  });
  expect(await downs.next()).toMatchObject({ code, message: expect.stringContaining(text) });
  expect(await clock.pass()).toBe(code === 'UPLINK_REFUSED' ? 15_000 : 125);
  await ups.next();
});

it.each([
  [5, 0x87],
  [4, 0x80],
] as const)(
  'a centre that refuses the commands of a gateway (MQTT %i, SUBACK %i) is told as such',
  async (version, code) => {
    const settings = { protocolVersion: version };
    // The first connection of 3.1.1 only clears the old session.
    const { centre, downs, ups } = await centralLink({ settings, afterwards: { subscribe: suback(code) } });
    const error = await downs.next();
    expect(error).toMatchObject({ code: 'UPLINK_REFUSED', message: expect.stringContaining('subscribe') });
    await centre.connections.all.at(-1)?.ended;
    expect(ups.all).toEqual([]);
  },
);

it.each([
  ['takes QoS 0 only', { maximumQoS: 0 }, /QoS 0/],
  ['lets nothing be unacknowledged', { receiveMaximum: 0 }, /Receive Maximum/],
  ['takes no packet of any size', { maximumPacketSize: 0 }, /Maximum Packet Size/],
])('a centre that %s is refused: nothing could be delivered', async (_, properties, text) => {
  const { centre, downs, ups } = await centralLink({ script: [{ connect: connack({ properties }) }] });
  expect(await downs.next()).toMatchObject({ code: 'UPLINK_REFUSED', message: expect.stringMatching(text) });
  await centre.connections.all[0]?.ended;
  expect(ups.all).toEqual([]);
});

it('a reason in a DISCONNECT during the subscription is not lost, and no reason to leave MQTT 5', async () => {
  const notAuthorised: Behaviour = {
    subscribe: (connection) => {
      connection.send({ cmd: 'disconnect', reasonCode: 0x87 });
      connection.close();
    },
  };
  const { centre, clock, downs, ups } = await centralLink({ script: [notAuthorised, notAuthorised, notAuthorised] });
  for (let attempt = 0; attempt < 3; attempt++) {
    expect(await downs.next()).toMatchObject({
      code: 'UPLINK_REFUSED',
      message: expect.stringContaining('not authorised (0x87)'),
    });
    await clock.pass();
  }
  expect(await ups.next()).toMatchObject({ protocolVersion: 5 });
  expect(centre.connections.all.map(({ protocolVersion }) => protocolVersion)).toEqual([5, 5, 5, 5]);
});

it('a centre that closes at the subscription speaks our version: there is no falling back', async () => {
  const closing: Behaviour = { subscribe: (connection) => connection.close() };
  const { clock, downs, ups } = await centralLink({ script: [closing, closing, closing] });
  for (let attempt = 0; attempt < 3; attempt++) {
    expect(await downs.next()).toMatchObject({ code: 'UPLINK_LOST' });
    await clock.pass();
  }
  expect(await ups.next()).toMatchObject({ protocolVersion: 5 });
});

it.each([
  ['connect', { connect: silence }],
  ['subscribe', { subscribe: silence }],
] as const)('a centre that never answers %s is given up after 10 s', async (packet, behaviour) => {
  const { centre, clock, downs, ups } = await centralLink({ script: [behaviour] });
  const connection = await centre.connections.next();
  while ((await connection.packets.next()).cmd !== packet);
  await clock.advance(9_999);
  expect(downs.all).toEqual([]);
  await clock.advance(1);
  expect(await downs.next()).toMatchObject({
    code: 'UPLINK_CONNECT_FAILED',
    message: expect.stringMatching(/^mqtt:\/\/127.0.0.1:\d+: no answer within 10 s/),
  });
  await connection.ended;
  await clock.pass();
  await ups.next();
});
