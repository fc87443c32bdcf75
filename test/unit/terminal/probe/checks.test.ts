import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { CheckContext } from '../../../../drivers/terminal/probe/attempt.js';
import { bodyLimit, type HttpTarget, httpCheck } from '../../../../drivers/terminal/probe/http-check.js';
import { tcpCheck } from '../../../../drivers/terminal/probe/tcp-check.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { closedPort, httpServer, httpsServer, type Listening, tcpServer } from './servers.js';

const timeoutMs = 200;
const host = '127.0.0.1';
const textAbsent = 'expected the text "in service" in the first 64 KiB of the body, it is not there';
const servers: Listening[] = [];
const up = async (starting: Promise<Listening>) => {
  const server = await starting;
  servers.push(server);
  return server;
};

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

function world() {
  const clock = new VirtualClock();
  const ended = new AbortController();
  const context: CheckContext = { clock, signal: ended.signal, timeoutMs };
  return { clock, context, end: () => ended.abort() };
}

const get = (url: string, more: Partial<HttpTarget> = {}): HttpTarget => ({
  url,
  method: 'GET',
  expectStatus: [200],
  verifyCertificate: true,
  ...more,
});

/** A promise and the function that fulfils it: a server that answers when told. */
function told<T>() {
  let tell: (value: T) => void = () => undefined;
  const heard = new Promise<T>((resolve) => {
    tell = resolve;
  });
  return { heard, tell };
}

describe('the TCP check', () => {
  it('finds an open port, sends nothing and hangs up', async () => {
    const { context, clock } = world();
    const { heard, tell } = told<Socket>();
    const server = await up(tcpServer(tell));
    expect(await tcpCheck({ host, port: server.port }, context)).toEqual({ kind: 'open', latencyMs: 0 });
    const socket = await heard;
    if (!socket.closed) await once(socket, 'close');
    expect(server.received()).toBe('');
    expect(clock.pending).toBe(0);
  });

  it('takes a refusal for a sign of life', async () => {
    const port = await closedPort();
    expect(await tcpCheck({ host, port }, world().context)).toEqual({ kind: 'refused' });
  });

  it('gives up when nothing has come back in time', async () => {
    const server = await up(tcpServer());
    const { context } = world();
    // The time is over before the answer of the other side can be seen.
    const impatient = { now: () => 0, monotonic: () => 0, setTimeout: soon };
    expect(await tcpCheck({ host, port: server.port }, { ...context, clock: impatient })).toEqual({
      kind: 'no-answer',
      reason: 'no answer to the connection within 200 ms',
    });
  });

  it('says why there is no way to an address', async () => {
    // No system connects to a multicast address, and no packet leaves the machine.
    const outcome = await tcpCheck({ host: '224.0.0.1', port: 443 }, world().context);
    expect(outcome).toMatchObject({ kind: 'no-route', reason: expect.stringContaining('224.0.0.1') });
  });

  it('ends at once when the session ends, before it begins or in between', async () => {
    const server = await up(tcpServer());
    const { context, clock, end } = world();
    const running = tcpCheck({ host, port: server.port }, context);
    end();
    expect(await running).toMatchObject({ kind: 'no-answer' });
    expect(await tcpCheck({ host, port: server.port }, context)).toMatchObject({ kind: 'no-answer' });
    expect(clock.pending).toBe(0);
  });
});

describe('the HTTP check', () => {
  it('sends the configured request and nothing else', async () => {
    const server = await up(httpServer((_request, response) => response.end('ok')));
    const outcome = await httpCheck(get(`${server.url}?deep=1`), world().context);
    expect(outcome).toEqual({ kind: 'answered', unmet: undefined, latencyMs: 0 });
    expect(server.received()).toBe(
      `GET /status?deep=1 HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`,
    );
  });

  it('sends HEAD where that is configured', async () => {
    const server = await up(httpServer((_request, response) => response.end('ok')));
    const outcome = await httpCheck(get(server.url, { method: 'HEAD' }), world().context);
    expect(outcome).toMatchObject({ kind: 'answered', unmet: undefined });
    expect(server.received()).toMatch(/^HEAD \/status HTTP/);
  });

  it('does not follow a redirect', async () => {
    const server = await up(
      httpServer((_request, response) => response.writeHead(302, { location: '/elsewhere' }).end()),
    );
    expect(await httpCheck(get(server.url), world().context)).toMatchObject({
      kind: 'answered',
      unmet: 'expected status 200, got 302',
    });
    expect(server.connections()).toBe(1);
  });

  it.each([
    ['there', 'the kiosk is in service', undefined],
    ['there in Chinese', '设备状态：in service 正常', undefined],
    ['not there', 'the kiosk is closed', textAbsent],
  ])('looks for the text: %s', async (_name, body, unmet) => {
    const server = await up(httpServer((_request, response) => response.end(body)));
    const outcome = await httpCheck(get(server.url, { bodyContains: 'in service' }), world().context);
    expect(outcome).toMatchObject({ kind: 'answered', unmet });
  });

  it('finds a text that comes in two pieces', async () => {
    const server = await up(
      httpServer((_request, response) => {
        response.write('all is in ser');
        response.end('vice');
      }),
    );
    const outcome = await httpCheck(get(server.url, { bodyContains: 'in service' }), world().context);
    expect(outcome).toMatchObject({ unmet: undefined });
  });

  it.each([
    ['just inside the limit', bodyLimit - 'in service'.length, undefined],
    ['just beyond it', bodyLimit - 'in service'.length + 1, textAbsent],
  ])('reads 64 KiB of a body without end: the text is %s', async (_name, before, unmet) => {
    const server = await up(
      httpServer((_request, response) => {
        response.write(`${'.'.repeat(before)}in service`);
        const pour = () => {
          while (response.write('x'.repeat(65_536)));
        };
        response.on('drain', pour);
        pour();
      }),
    );
    const { context, clock } = world();
    const outcome = await httpCheck(get(server.url, { bodyContains: 'in service' }), context);
    expect(outcome).toMatchObject({ kind: 'answered', unmet });
    expect(clock.pending).toBe(0);
  });

  it('takes a refusal for a sign of life', async () => {
    const port = await closedPort();
    expect(await httpCheck(get(`http://${host}:${port}/`), world().context)).toEqual({ kind: 'refused' });
  });

  it('knows a black hole, which accepts and says nothing, from a host that is not there', async () => {
    const server = await up(tcpServer());
    const { context, clock } = world();
    const check = httpCheck(get(server.url), context);
    await server.heard(1);
    await clock.advance(timeoutMs);
    expect(await check).toEqual({ kind: 'silent', reason: 'connected, but no complete answer within 200 ms' });
  });

  it('gives up when not even the connection stands in time', async () => {
    const server = await up(httpServer((_request, response) => response.end('ok')));
    const { context } = world();
    const impatient = { now: () => 0, monotonic: () => 0, setTimeout: soon };
    expect(await httpCheck(get(server.url), { ...context, clock: impatient })).toEqual({
      kind: 'no-answer',
      reason: 'no answer to the connection within 200 ms',
    });
  });

  it('waits for an answer that is just fast enough', async () => {
    const { heard, tell } = told<ServerResponse>();
    const server = await up(httpServer((_request, response) => tell(response)));
    const { context, clock } = world();
    const check = httpCheck(get(server.url), context);
    const response = await heard;
    await clock.advance(timeoutMs - 1);
    response.end('ok');
    expect(await check).toEqual({ kind: 'answered', unmet: undefined, latencyMs: timeoutMs - 1 });
  });

  it('does not wait for an answer that is just too slow', async () => {
    const { heard, tell } = told<ServerResponse>();
    const server = await up(httpServer((_request, response) => tell(response)));
    const { context, clock } = world();
    const check = httpCheck(get(server.url), context);
    const response = await heard;
    await clock.advance(timeoutMs);
    response.end('ok');
    expect(await check).toMatchObject({ kind: 'silent' });
  });

  it('does not take the head of an answer for the whole of it', async () => {
    const { heard, tell } = told<ServerResponse>();
    const server = await up(httpServer((_request, response) => tell(response)));
    const { context, clock } = world();
    const check = httpCheck(get(server.url), context);
    (await heard).write('half of it');
    await clock.advance(timeoutMs);
    expect(await check).toMatchObject({ kind: 'silent' });
  });

  it.each<[string, (socket: Socket) => void, string]>([
    ['resets after connecting', (socket) => socket.once('data', () => socket.resetAndDestroy()), 'ECONNRESET'],
    ['hangs up after connecting', (socket) => socket.once('data', () => socket.end()), 'socket hang up'],
    ['speaks another protocol', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'), 'Parse Error'],
    ['breaks off in the head', (socket) => socket.once('data', () => socket.end('HTTP/1.1 200 O')), 'socket hang up'],
    [
      'breaks off in the body',
      (socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort')),
      'in the middle of the answer',
    ],
    [
      'sends a head without end',
      (socket) => socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nA: ${'a'.repeat(100_000)}`)),
      'Header overflow',
    ],
    [
      'wants to change the protocol',
      (socket) =>
        socket.once('data', () =>
          socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
        ),
      'nobody asked for',
    ],
  ])('finds an application broken that %s', async (_name, behave, reason) => {
    const server = await up(tcpServer(behave));
    expect(await httpCheck(get(server.url), world().context)).toMatchObject({
      kind: 'broken',
      reason: expect.stringContaining(reason),
    });
  });

  it('does not ask a server whose certificate nobody vouches for, unless told not to look', async () => {
    let asked = 0;
    const server = await up(
      httpsServer((_request, response) => {
        asked++;
        response.end('ok');
      }),
    );
    expect(await httpCheck(get(server.url), world().context)).toEqual({
      kind: 'untrusted',
      reason: 'the certificate is signed by nobody who is trusted (DEPTH_ZERO_SELF_SIGNED_CERT)',
    });
    expect(asked).toBe(0);
    const trusting = get(server.url, { verifyCertificate: false });
    expect(await httpCheck(trusting, world().context)).toMatchObject({ kind: 'answered', unmet: undefined });
  });

  it('finds an https port broken that speaks plain text', async () => {
    const server = await up(httpServer((_request, response) => response.end('ok')));
    const outcome = await httpCheck(get(server.url.replace('http:', 'https:')), world().context);
    expect(outcome).toMatchObject({ kind: 'broken' });
  });

  it('takes a TLS handshake that hangs for silence, not for absence', async () => {
    const server = await up(tcpServer());
    const { context, clock } = world();
    const check = httpCheck(get(server.url.replace('http:', 'https:')), context);
    await server.heard(1);
    await clock.advance(timeoutMs);
    expect(await check).toMatchObject({ kind: 'silent' });
  });

  it('hangs up when the session ends', async () => {
    const { heard, tell } = told<Socket>();
    const server = await up(tcpServer(tell));
    const { context, clock, end } = world();
    const check = httpCheck(get(server.url), context);
    const socket = await heard;
    await server.heard(1);
    end();
    await check;
    if (!socket.closed) await once(socket, 'close');
    expect(clock.pending).toBe(0);
  });
});

/** A time-out that is over before any packet can have come back. */
function soon(callback: () => void) {
  let wanted = true;
  queueMicrotask(() => wanted && callback());
  return {
    cancel() {
      wanted = false;
    },
  };
}
