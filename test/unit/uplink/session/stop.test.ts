import { getActiveResourcesInfo } from 'node:process';
import { afterEach, expect, it } from 'vitest';
import { type Behaviour, close, connack, silence, suback } from '../../../support/central-server.js';
import { freePort } from '../../../support/free-port.js';
import { settle } from '../../../support/virtual-clock.js';
import { centralLink, publishing, startSession, WatchedClock } from './central-link.js';

let clocks: WatchedClock[] = [];

async function stoppable(script: readonly Behaviour[] = []) {
  const link = await centralLink({ script });
  clocks.push(link.clock);
  return link;
}

afterEach(() => {
  expect(clocks.map(({ pending }) => pending)).toEqual(clocks.map(() => 0));
  clocks = [];
});

it('says goodbye, so that the centre does not publish our will, and stays away', async () => {
  const { centre, ups, downs, session, clock } = await stoppable();
  await ups.next();
  await session.stop(1_000);
  const [centralSide] = centre.connections.all;
  await centralSide?.ended;
  expect(centralSide?.packets.all.map(({ cmd }) => cmd)).toEqual(['connect', 'subscribe', 'disconnect']);
  await clock.advance(120_000);
  expect(centre.connections.all).toHaveLength(1);
  expect(downs.all).toEqual([]);
  expect(session.stats()).toMatchObject({ connected: false, protocolVersion: undefined });
});

it('waits for the answers to what was sent, and not longer', async () => {
  const { centre, ups, session } = await stoppable([{ publish: silence }]);
  const { publish, kinds } = publishing(await ups.next());
  const centralSide = await centre.connections.next();
  publish('a');
  publish('b');
  const stopped = session.stop(1_000);
  const ids = [await centralSide.publishes.next(), await centralSide.publishes.next()].map(
    ({ messageId }) => messageId,
  );
  expect(centralSide.sent('disconnect')).toEqual([]);
  for (const messageId of ids) centralSide.send({ cmd: 'puback', messageId: messageId ?? 0, reasonCode: 0 });
  await stopped;
  expect(kinds()).toEqual({ a: ['taken'], b: ['taken'] });
  await centralSide.ended;
  expect(centralSide.sent('disconnect')).toHaveLength(1);
});

it('gives up what is not answered within the time, and says goodbye all the same', async () => {
  const { centre, clock, ups, session } = await stoppable([{ publish: silence }]);
  const { publish, kinds } = publishing(await ups.next());
  const centralSide = await centre.connections.next();
  publish('a');
  await centralSide.publishes.next();
  const stopped = session.stop(1_000);
  await clock.advance(999);
  expect(kinds()).toEqual({ a: [] });
  await clock.advance(1);
  await stopped;
  expect(kinds()).toEqual({ a: ['lost'] });
  await centralSide.ended;
  expect(centralSide.sent('disconnect')).toHaveLength(1);
});

it('sends nothing behind its DISCONNECT', async () => {
  const { centre, ups, session } = await stoppable();
  const { publish, kinds } = publishing(await ups.next());
  const stopped = session.stop(500);
  publish('a');
  await stopped;
  const [centralSide] = centre.connections.all;
  await centralSide?.ended;
  expect(centralSide?.packets.all.map(({ cmd }) => cmd)).toEqual(['connect', 'subscribe', 'disconnect']);
  expect(kinds()).toEqual({ a: ['lost'] });
});

const unanswered: readonly [string, Behaviour, 'connect' | 'subscribe'][] = [
  ['CONNECT', { connect: silence }, 'connect'],
  ['SUBSCRIBE', { subscribe: silence }, 'subscribe'],
];
it.each(unanswered)('does not wait for the answer to %s', async (_, behaviour, packet) => {
  const { centre, session, ups, downs } = await stoppable([behaviour]);
  const centralSide = await centre.connections.next();
  while ((await centralSide.packets.next()).cmd !== packet);
  await session.stop(1_000);
  await centralSide.ended;
  expect([ups.all, downs.all]).toEqual([[], []]);
});

it('does not wait for the next attempt', async () => {
  const { session, downs } = await stoppable([{ connect: close }]);
  await downs.next();
  await session.stop(1_000);
});

it('stops in the moment it begins, and twice', async () => {
  const clock = new WatchedClock();
  clocks.push(clock);
  const { session, ups } = startSession({ clock, url: `mqtt://127.0.0.1:${await freePort()}` });
  await Promise.all([session.stop(1_000), session.stop(1_000)]);
  expect(ups.all).toEqual([]);
});

it('does not wait for a centre that never reads', async () => {
  const deaf: Behaviour = {
    subscribe: (connection, packet) => {
      suback(1)(connection, packet);
      connection.socket.pause();
    },
  };
  const { clock, ups, session } = await stoppable([deaf]);
  const { publish, kinds } = publishing(await ups.next());
  for (let count = 0; count < 100; count++) {
    publish(`t${count}`, { payload: Buffer.alloc(100_000) });
    await settle();
  }
  const stopped = session.stop(1_000);
  await clock.advance(1_000);
  await clock.advance(1_000);
  await stopped;
  expect(Object.values(kinds())).toEqual(Array(100).fill(['lost']));
});

it('leaves no socket and no timer of the process behind', async () => {
  const count = (kind: string) => getActiveResourcesInfo().filter((name) => name.startsWith(kind)).length;
  // Other files may have used this process before.
  const timers = count('Timeout');
  const sockets = count('TCP');
  const { centre, ups, downs, session, clock } = await stoppable([{ connect: close }, { connect: connack() }, {}]);
  await downs.next();
  await clock.pass();
  const { publish, answered } = publishing(await ups.next());
  publish('a');
  await answered.next();
  await session.stop(1_000);
  await centre.close();
  await settle();
  expect(count('TCP')).toBeLessThanOrEqual(sockets);
  expect(count('Timeout')).toBeLessThanOrEqual(timers);
});
