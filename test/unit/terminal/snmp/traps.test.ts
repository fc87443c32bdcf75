import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { createHints, hintIntervalMs } from '../../../../drivers/terminal/snmp/hints.js';
import { createTrapPost } from '../../../../drivers/terminal/snmp/trap-post.js';
import { createTrapReader } from '../../../../drivers/terminal/snmp/traps.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { bench } from './bench.js';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}
async function sender(address = '127.0.0.1') {
  const socket = createSocket('udp4');
  socket.bind(0, address);
  await once(socket, 'listening');
  ends.push(() => socket.close());
  return (bytes: Uint8Array, port: number) =>
    new Promise<void>((resolve) => socket.send(bytes, port, '127.0.0.1', () => resolve()));
}

describe('a trap is a hint', () => {
  const auth = { protocol: 'sha256' as const, key: 'correct horse battery' };
  const priv = { protocol: 'aes' as const, key: 'staple of the branch' };
  const user = { name: 'monitor', auth, priv };
  it.each([
    ['v2c', {}, {}],
    ['v3', { user: 'monitor' }, { v3: { user: 'monitor', authKeyFile: 'a', privKeyFile: 'p' } }],
  ])('%s: it makes the driver ask at once, and what it says is not believed', async (_version, how, options) => {
    const port = await freePort();
    const stand = await bench(ends, {
      unit: { profile: 'printer', users: [user], trapTo: { port, ...how } },
      options: { ...options, traps: { port } } as never,
      files: { a: auth.key, p: priv.key },
    });
    await stand.identify();
    await stand.poll();
    stand.seen.alarms.length = 0;
    // The row is gone again before anybody asks: the trap alone raises nothing.
    await stand.act('alert-add', { group: 13, code: 8 });
    await stand.act('alert-remove');
    await expect.poll(() => stand.soon(() => stand.seen.alarms.length)).toBeGreaterThan(0);
    expect(stand.seen.alarms.filter(({ active }) => active)).toEqual([]);
    stand.seen.alarms.length = 0;
    await stand.clock.advance(hintIntervalMs);
    await stand.act('alert-add', { group: 13, code: 8 });
    await expect.poll(() => stand.soon(() => stand.told('printer-paper-jam')?.active)).toBe(true);
  });

  it('of a wrong community, or of another host, is not heard', async () => {
    const port = await freePort();
    const stand = await bench(ends, {
      unit: { profile: 'printer', trapTo: { port, community: 'private' } },
      options: { traps: { port } },
    });
    await stand.identify();
    await stand.act('trap', { kind: 'cold-start' });
    const send = await sender('127.0.0.2');
    await send(Buffer.from('3026020101', 'hex'), port);
    for (let round = 0; round < 10; round++) await stand.clock.advance(1_000);
    expect(stand.seen.alarms).toEqual([]);
  });

  it('before it is known what the device is says nothing of it', async () => {
    const port = await freePort();
    const stand = await bench(ends, {
      unit: { profile: 'printer', trapTo: { port } },
      options: { profile: 'ups', traps: { port } },
    });
    await expect(stand.identify()).rejects.toThrow('UPS-MIB');
    await stand.act('trap', { kind: 'cold-start' });
    for (let round = 0; round < 10; round++) await stand.clock.advance(1_000);
    expect(stand.seen.alarms).toEqual([]);
  });

  it('a port that is taken costs the hints, is told once, and is tried again at each poll', async () => {
    const port = await freePort();
    const blocker = createSocket('udp4');
    blocker.bind(port, '127.0.0.1');
    await once(blocker, 'listening');
    const stand = await bench(ends, {
      unit: { profile: 'printer', trapTo: { port } },
      options: { traps: { port } },
    });
    await stand.identify();
    await stand.poll();
    await stand.poll();
    expect(stand.seen.log.filter((line) => line.includes('no traps are heard'))).toHaveLength(1);
    blocker.close();
    await once(blocker, 'close');
    await stand.poll();
    stand.seen.alarms.length = 0;
    await stand.act('alert-add', { group: 13, code: 8 });
    await expect.poll(() => stand.soon(() => stand.told('printer-paper-jam')?.active)).toBe(true);
  });
});

describe('hints', () => {
  it('hundreds of them are one poll every 5 s, and the last is not lost', async () => {
    const clock = new VirtualClock();
    let polls = 0;
    const hints = createHints(clock, () => polls++);
    for (let second = 0; second < 20; second++) {
      for (let each = 0; each < 50; each++) hints.hint();
      await clock.advance(1_000);
    }
    expect(polls).toBe(5);
    hints.hint();
    await clock.advance(hintIntervalMs - 1);
    expect(polls).toBe(5);
    await clock.advance(1);
    expect(polls).toBe(6);
    await clock.advance(60_000);
    expect(polls).toBe(6);
    hints.hint();
    hints.close();
    expect(clock.pending).toBe(0);
  });
});

describe('the trap post', () => {
  it('one port serves many devices, each with what comes from its host, until the last has gone', async () => {
    const post = createTrapPost();
    const place = { address: '127.0.0.1', port: await freePort() };
    const heard: string[] = [];
    const boxes = await Promise.all(
      ['127.0.0.1', '127.0.0.2'].map((from) => post.listen(place, from, (bytes) => heard.push(`${from} ${bytes}`))),
    );
    const [first, second] = [await sender('127.0.0.1'), await sender('127.0.0.2')];
    await first(Buffer.from('a'), place.port);
    await second(Buffer.from('b'), place.port);
    await (await sender('127.0.0.3'))(Buffer.from('c'), place.port);
    await expect.poll(() => heard.length).toBe(2);
    expect(heard.sort()).toEqual(['127.0.0.1 a', '127.0.0.2 b']);
    await boxes[0]!.close();
    await boxes[0]!.close();
    expect(boxes[1]!.open).toBe(true);
    await second(Buffer.from('d'), place.port);
    await expect.poll(() => heard.length).toBe(3);
    await boxes[1]!.close();
    const again = createSocket('udp4');
    again.bind(place.port, '127.0.0.1');
    await once(again, 'listening');
    again.close();
  });

  it('a port that cannot be had is told, and can be had later', async () => {
    const post = createTrapPost();
    const blocker = createSocket('udp4');
    blocker.bind(0, '127.0.0.1');
    await once(blocker, 'listening');
    const place = { address: '127.0.0.1', port: blocker.address().port };
    await expect(post.listen(place, '127.0.0.1', () => undefined)).rejects.toMatchObject({
      code: 'TRANSPORT_OPEN_FAILED',
    });
    blocker.close();
    await once(blocker, 'close');
    const box = await post.listen(place, '127.0.0.1', () => undefined);
    expect(box.open).toBe(true);
    await box.close();
  });
});

describe('a trap reader', () => {
  it('looks into 10 datagrams a second at most, and lives through any', async () => {
    const clock = new VirtualClock();
    let traps = 0;
    const reader = await createTrapReader({ version: '2c', community: 'public' }, clock, () => traps++);
    // SNMPv2-Trap, community public, no objects.
    const trap = Buffer.from('301802010104067075626c6963a70b0201010201000201003000', 'hex');
    for (let each = 0; each < 30; each++) reader.take(trap, () => undefined);
    expect(traps).toBe(10);
    await clock.advance(1_000);
    reader.take(trap, () => undefined);
    expect(traps).toBe(11);
    const random = seededRandom(7);
    for (let round = 0; round < 300; round++) {
      await clock.advance(110);
      const bytes = Buffer.from(trap);
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      reader.take(bytes, () => undefined);
    }
    await clock.advance(1_000);
    const before = traps;
    reader.take(trap, () => undefined);
    expect(traps).toBe(before + 1);
    reader.close();
    reader.take(trap, () => undefined);
    expect(traps).toBe(before + 1);
  });
});
