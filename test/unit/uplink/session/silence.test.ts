import { expect, it } from 'vitest';
import { systemClock } from '../../../../drivers/index.js';
import { type Behaviour, CentralServer, connack, silence, suback } from '../../../support/central-server.js';
import { Line } from '../../../support/line.js';
import { settle } from '../../../support/virtual-clock.js';
import { centralLink, publishing, startSession } from './central-link.js';

it('a centre that says nothing any more is cut after one and a half keepalives; what waits is lost', async () => {
  const { centre, clock, ups, downs } = await centralLink({ script: [{ pingreq: silence, publish: silence }] });
  const { publish, kinds } = publishing(await ups.next());
  const centralSide = await centre.connections.next();
  await clock.advance(15_000);
  expect(downs.all).toEqual([]);
  publish('a');
  publish('b');
  await clock.advance(8_500);
  expect(await downs.next()).toMatchObject({
    code: 'UPLINK_SILENT',
    message: expect.stringMatching(/^mqtt:.* has been silent for 23 s/),
  });
  expect(kinds()).toEqual({ a: ['lost'], b: ['lost'] });
  await centralSide.ended;
  await clock.pass();
  await ups.next();
});

it('a centre that answers publishes and no PINGREQ is there', async () => {
  const { centre, clock, ups, downs } = await centralLink({
    settings: { keepaliveSeconds: 1 },
    script: [{ pingreq: silence }],
  });
  const { publish, answered } = publishing(await ups.next());
  const centralSide = await centre.connections.next();
  const until = Date.now() + 1_700;
  for (let count = 0; Date.now() < until; count++) {
    publish(`t${count}`);
    await answered.next();
    await clock.advance(1);
  }
  expect(centralSide.sent('pingreq')).toHaveLength(1);
  expect(downs.all).toEqual([]);
});

it('a centre that acknowledges nothing is cut after 20 s, however lively it pings', async () => {
  const { centre, clock, ups, downs, session } = await centralLink({ script: [{ publish: silence }] });
  const { publish, kinds } = publishing(await ups.next());
  const centralSide = await centre.connections.next();
  publish('a');
  await clock.advance(5_000);
  publish('b');
  for (let seconds = 5; seconds < 20; seconds += 5) {
    centralSide.send({ cmd: 'pingresp' });
    while (session.stats().heardAgoMs !== 0) await settle();
    await clock.advance(5_000);
    expect(downs.all).toEqual([]);
  }
  await clock.advance(1_500);
  expect(await downs.next()).toMatchObject({
    code: 'UPLINK_SILENT',
    message: expect.stringMatching(/has acknowledged nothing for 21 s/),
  });
  expect(kinds()).toEqual({ a: ['lost'], b: ['lost'] });
});

it('a peer that vanishes behind an open line is noticed', async () => {
  const centre = await CentralServer.start();
  const line = await Line.to(centre.port);
  const { ups, downs } = startSession({
    clock: systemClock,
    url: `mqtt://127.0.0.1:${line.port}`,
    settings: { keepaliveSeconds: 1 },
  });
  const { publish, kinds } = publishing(await ups.next());
  line.freeze();
  publish('a');
  expect(await downs.next()).toMatchObject({ code: 'UPLINK_SILENT' });
  expect(kinds()).toEqual({ a: ['lost'] });
  line.thaw();
  await ups.next();
  await line.close();
  await centre.close();
});

it('a centre with a longer Keep Alive of its own is not taken for silent, and still asked as often as we like', async () => {
  const centre = await CentralServer.start({
    script: [{ connect: connack({ properties: { serverKeepAlive: 600 } }) }],
  });
  const { ups, downs } = startSession({
    clock: systemClock,
    url: `mqtt://127.0.0.1:${centre.port}`,
    settings: { keepaliveSeconds: 1 },
  });
  await ups.next();
  const { packets } = await centre.connections.next();
  for (let pings = 0; pings < 2; ) if ((await packets.next()).cmd === 'pingreq') pings += 1;
  expect(downs.all).toEqual([]);
  await centre.close();
});

it('a shorter Keep Alive of the centre is kept', async () => {
  const { centre, clock, ups, downs } = await centralLink({
    settings: { keepaliveSeconds: 600 },
    script: [{ connect: connack({ properties: { serverKeepAlive: 1 } }), pingreq: silence }],
  });
  await ups.next();
  const { packets } = await centre.connections.next();
  while ((await packets.next()).cmd !== 'pingreq');
  await clock.advance(2_500);
  expect(await downs.next()).toMatchObject({ code: 'UPLINK_SILENT' });
});

it('a centre that never reads shows as unsent bytes, and is cut', async () => {
  const deaf: Behaviour = {
    subscribe: (connection, packet) => {
      suback(1)(connection, packet);
      connection.socket.pause();
    },
  };
  const { clock, ups, downs } = await centralLink({ script: [deaf] });
  const connection = await ups.next();
  const { publish, kinds } = publishing(connection);
  const payload = Buffer.alloc(100_000);
  for (let count = 0; count < 100; count++) {
    publish(`t${count}`, { payload });
    await settle();
  }
  // The buffers of the operating system take some megabytes of the ten.
  expect(connection.unsentBytes).toBeGreaterThan(1_000_000);
  await clock.advance(21_000);
  expect((await downs.next()).code).toBe('UPLINK_SILENT');
  expect(new Set(Object.values(kinds()).map((given) => given.join()))).toEqual(new Set(['lost']));
  await clock.pass();
  await ups.next();
});
