import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import snmp from 'net-snmp';
import { afterEach, expect, it } from 'vitest';
import { guardSession } from '../../../../drivers/terminal/snmp/guard.js';
import { outlineOf } from '../../../../drivers/terminal/snmp/message.js';
import { guardedSockets } from '../../../../drivers/terminal/snmp/socket.js';
import { hex } from '../../../support/hex.js';
import { bench } from './bench.js';
import { relay } from './relay.js';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const asked: ReadonlySet<number | undefined> = new Set([0xa0, 0xa1, 0xa5]);
const authKey = 'correct horse battery';
const privKey = 'staple of the branch';

/** Every fault a device can report, one at a time. */
const troubles: Record<'host' | 'printer' | 'ups', [string, Record<string, unknown>][]> = {
  host: [
    ['storage', { index: 2, usedPercent: 99 }],
    ['process', { name: 'kiosk.exe', running: false }],
    ['clock', { offsetSeconds: 4_000 }],
    ['load', { percent: 100 }],
    ['reboot', {}],
    ['mute-snmp', { on: true }],
    ['mute-snmp', { on: false }],
  ],
  printer: [
    ...Array.from({ length: 15 }, (_, bit): [string, Record<string, unknown>] => [
      'error-state',
      { bytes: (0x8000 >> bit).toString(16).padStart(4, '0') },
    ]),
    ...[3, 8, 12, 13, 30, 33, 501, 807, 808, 1_101, 1_106, 1_306].map((code): [string, Record<string, unknown>] => [
      'alert-add',
      { group: 8, code, training: 5 },
    ]),
    ['cover', { status: 3 }],
    ['device', { index: 1, status: 5 }],
    ['supply', { level: 0 }],
    ['alert-remove', {}],
    ['reboot', {}],
  ],
  ups: [
    ['ups', { source: 'battery' }],
    ['ups', { battery: 'depleted' }],
    ['ups', { test: 'error' }],
    ['ups', { source: 'bypass' }],
    ...Array.from({ length: 24 }, (_, at): [string, Record<string, unknown>] => ['ups-alarm-add', { alarm: at + 1 }]),
    ['mute-snmp', { on: true }],
    ['mute-snmp', { on: false }],
  ],
};

it.each([
  ['host', 'v2c'],
  ['printer', 'v2c'],
  ['ups', 'v2c'],
  ['printer', 'v3'],
] as const)(
  'an hour with every fault of a %s over %s: nothing but questions leaves',
  { timeout: 60_000 },
  async (profile, version) => {
    let said: readonly Buffer[] = [];
    const user = {
      name: 'monitor',
      auth: { protocol: 'sha256' as const, key: authKey },
      priv: { protocol: 'aes' as const, key: privKey },
    };
    const stand = await bench(ends, {
      unit: { profile, users: [user] },
      files: { a: authKey, p: privKey },
      options: {
        processes: ['kiosk.exe'],
        ...(version === 'v3' && { v3: { user: 'monitor', authKeyFile: 'a', privKeyFile: 'p' } }),
      } as never,
      via: async (port) => {
        const wire = await relay(ends, port);
        said = wire.said;
        return wire.port;
      },
    });
    await stand.identify();
    const steps = troubles[profile];
    for (let minute = 0; minute < 60; minute++) {
      await stand.act(...(steps[minute % steps.length] as [string, Record<string, unknown>]));
      await stand.clock.finish(
        stand.session.poll().catch(() => undefined),
        100,
      );
      await stand.clock.advance(Math.max(0, (minute + 1) * 60_000 - stand.clock.monotonic()));
    }
    expect(said.length).toBeGreaterThan(200);
    const outlines = said.map((bytes) => outlineOf(bytes));
    for (const outline of outlines) {
      expect(outline).toBeDefined();
      if (!outline?.encrypted) expect(asked.has(outline?.pdu)).toBe(true);
    }
    // What is encrypted is told by the agent, which has the keys.
    const { requests } = stand.agent.device.view() as { requests: Record<string, number> };
    expect(Object.keys(requests).sort()).toEqual(
      Object.keys(requests)
        .filter((pdu) => ['get', 'get-bulk', 'get-next'].includes(pdu))
        .sort(),
    );
    expect(outlines.some((outline) => outline?.encrypted)).toBe(version === 'v3');
  },
);

/** The package's session behind our guard, and the datagrams that reach the other end. */
async function guarded() {
  const sink = createSocket('udp4');
  const heard: Buffer[] = [];
  sink.on('message', (bytes) => heard.push(bytes));
  sink.bind(0, '127.0.0.1');
  await once(sink, 'listening');
  ends.push(() => sink.close());
  const make = (dgramModule?: unknown) => {
    const session = snmp.Session.create('127.0.0.1', 'public', {
      ...{
        port: sink.address().port,
        trapPort: sink.address().port,
        version: snmp.Version2c,
        timeout: 5_000,
        retries: 0,
      },
      dgramModule,
    });
    ends.push(() => session.close());
    return session;
  };
  return { make, heard };
}
const varbind = { oid: '1.3.6.1.2.1.1.5.0', type: snmp.ObjectType.OctetString, value: 'taken over' };

it('the guard before the session lets no SET, trap or inform through, whoever calls for it', async () => {
  const { make, heard } = await guarded();
  const session = make();
  const questions = guardSession(session);
  const refusals: string[] = [];
  const note = (error: Error | null) => refusals.push(String(error?.message));
  session.set([varbind] as never, note);
  session.trap(snmp.TrapType.ColdStart, note);
  session.inform(snmp.TrapType.ColdStart, note as never);
  expect(refusals).toEqual(Array(3).fill('only questions are ever sent to an SNMP agent'));
  const asking = questions.get(['1.3.6.1.2.1.1.5.0']).catch(() => undefined);
  await expect.poll(() => heard.length).toBe(1);
  expect(heard.map((bytes) => outlineOf(bytes)?.pdu)).toEqual([0xa0]);
  questions.cancel();
  await asking;
});

it('the guard before the wire refuses the bytes of a SET too, and the one without it would have sent them', async () => {
  const { make, heard } = await guarded();
  const outcomes: unknown[] = [];
  const set = (session: snmp.Session) => session.set([varbind] as never, (error) => outcomes.push(error?.message));
  set(make(guardedSockets({ address: '127.0.0.1', authenticated: false })));
  expect(outcomes).toEqual(['only questions are ever sent to an SNMP agent']);
  set(make());
  await expect.poll(() => heard.map((bytes) => outlineOf(bytes)?.pdu)).toEqual([0xa3]);
});

it('a closed session asks nothing', async () => {
  const { make, heard } = await guarded();
  const questions = guardSession(make());
  questions.close();
  questions.close();
  ends.pop();
  await expect(questions.getNext(['1.3'])).rejects.toThrow('closed');
  await expect(questions.getBulk(['1.3'], 5)).rejects.toThrow('closed');
  expect(heard).toEqual([]);
});

it('hears only the host it asks, and no plain answer to an authenticated question', async () => {
  const heard: string[] = [];
  const listen = (rules: Parameters<typeof guardedSockets>[0]) => {
    const socket = guardedSockets(rules).createSocket('udp4');
    ends.push(() => socket.close());
    socket.on('message', ((bytes: Buffer) => {
      heard.push(bytes.toString('hex').slice(0, 8));
      throw new Error('not decodable');
    }) as never);
    return socket;
  };
  const sink = createSocket('udp4');
  sink.bind(0, '127.0.0.1');
  await once(sink, 'listening');
  ends.push(() => sink.close());
  const get = hex(
    '30 26 02 01 01 04 06 70 75 62 6C 69 63 A0 19 02 01 01 02 01 00 02 01 00 30 0E 30 0C 06 08 2B 06 01 02 01 01 03 00 05 00',
  );
  const answer = Uint8Array.from(get, (byte) => (byte === 0xa0 ? 0xa2 : byte));
  sink.on('message', (_bytes, { port }) => sink.send(answer, port, '127.0.0.1'));
  /** Resolves when the sink has answered: on loopback the answer lies in the socket then. */
  const asks = async (socket: ReturnType<typeof listen>) => {
    const answered = once(sink, 'message');
    socket.send(get, 0, get.length, sink.address().port, '127.0.0.1', () => undefined);
    await answered;
  };
  await asks(listen({ address: '127.0.0.2', authenticated: false }));
  await asks(listen({ address: '127.0.0.1', authenticated: true }));
  await asks(listen({ address: '127.0.0.1', authenticated: false }));
  // The last one to be asked hears its answer; those before it had theirs sooner.
  await expect.poll(() => heard.length).toBeGreaterThan(0);
  await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toHaveLength(1);
});
