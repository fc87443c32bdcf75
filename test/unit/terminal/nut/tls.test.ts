import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../drivers/clock.js';
import { type NutOptions, nutOptions } from '../../../../drivers/terminal/nut/options.js';
import { NutSession } from '../../../../drivers/terminal/nut/session.js';
import type { ByteLink } from '../../../../drivers/transport/link.js';
import { openTcpLink } from '../../../../drivers/transport/tcp.js';
import { serveTcp } from '../../../../simulators/server.js';
import { createNut, type NutView } from '../../../../simulators/terminal/nut.js';
import { createWorld } from '../../../../simulators/world.js';
import { centralAuthority, centralCertificate, centralKey } from '../../../support/central-certificates.js';
import { recordingContext } from '../../../support/recording-context.js';
import { settle, type VirtualClock } from '../../../support/virtual-clock.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A session over a real connection, in real time. */
async function connectTo(port: number, options: Record<string, unknown>, files: Record<string, string> = {}) {
  const clock = systemClock;
  const link: ByteLink = await openTcpLink(
    { host: '127.0.0.1', port },
    { clock, signal: new AbortController().signal },
  );
  const { context, seen } = recordingContext<NutOptions, 'stream'>({
    options: nutOptions.parse({ replyTimeoutMs: 2_000, ...options }),
    link,
    clock: clock as unknown as VirtualClock,
    files,
  });
  const session = new NutSession(context);
  cleanups.push(async () => {
    await session.close();
    await link.close();
  });
  return { session, seen, link };
}

async function serve(tls = true) {
  const nut = createNut(createWorld({ seed: 1 }), tls ? { tls: { key: centralKey, cert: centralCertificate } } : {});
  const server = await serveTcp(nut, { port: 0 });
  cleanups.push(
    () => server.close(),
    () => nut.close(),
  );
  return {
    nut,
    port: server.port,
    view: () => nut.view() as NutView,
    /** Everything that was said in the clear. */
    clear: () => nut.requests.filter(({ secure }) => !secure).map(({ text }) => text),
  };
}

const ca = { 'ca.pem': centralAuthority };

describe('STARTTLS', () => {
  it.each([
    ['if-offered', {}],
    ['if-offered', { caFile: 'ca.pem' }],
    ['required', { caFile: 'ca.pem' }],
    ['required', { caFile: 'ca.pem', tlsServerName: '127.0.0.1' }],
    ['required', { caFile: 'ca.pem', tlsServerName: 'localhost' }],
  ])('%s %j: everything else is said inside', async (tls, options) => {
    const { port, clear, nut } = await serve();
    const { session, seen } = await connectTo(port, { tls, ...options }, ca);
    expect((await session.identify()).capabilities).toContain('tls');
    await nut.actions['mains-off']!({});
    await session.poll();
    expect(seen.state['ups']).toMatchObject({ onBattery: true });
    expect(clear()).toEqual(['STARTTLS']);
    expect(nut.requests.length).toBeGreaterThan(4);
  });

  it('off does not ask for it', async () => {
    const { port, nut } = await serve();
    const { session } = await connectTo(port, { tls: 'off' });
    expect((await session.identify()).capabilities).toContain('clear');
    expect(nut.requests.map(({ text }) => text)).not.toContain('STARTTLS');
  });

  it('if-offered goes on in the clear where it is not (ERR FEATURE-NOT-CONFIGURED)', async () => {
    const { port } = await serve(false);
    const { session } = await connectTo(port, { tls: 'if-offered' });
    expect((await session.identify()).capabilities).toContain('clear');
  });

  it('required refuses to go on without, says so, and has said nothing but that word', async () => {
    const { port, clear } = await serve(false);
    const { session } = await connectTo(port, { tls: 'required', caFile: 'ca.pem' }, ca);
    await expect(session.identify()).rejects.toThrow(
      /does not offer TLS \(ERR FEATURE-NOT-CONFIGURED\), and tls: required forbids .*CERTFILE/,
    );
    expect(clear()).toEqual(['STARTTLS']);
  });

  it.each([
    ['a certificate nobody vouches for', {}, { 'ca.pem': centralCertificate }, /unable to|self|issuer|verify/i],
    ['the name of another', { tlsServerName: 'ups.bank.example' }, ca, /ups\.bank\.example/],
  ])('%s ends it, also where TLS is only wished for, and nothing goes on in the clear', async (_, more, files, why) => {
    const { port, clear } = await serve();
    const { session } = await connectTo(port, { tls: 'if-offered', caFile: 'ca.pem', ...more }, files);
    const error = await session.identify().catch((caught: Error) => caught);
    expect(String(error)).toMatch(/offers TLS, but it does not come about: /);
    expect(String(error)).toMatch(why);
    expect(clear()).toEqual(['STARTTLS']);
  });

  it('a file that is missing is named', async () => {
    const { port } = await serve();
    const { session } = await connectTo(port, { tls: 'required', caFile: 'gone.pem' });
    await expect(session.identify()).rejects.toThrow('gone.pem');
  });

  it('a server that ends TLS ends the link', async () => {
    const { port, nut } = await serve();
    const { session, link } = await connectTo(port, {});
    await session.identify();
    nut.restart();
    await link.closed;
    await expect(session.poll()).rejects.toThrow();
  });
});

it('OK to something else is no TLS', async () => {
  const { port, nut } = await serve(false);
  await nut.actions['garble']!({ line: 'OK Goodbye' });
  const { session } = await connectTo(port, {});
  await expect(session.identify()).rejects.toThrow('answers OK, but not to STARTTLS');
});

describe('a server that offers TLS and does not do it', () => {
  async function liar(after: (socket: Socket) => void) {
    const sockets = new Set<Socket>();
    const heard: string[] = [];
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', (data) => {
        heard.push(String(data));
        socket.write('OK STARTTLS\n');
        socket.on('data', (more) => heard.push(String(more)));
        after(socket);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return { port: (server.address() as { port: number }).port, heard };
  }

  it.each([
    ['goes on in the clear', (socket: Socket) => socket.write('VAR ups1 ups.status "OL"\n'.repeat(9))],
    ['hangs up', (socket: Socket) => socket.end()],
    ['is silent', () => undefined],
  ])('and %s: no contact, and no question in the clear', async (_, after) => {
    const { port, heard } = await liar(after);
    const { session } = await connectTo(port, { replyTimeoutMs: 300 });
    await expect(session.identify()).rejects.toThrow('it does not come about');
    await session.close();
    await settle();
    expect(heard[0]).toBe('STARTTLS\n');
    expect(heard.slice(1).join('')).not.toMatch(/VER|LIST|GET|LOGOUT/);
  });
});
