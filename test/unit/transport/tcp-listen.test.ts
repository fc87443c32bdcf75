import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../drivers/clock.js';
import type { ByteLink, ListenPort } from '../../../drivers/transport/link.js';
import { createPortOpener } from '../../../drivers/transport/open.js';
import { listenTo } from '../../support/ear.js';
import { freePort } from '../../support/free-port.js';
import { settle } from '../../support/virtual-clock.js';

const never = new AbortController().signal;
const open = createPortOpener({ clock: systemClock });
const ports: ListenPort[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const port of ports.splice(0)) await port.close();
});

/** A port, and everything that has connected to it in order. */
async function listening(settings: { from?: string[]; host?: string } = {}) {
  const number = await freePort();
  const port = await open({ type: 'tcp-listen', host: '127.0.0.1', port: number, ...settings }, never);
  ports.push(port);
  const links: ByteLink[] = [];
  let wake = () => {};
  const take = () =>
    port.onConnection((link) => {
      links.push(link);
      wake();
    });
  const next = async (count: number) => {
    while (links.length < count) await new Promise<void>((resolve) => (wake = resolve));
    return links[count - 1]!;
  };
  return { port, number, links, take, next };
}

async function call(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  sockets.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

describe('a port at which a device calls', () => {
  test('hands on each connection as a link of its own, and stays when one ends', async () => {
    const { port, number, take, next } = await listening();
    expect(port.name).toBe(`tcp-listen 127.0.0.1:${number}`);
    take();
    const first = await call(number);
    const link = await next(1);
    expect(link.name).toMatch(new RegExp(`^tcp 127\\.0\\.0\\.1:\\d+ on tcp-listen 127\\.0\\.0\\.1:${number}$`));
    first.write(Uint8Array.of(1, 2, 3));
    expect(await listenTo(link).atLeast(3)).toEqual([1, 2, 3]);
    const answer = once(first, 'data');
    await link.write(Uint8Array.of(9));
    expect([...(await answer)[0]]).toEqual([9]);
    first.end();
    expect(await link.closed).toEqual({ kind: 'lost', detail: 'closed by the peer' });
    await call(number);
    expect(await next(2)).not.toBe(link);
  });

  test('keeps what called, and what it said, until somebody takes it', async () => {
    const { number, take, next } = await listening();
    const early = await call(number);
    early.write(Uint8Array.of(7));
    const later = await call(number);
    later.write(Uint8Array.of(8));
    take();
    expect(await listenTo(await next(1)).atLeast(1)).toEqual([7]);
    expect(await listenTo(await next(2)).atLeast(1)).toEqual([8]);
  });

  test('forgets who called and left before anybody took it', async () => {
    const { number, take, next, links } = await listening();
    const first = await call(number);
    first.destroy();
    await once(first, 'close');
    const second = await call(number);
    second.write(Uint8Array.of(5));
    await settle();
    take();
    expect(await listenTo(await next(1)).atLeast(1)).toEqual([5]);
    expect(links).toHaveLength(1);
  });

  test('lets the oldest of five connections go', async () => {
    const { number, take, next, links } = await listening();
    take();
    for (let count = 1; count <= 5; count++) {
      await call(number);
      await next(count);
    }
    expect(await links[0]!.closed).toEqual({ kind: 'local', detail: 'closed by us' });
    const last = once(sockets[4]!, 'data');
    await links[4]!.write(Uint8Array.of(1));
    await last;
    await expect(links[1]!.write(Uint8Array.of(1))).resolves.toBeUndefined();
  });

  test('ends with its connections, and is free at once', async () => {
    const { port, number, take, next } = await listening();
    take();
    const device = await call(number);
    const link = await next(1);
    const hungUp = once(device, 'close');
    await port.close();
    await port.close();
    expect(await port.closed).toEqual({ kind: 'local', detail: 'closed by us' });
    expect(await link.closed).toEqual({ kind: 'local', detail: 'closed by us' });
    await hungUp;
    ports.push(await open({ type: 'tcp-listen', host: '127.0.0.1', port: number }, never));
  });

  test.each([
    ['that address', ['127.0.0.1'], true],
    ['its network', ['10.0.0.1', '127.0.0.0/8'], true],
    ['another address', ['10.0.0.1'], false],
    ['another network', ['10.0.0.0/8', 'fe80::/10'], false],
  ])('takes calls from where it may: %s', async (_name, from, isTaken) => {
    const { number, take, next, links } = await listening({ from });
    take();
    const socket = await call(number);
    if (isTaken) await next(1);
    else await once(socket, 'close');
    expect(links).toHaveLength(isTaken ? 1 : 0);
  });

  test('knows an IPv4 caller at a port of both families', async () => {
    const { number, take, next } = await listening({ host: '::', from: ['127.0.0.1'] });
    take();
    await call(number);
    expect((await next(1)).name).toContain('127.0.0.1');
  });
});

describe('a port that cannot be had', () => {
  test('because another program has it', async () => {
    const { number } = await listening();
    await expect(open({ type: 'tcp-listen', host: '127.0.0.1', port: number }, never)).rejects.toMatchObject({
      code: 'TRANSPORT_OPEN_FAILED',
      message: `cannot listen on 127.0.0.1:${number}: another program has this port already`,
    });
  });

  test('because the machine has no such address', async () => {
    const opening = open({ type: 'tcp-listen', host: '192.0.2.1', port: 9000 }, never);
    await expect(opening).rejects.toThrow('cannot listen on 192.0.2.1:9000: this machine has no such address');
  });

  test.each(['before', 'while'])('because it was given up %s it was opened; nothing stays behind', async (when) => {
    const stop = new AbortController();
    const port = await freePort();
    if (when === 'before') stop.abort();
    const opening = open({ type: 'tcp-listen', host: '127.0.0.1', port }, stop.signal);
    stop.abort();
    await expect(opening).rejects.toThrow(`cannot listen on 127.0.0.1:${port}: given up`);
    ports.push(await open({ type: 'tcp-listen', host: '127.0.0.1', port }, never));
  });
});
