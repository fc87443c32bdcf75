import { getEventListeners, once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../../drivers/clock.js';
import { openTcpLink } from '../../../drivers/transport/tcp.js';
import { listenTo } from '../../support/ear.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const servers: Server[] = [];
const never = new AbortController().signal;

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(options: { allowHalfOpen?: boolean; pauseOnConnect?: boolean } = {}) {
  const server = createServer(options);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

/** A link and the peer's socket at its other end. */
async function connected(options: Parameters<typeof listen>[0] & { clock?: Clock } = {}) {
  const { server, port } = await listen(options);
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const link = await openTcpLink({ host: '127.0.0.1', port }, { clock: options.clock ?? systemClock, signal: never });
  const [peer] = await accepted;
  peer.on('error', () => {});
  return { link, peer, port };
}

const all256 = Uint8Array.from({ length: 256 }, (_, value) => value);

describe('an open connection', () => {
  test('carries every byte value both ways', async () => {
    const { link, peer, port } = await connected();
    expect(link.name).toBe(`tcp 127.0.0.1:${port}`);
    peer.on('data', (bytes) => peer.write(bytes));
    const incoming = listenTo(link);
    await link.write(all256);
    expect(await incoming.atLeast(256)).toEqual([...all256]);
    await link.close();
  });

  test('keeps bytes that come before anybody listens', async () => {
    const { link, peer } = await connected();
    peer.write(Uint8Array.of(1, 2));
    peer.end(Uint8Array.of(3));
    await link.closed;
    expect(listenTo(link).bytes).toEqual([1, 2, 3]);
  });

  test('sends small writes at once, in order', async () => {
    const { link, peer } = await connected();
    const received: number[] = [];
    peer.on('data', (bytes) => received.push(...bytes));
    await Promise.all([1, 2, 3, 4, 5].map((value) => link.write(Uint8Array.of(value))));
    await link.close();
    await once(peer, 'close');
    expect(received).toEqual([1, 2, 3, 4, 5]);
  });

  test('a receiver that throws costs this link and nothing else', async () => {
    const { link, peer } = await connected();
    link.onData(() => {
      throw new Error('cannot read this');
    });
    peer.write(Uint8Array.of(1));
    await expect(link.closed).resolves.toEqual({
      kind: 'lost',
      detail: 'the receiver of its data failed: cannot read this',
    });
  });
});

describe('a connection that cannot be made', () => {
  test('refused: says where and why', async () => {
    const { server, port } = await listen();
    server.close();
    await once(server, 'close');
    await expect(openTcpLink({ host: '127.0.0.1', port }, { clock: systemClock, signal: never })).rejects.toMatchObject(
      {
        code: 'TRANSPORT_OPEN_FAILED',
        retryable: true,
        message: `cannot connect to 127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port} (nothing listens there, or the device serves another host: most printers take one connection at a time)`,
      },
    );
  });

  test('refused at every address of a name: the reason is not empty', async () => {
    const { server, port } = await listen();
    server.close();
    await once(server, 'close');
    await expect(openTcpLink({ host: 'localhost', port }, { clock: systemClock, signal: never })).rejects.toThrow(
      new RegExp(`localhost:${port}: .*ECONNREFUSED.*serves another host`),
    );
  });

  test('no such host', async () => {
    const opening = openTcpLink({ host: 'printer.invalid', port: 9100 }, { clock: systemClock, signal: never });
    await expect(opening).rejects.toMatchObject({
      code: 'TRANSPORT_OPEN_FAILED',
      message: expect.stringContaining('printer.invalid:9100'),
    });
  });

  test('a port that is no port', async () => {
    const opening = openTcpLink({ host: '127.0.0.1', port: 70_000 }, { clock: systemClock, signal: never });
    await expect(opening).rejects.toMatchObject({ code: 'TRANSPORT_OPEN_FAILED' });
  });

  test('no answer: gives up after the connect time-out', async () => {
    const { port } = await listen();
    const delays: number[] = [];
    // This clock is over before the system can answer.
    const setTimeout: Clock['setTimeout'] = (callback, ms) => {
      delays.push(ms);
      queueMicrotask(callback);
      return { cancel: () => {} };
    };
    const clock = { ...systemClock, setTimeout };
    await expect(openTcpLink({ host: '127.0.0.1', port }, { clock, signal: never })).rejects.toMatchObject({
      code: 'TRANSPORT_OPEN_FAILED',
      message: `cannot connect to 127.0.0.1:${port}: no connection within 5000 ms`,
    });
    await openTcpLink({ host: '127.0.0.1', port }, { clock, signal: never, connectTimeoutMs: 70 }).catch(() => {});
    expect(delays).toEqual([5_000, 70]);
  });

  test('leaves nothing behind at the signal, which outlives thousands of attempts', async () => {
    const { signal } = new AbortController();
    const { server, port } = await listen();
    const link = await openTcpLink({ host: '127.0.0.1', port }, { clock: systemClock, signal });
    await link.close();
    server.close();
    await openTcpLink({ host: '127.0.0.1', port }, { clock: systemClock, signal }).catch(() => {});
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('given up by the caller, before or while it is tried', async () => {
    const clock = new VirtualClock();
    const { port } = await listen();
    for (const when of ['before', 'while']) {
      const stop = new AbortController();
      if (when === 'before') stop.abort();
      const opening = openTcpLink({ host: '127.0.0.1', port }, { clock, signal: stop.signal });
      stop.abort();
      await expect(opening).rejects.toThrow(`cannot connect to 127.0.0.1:${port}: given up`);
    }
    expect(clock.pending).toBe(0);
  });
});

describe('a connection that ends', () => {
  test('by us: close waits until the peer can see it, further writes are refused', async () => {
    const clock = new VirtualClock();
    const { link, peer } = await connected({ clock });
    const seen = once(peer, 'end');
    peer.resume();
    await link.close();
    await seen;
    await expect(link.closed).resolves.toEqual({ kind: 'local', detail: 'closed by us' });
    await expect(link.write(all256)).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    await link.close();
    expect(clock.pending).toBe(0);
  });

  test('by the peer', async () => {
    const { link, peer } = await connected();
    peer.end();
    await expect(link.closed).resolves.toEqual({ kind: 'lost', detail: 'closed by the peer' });
    await expect(link.write(all256)).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
  });

  test('by the peer shutting one half only', async () => {
    const { link, peer } = await connected({ allowHalfOpen: true });
    peer.end();
    await expect(link.closed).resolves.toMatchObject({ kind: 'lost' });
  });

  test('by a reset', async () => {
    const { link, peer } = await connected();
    peer.resetAndDestroy();
    await expect(link.closed).resolves.toMatchObject({ kind: 'lost', detail: expect.stringContaining('ECONNRESET') });
  });

  test('by a reset and our close at the same time: nothing escapes, one reason', async () => {
    const { link, peer } = await connected();
    peer.resetAndDestroy();
    await Promise.all([link.close(), link.close()]);
    await expect(link.closed).resolves.toMatchObject({ kind: 'local' });
  });

  test('nothing is delivered after our close', async () => {
    const { link, peer } = await connected();
    const incoming = listenTo(link);
    peer.write(all256);
    await link.close();
    expect(incoming.bytes).toEqual([]);
  });
});

describe('a peer that never reads', () => {
  const much = new Uint8Array(64 * 1024 * 1024);

  test('ends the link after the write time-out; every write under way hears of it', async () => {
    const clock = new VirtualClock();
    const { link } = await connected({ clock, pauseOnConnect: true });
    const first = link.write(much, { timeoutMs: 3_000 });
    const second = link.write(all256, { timeoutMs: 60_000 });
    const failures = Promise.allSettled([first, second]);
    await clock.advance(2_999);
    expect(clock.pending).toBe(2);
    await clock.advance(1);
    expect(await failures).toMatchObject([
      { reason: { code: 'TRANSPORT_WRITE_TIMEOUT', message: expect.stringContaining('within 3000 ms') } },
      { reason: { code: 'TRANSPORT_CLOSED' } },
    ]);
    await expect(link.closed).resolves.toMatchObject({ kind: 'lost' });
    expect(clock.pending).toBe(0);
  });

  test('gets no torn rest later: what the system still holds for it is dropped', async () => {
    const clock = new VirtualClock();
    const { link, peer } = await connected({ clock, pauseOnConnect: true });
    const write = link.write(much).catch(() => {});
    await clock.advance(5_000);
    await write;
    await link.closed;
    let received = 0;
    peer.on('data', (bytes) => {
      received += bytes.length;
    });
    peer.resume();
    await once(peer, 'close');
    // What reached its receive buffer before; several MB more wait on our side.
    expect(received).toBeLessThan(1024 * 1024);
  });

  test('does not keep close waiting', async () => {
    const { link } = await connected({ pauseOnConnect: true });
    const write = link.write(much);
    const failed = expect(write).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    await link.close();
    await failed;
  });

  test('holds the writer back until it reads', async () => {
    const clock = new VirtualClock();
    const { link, peer } = await connected({ clock, pauseOnConnect: true });
    let taken = false;
    const write = link.write(much).then(() => (taken = true));
    await clock.advance(4_000);
    expect(taken).toBe(false);
    peer.resume();
    await write;
    await link.close();
  });
});
