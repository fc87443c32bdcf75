import { expect, it } from 'vitest';
import { type Behaviour, close, connack } from '../../../support/central-server.js';
import { centralLink } from './central-link.js';

/** Takes only this version, and says so as that version does. */
const refusing = (reasonCode: number): Behaviour => ({ connect: connack({ reasonCode, returnCode: reasonCode }) });
/** A server that knows no MQTT 5 answers in the form of 3.1.1 (section 3.2.2.3). */
const old: Behaviour = { connect: ({ socket }) => socket.write(Buffer.from('20020001', 'hex')) };

it('speaks MQTT 5 first', async () => {
  const { ups, session } = await centralLink();
  expect(await ups.next()).toMatchObject({ protocolVersion: 5, sessionPresent: false });
  expect(session.stats()).toMatchObject({ connected: true, protocolVersion: 5, connections: 1, lastError: undefined });
});

it.each([
  ['with reason code 0x84', refusing(0x84)],
  ['with return code 1 of 3.1.1', old],
])('falls back to 3.1.1 where MQTT 5 is refused %s', async (_, first) => {
  const { centre, clock, ups, downs, session } = await centralLink({ script: [first] });
  const error = await downs.next();
  expect(error).toMatchObject({ code: 'UPLINK_CONNECT_FAILED', message: expect.stringContaining('trying 3.1.1') });
  await clock.pass();
  expect(await ups.next()).toMatchObject({ protocolVersion: 4 });
  expect(session.stats()).toMatchObject({ protocolVersion: 4 });
  expect(centre.connections.all.map(({ protocolVersion }) => protocolVersion)).toEqual([5, 4, 4]);
});

it('tries 3.1.1 after two closings without a CONNACK, and 5 again where that fares no better', async () => {
  const { centre, clock, downs, ups } = await centralLink({ script: Array(5).fill({ connect: close }) });
  for (let attempt = 0; attempt < 5; attempt++) {
    expect((await downs.next()).code).toBe('UPLINK_CONNECT_FAILED');
    await clock.pass();
  }
  await ups.next();
  expect(centre.connections.all.map(({ protocolVersion }) => protocolVersion)).toEqual([5, 5, 4, 4, 5, 5]);
});

it('3.1.1 by option is never left, whatever the server does', async () => {
  const script = [...Array(3).fill({ connect: close }), refusing(1), refusing(1)];
  const { centre, clock, downs, ups } = await centralLink({ settings: { protocolVersion: 4 }, script });
  for (const _ of script) {
    await downs.next();
    await clock.pass();
  }
  expect(await ups.next()).toMatchObject({ protocolVersion: 4 });
  expect(new Set(centre.connections.all.map(({ protocolVersion }) => protocolVersion))).toEqual(new Set([4]));
});

it('3.1.1 that was a guess is taken back with the next outage: a proxy had closed, not an old server', async () => {
  const { centre, clock, downs, ups } = await centralLink({ script: Array(2).fill({ connect: close }) });
  for (let attempt = 0; attempt < 2; attempt++) {
    await downs.next();
    await clock.pass();
  }
  expect(await ups.next()).toMatchObject({ protocolVersion: 4 });
  centre.connections.all.at(-1)?.close();
  await downs.next();
  await clock.pass();
  expect(await ups.next()).toMatchObject({ protocolVersion: 5 });
});

it('3.1.1 that the server asked for is kept', async () => {
  const { centre, clock, downs, ups } = await centralLink({ script: [refusing(0x84)] });
  await downs.next();
  await clock.pass();
  await ups.next();
  centre.connections.all.at(-1)?.close();
  await downs.next();
  await clock.pass();
  expect(await ups.next()).toMatchObject({ protocolVersion: 4 });
});
