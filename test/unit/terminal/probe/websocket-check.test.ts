import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { CheckContext } from '../../../../drivers/terminal/probe/attempt.js';
import { webSocketCheck } from '../../../../drivers/terminal/probe/websocket-check.js';
import { createKiosk, type KioskView } from '../../../../simulators/terminal/kiosk.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { closedPort, httpServer, type Listening, tcpServer } from './servers.js';

const host = '127.0.0.1';
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const up = async (starting: Promise<Listening>) => {
  const server = await starting;
  closing.push(() => server.close());
  return server;
};

function world() {
  const clock = new VirtualClock();
  const ended = new AbortController();
  const context: CheckContext = { clock, signal: ended.signal, timeoutMs: 200 };
  return { clock, context, end: () => ended.abort() };
}

const target = (port: number, protocols: string[] = []) => ({
  ...{ url: `ws://${host}:${port}/ws?token=canary`, protocols, verifyCertificate: true },
});

async function kioskOn() {
  const kiosk = createKiosk({ clock: new VirtualClock(), random: seededRandom(1) });
  closing.push(() => kiosk.close());
  const port = await kiosk.listen({ host, port: 0 });
  return { kiosk, port, view: () => kiosk.view() as KioskView };
}

/** Accepts the upgrade as the RFC wants, then does as told. */
const accepting = (then: (socket: Socket) => void, protocol = '') =>
  tcpServer((socket) =>
    socket.once('data', (head) => {
      const [, key] = /sec-websocket-key: (\S+)/i.exec(head.toString()) ?? [];
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${protocol}Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      then(socket);
    }),
  );

describe('the WebSocket check', () => {
  it('opens, sends no message and closes by the rules', async () => {
    const { port, view } = await kioskOn();
    const { context, clock } = world();
    expect(await webSocketCheck(target(port), context)).toEqual({ kind: 'open', latencyMs: 0 });
    await expect.poll(() => view().lastTalk).toEqual({ closeCode: 1000, messages: 0 });
    await expect.poll(() => clock.pending).toBe(0);
  });

  it('offers the subprotocols it is told', async () => {
    const { port } = await kioskOn();
    expect(await webSocketCheck(target(port, ['xfs4iot', 'v2']), world().context)).toMatchObject({ kind: 'open' });
    const silent = await up(accepting(() => undefined));
    expect(await webSocketCheck(target(silent.port, ['xfs4iot']), world().context)).toMatchObject({
      kind: 'broken',
      reason: expect.stringContaining('subprotocol'),
    });
  });

  it('does not wait for a goodbye that never comes', async () => {
    const server = await up(accepting(() => undefined));
    const { context, clock } = world();
    expect(await webSocketCheck(target(server.port), context)).toMatchObject({ kind: 'open' });
    expect(clock.pending).toBe(1);
    await clock.advance(1_000);
    expect(clock.pending).toBe(0);
  });

  it('does not mind what the other side says at once', async () => {
    const server = await up(accepting((socket) => socket.write(Buffer.from([0x81, 2, 0x68, 0x69]))));
    expect(await webSocketCheck(target(server.port), world().context)).toMatchObject({ kind: 'open' });
  });

  it.each<[string, (port: number) => Promise<number>, object]>([
    ['nobody listens', () => closedPort(), { kind: 'refused' }],
    [
      'the server takes no upgrade',
      async () => (await up(httpServer((_request, response) => response.writeHead(404).end('secret')))).port,
      { kind: 'broken', reason: 'the upgrade was answered with status 404' },
    ],
    [
      'the server sends us elsewhere',
      async () => (await up(httpServer((_request, response) => response.writeHead(302, { location: '/' }).end()))).port,
      { kind: 'broken', reason: 'the upgrade was answered with status 302' },
    ],
    [
      'the answer proves nothing',
      async () =>
        (
          await up(
            tcpServer((socket) =>
              socket.once('data', () =>
                socket.write(
                  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n',
                ),
              ),
            ),
          )
        ).port,
      { kind: 'broken', reason: expect.stringContaining('Sec-WebSocket-Accept') },
    ],
    [
      'the connection is reset',
      async () => (await up(tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())))).port,
      { kind: 'broken', reason: expect.stringMatching(/ECONNRESET|hang up/) },
    ],
  ])('finds it broken when %s', async (_name, start, outcome) => {
    const { context, clock } = world();
    expect(await webSocketCheck(target(await start(0)), context)).toEqual(outcome);
    expect(clock.pending).toBe(0);
  });

  it('takes an upgrade that hangs for silence', async () => {
    const server = await up(tcpServer());
    const { context, clock } = world();
    const check = webSocketCheck(target(server.port), context);
    await server.heard(1);
    await clock.advance(200);
    expect(await check).toEqual({ kind: 'silent', reason: 'connected, but no complete answer within 200 ms' });
  });

  it('ends with the session, without a goodbye', async () => {
    const server = await up(tcpServer());
    const { context, clock, end } = world();
    const check = webSocketCheck(target(server.port), context);
    await server.heard(1);
    end();
    await check;
    expect(clock.pending).toBe(0);
  });
});
