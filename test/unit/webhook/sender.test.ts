import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../drivers/clock.js';
import { createSender, type Sender, type SenderOptions } from '../../../gateway/webhook/sender.js';
import { centralAuthority, centralCertificate, centralKey } from '../../support/central-certificates.js';
import { makeCertificate } from '../../support/certificate-maker.js';
import { freePort } from '../../support/free-port.js';
import { answering, type Receiver, startReceiver } from '../../support/receiver.js';

const body = '{"id":"m1","data":{"text":"缺纸"}}';
const never = new AbortController().signal;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function senderTo(url: string, options: Partial<SenderOptions> = {}): Sender {
  const sender = createSender({ url, timeoutMs: 2_000, clock: systemClock, ...options });
  ends.push(() => sender.close());
  return sender;
}
async function receiverAndSender(
  options: Partial<SenderOptions> = {},
): Promise<{ receiver: Receiver; sender: Sender }> {
  const receiver = await startReceiver();
  ends.push(() => receiver.close());
  return { receiver, sender: senderTo(`http://127.0.0.1:${receiver.port}/in?key=k1`, options) };
}
/** A listener of bytes, for what no HTTP server would answer. */
async function bytesServer(onData: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => onData(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

describe('one attempt', () => {
  it('posts the bytes it is given to the path and query of the address', async () => {
    const { receiver, sender } = await receiverAndSender();
    const answer = await sender.post({ 'content-type': 'application/json', 'x-test': 1 }, body, never);
    expect(answer).toEqual({ kind: 'answer', status: 200, retryAfter: undefined });
    expect(receiver.seen[0]).toMatchObject({
      path: '/in?key=k1',
      body,
      headers: { 'content-type': 'application/json', 'x-test': '1', 'content-length': String(Buffer.byteLength(body)) },
    });
  });

  it('uses a connection again', async () => {
    const { receiver, sender } = await receiverAndSender();
    for (let count = 0; count < 3; count++) await sender.post({}, body, never);
    expect(receiver.seen).toHaveLength(3);
    expect(new Set(receiver.seen.map(({ port }) => port)).size).toBe(1);
  });

  it('does not follow a redirect', async () => {
    const { receiver, sender } = await receiverAndSender();
    receiver.always = answering(307, { location: `http://127.0.0.1:${receiver.port}/elsewhere` });
    expect(await sender.post({}, body, never)).toMatchObject({ kind: 'answer', status: 307 });
    expect(receiver.seen).toHaveLength(1);
  });

  it('says when it may come again', async () => {
    const { receiver, sender } = await receiverAndSender();
    receiver.always = answering(429, { 'retry-after': '7' });
    expect(await sender.post({}, body, never)).toEqual({ kind: 'answer', status: 429, retryAfter: '7' });
  });

  it('fails where nobody listens, and says so', async () => {
    const sender = senderTo(`http://127.0.0.1:${await freePort()}/`);
    expect(await sender.post({}, body, never)).toEqual({
      kind: 'failed',
      reason: expect.stringMatching(/ECONNREFUSED/),
    });
  });

  it.each<[string, (socket: Socket) => void, RegExp]>([
    ['is reset', (socket) => socket.resetAndDestroy(), /ECONNRESET|socket hang up/],
    ['is closed without a word', (socket) => socket.end(), /socket hang up/],
    [
      'gives half a head',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-le'),
      /socket hang up|Parse Error|aborted/,
    ],
    ['speaks another protocol', (socket) => socket.end('\x10\x00\x00SSH-2.0-x\r\n'), /Parse Error/],
    ['has a head without end', (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}`), /overflow/i],
    [
      'switches protocols',
      (socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
      /closed|hang up/,
    ],
  ])('fails when the connection %s', async (_what, onData, reason) => {
    const sender = senderTo(`http://127.0.0.1:${await bytesServer(onData)}/`);
    const answer = await sender.post({}, body, never);
    expect(answer).toEqual({ kind: 'failed', reason: expect.stringMatching(reason) });
  });

  it('fails when no answer comes in time, however lively the connection is', async () => {
    const port = await bytesServer((socket) => {
      const drip = setInterval(() => socket.write('HTTP/1.1 100 Continue\r\n\r\n'), 20);
      socket.once('close', () => clearInterval(drip));
    });
    const startedAt = performance.now();
    const sender = senderTo(`http://127.0.0.1:${port}/`, { timeoutMs: 200 });
    expect(await sender.post({}, body, never)).toEqual({ kind: 'failed', reason: 'no answer within 0.2 s' });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  it.each<[string, (socket: Socket) => void]>([
    [
      'is cut off',
      (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf', () => socket.destroy()),
    ],
    ['never ends', (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf')],
  ])('counts what the head says when the body %s', async (_what, onData) => {
    const sender = senderTo(`http://127.0.0.1:${await bytesServer(onData)}/`, { timeoutMs: 300 });
    expect(await sender.post({}, body, never)).toMatchObject({ kind: 'answer', status: 200 });
  });

  it('reads little of an endless body', async () => {
    let written = 0;
    const port = await bytesServer((socket) => {
      const more = () => {
        written += 16_384;
        if (!socket.destroyed) socket.write('x'.repeat(16_384), () => setImmediate(more));
      };
      socket.write('HTTP/1.1 200 OK\r\n\r\n', more);
    });
    const sender = senderTo(`http://127.0.0.1:${port}/`, { timeoutMs: 60_000 });
    expect(await sender.post({}, body, never)).toMatchObject({ kind: 'answer', status: 200 });
    expect(written).toBeLessThan(16_000_000);
  });

  it('an aborted one fails at once', async () => {
    const { receiver, sender } = await receiverAndSender();
    receiver.always = () => undefined;
    const abort = new AbortController();
    const answer = sender.post({}, body, abort.signal);
    await expect.poll(() => receiver.seen.length).toBe(1);
    abort.abort();
    expect(await answer).toEqual({ kind: 'failed', reason: 'the gateway stops' });
    expect(await sender.post({}, body, abort.signal)).toMatchObject({ kind: 'failed' });
    expect(receiver.seen).toHaveLength(1);
  });
});

describe('over TLS', () => {
  const tlsReceiver = async (tls: { key: string; cert: string }) => {
    const receiver = await startReceiver({ tls });
    ends.push(() => receiver.close());
    return receiver;
  };

  it('an authority of its own is enough', async () => {
    const receiver = await tlsReceiver({ key: centralKey, cert: centralCertificate });
    const sender = senderTo(`https://localhost:${receiver.port}/`, { ca: centralAuthority });
    expect(await sender.post({}, body, never)).toMatchObject({ kind: 'answer', status: 200 });
  });

  it('a certificate that nobody vouches for gets nothing, even where the environment would let it pass', async () => {
    const receiver = await tlsReceiver(makeCertificate({ names: ['localhost', '127.0.0.1'] }));
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    onTestFinished(() => void delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']);
    const answer = await senderTo(`https://localhost:${receiver.port}/`).post({}, body, never);
    expect(answer).toEqual({ kind: 'failed', reason: expect.stringMatching(/self.signed/i) });
    expect(receiver.seen).toEqual([]);
  });
});
