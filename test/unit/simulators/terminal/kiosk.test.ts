import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { serveTcp } from '../../../../simulators/server.js';
import { createKiosk, type Kiosk } from '../../../../simulators/terminal/kiosk.js';
import { makeCertificate } from '../../../support/certificate-maker.js';
import { freePort } from '../../../support/free-port.js';
import { seededRandom } from '../../../support/random.js';
import { settle, VirtualClock } from '../../../support/virtual-clock.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function createHall(options: Parameters<typeof createKiosk>[1] = {}) {
  const clock = new VirtualClock();
  const kiosk = createKiosk({ clock, random: seededRandom(1) }, options);
  cleanups.push(() => kiosk.close());
  const port = await kiosk.listen({ host: '127.0.0.1', port: 0 });
  const act = (name: string, args: Record<string, unknown> = {}) => kiosk.actions[name]!(args);
  return { clock, kiosk, port, act, probe: (path?: string) => probe(port, path) };
}

/** What one GET says: `200 body`, or the code of the error. */
function probe(port: number, path = '/health'): Promise<string> {
  return new Promise((resolve) => {
    const asking = request({ host: '127.0.0.1', port, path, agent: false }, async (response: IncomingMessage) => {
      let body = '';
      for await (const chunk of response.setEncoding('utf8')) body += chunk;
      resolve(`${response.statusCode} ${body}`);
    });
    asking.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    asking.end();
    cleanups.push(() => asking.destroy());
  });
}

/** Resolves when the kiosk has counted so many requests. */
async function heard(kiosk: Kiosk, requests: number): Promise<void> {
  while ((kiosk.view() as { requests: number }).requests < requests) await settle();
}

function dial(port: number): Promise<'accepted' | 'refused'> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('connect', () => {
      socket.destroy();
      resolve('accepted');
    });
    socket.on('error', () => resolve('refused'));
  });
}

const ok = '200 {"status":"ok"}';

describe('a self-service terminal', () => {
  it('says that it is well', async () => {
    const { kiosk, probe } = await createHall();
    expect(await probe()).toBe(ok);
    expect(kiosk.view()).toEqual({ power: 'on', application: 'healthy', requests: 1 });
  });

  it('knows one page', async () => {
    const { probe } = await createHall();
    expect(await probe('/')).toBe('404 {"status":"not found"}');
  });

  it('listens where it is told, and rejects when somebody else does', async () => {
    const port = await freePort();
    const { kiosk } = await createHall();
    const second = createKiosk({ clock: new VirtualClock(), random: seededRandom(1) });
    cleanups.push(() => second.close());
    expect(await second.listen({ host: '127.0.0.1', port })).toBe(port);
    expect(await probe(port)).toBe(ok);
    const third = createKiosk({ clock: new VirtualClock(), random: seededRandom(1) });
    await expect(third.listen({ host: '127.0.0.1', port })).rejects.toThrow('EADDRINUSE');
    expect(kiosk.kind).toBe('terminal/kiosk');
  });

  it.each([
    ['crash', 'crashed', 'on'],
    ['power-off', 'off', 'off'],
  ])('after %s refuses connections, and comes back on the same port', async (name, application, power) => {
    const { act, kiosk, port, probe } = await createHall();
    await act(name);
    expect(await probe()).toBe('ECONNREFUSED');
    expect(await dial(port)).toBe('refused');
    expect(kiosk.view()).toMatchObject({ application, power });
    await act('recover');
    expect(await probe()).toBe(ok);
    await act(name);
    kiosk.restart();
    while ((await dial(port)) === 'refused') await settle();
    expect(await probe()).toBe(ok);
  });

  it('hanging accepts and never answers', async () => {
    const { act, kiosk, port, probe } = await createHall();
    await act('hang');
    let answered = false;
    const asking = probe().then((outcome) => {
      answered = true;
      return outcome;
    });
    await heard(kiosk, 1);
    expect(await dial(port)).toBe('accepted');
    expect(answered).toBe(false);
    await act('recover');
    expect(await asking).toBe('ECONNRESET');
    expect(await probe()).toBe(ok);
  });

  it('slow answers in its own time', async () => {
    const { act, kiosk, probe, clock } = await createHall();
    await act('slow', { ms: 2_900 });
    let answered = false;
    const asking = probe().then((outcome) => {
      answered = true;
      return outcome;
    });
    await heard(kiosk, 1);
    await clock.advance(2_899);
    expect(answered).toBe(false);
    await clock.advance(1);
    expect(await asking).toBe(ok);
  });

  it('failing says so', async () => {
    const { act, probe } = await createHall();
    await act('error', { status: 503 });
    expect(await probe()).toBe('503 {"status":"error"}');
    await act('error');
    expect(await probe()).toBe('500 {"status":"error"}');
  });

  it('may say something else with a good face', async () => {
    const { act, probe } = await createHall();
    await act('wrong-body');
    expect(await probe()).toBe('200 <html>maintenance</html>');
    await act('wrong-body', { body: '{"status":"starting"}' });
    expect(await probe()).toBe('200 {"status":"starting"}');
  });

  it('ends as the last of several orders wants', async () => {
    const { act, probe, kiosk } = await createHall();
    await Promise.all([act('crash'), act('recover'), act('power-off'), act('recover')]);
    expect(await probe()).toBe(ok);
    await Promise.all([act('recover'), act('power-off')]);
    expect(await probe()).toBe('ECONNREFUSED');
    expect(kiosk.view()).toMatchObject({ power: 'off' });
  });

  it('says why when its port has been taken in the meantime, and can be asked again', async () => {
    const { act, port, probe } = await createHall();
    await act('power-off');
    const thief = createKiosk({ clock: new VirtualClock(), random: seededRandom(1) });
    cleanups.push(() => thief.close());
    await thief.listen({ host: '127.0.0.1', port });
    await expect(act('recover')).rejects.toThrow('EADDRINUSE');
    await thief.actions['power-off']!({});
    await act('recover');
    expect(await probe()).toBe(ok);
  });

  it.each([
    ['slow', {}, 'ms'],
    ['slow', { ms: 0 }, 'ms'],
    ['error', { status: 200 }, 'status'],
    ['crash', { hard: true }, 'hard'],
  ])('refuses %s %j', async (name, args, where) => {
    const { act } = await createHall();
    expect(() => act(name, args)).toThrow(where);
  });

  it('leaves nothing behind when it is closed, not even an answer that was on its way', async () => {
    const { act, kiosk, port, probe, clock } = await createHall();
    await act('slow', { ms: 60_000 });
    const asking = probe();
    await heard(kiosk, 1);
    kiosk.close();
    expect(await asking).toBe('ECONNRESET');
    expect(clock.pending).toBe(0);
    while ((await dial(port)) === 'accepted') await settle();
    await act('recover');
    expect(await dial(port)).toBe('refused');
  });
});

describe('the knobs of a terminal', () => {
  it('silent hears and does not answer', async () => {
    const { kiosk, probe } = await createHall();
    kiosk.setFaults({ silent: true });
    const asking = probe();
    await heard(kiosk, 1);
    kiosk.setFaults({ silent: false, unplugged: true });
    expect(await asking).toBe('ECONNRESET');
    expect(await probe()).toBe('ECONNRESET');
    kiosk.setFaults({ unplugged: false });
    expect(await probe()).toBe(ok);
  });

  it('late adds to what is slow', async () => {
    const { kiosk, act, probe, clock } = await createHall();
    await act('slow', { ms: 1_000 });
    kiosk.setFaults({ lateMs: 500 });
    const asking = probe();
    await heard(kiosk, 1);
    await clock.advance(1_499);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    expect(await asking).toBe(ok);
  });

  it('are only those an HTTP server can have', async () => {
    const { kiosk } = await createHall();
    expect(() => kiosk.setFaults({ flipBit: true })).toThrow('knob "flipBit": a kiosk has none');
    expect(() => kiosk.setFaults({ lateMs: -1 })).toThrow('lateMs');
    kiosk.setFaults({ flipBit: false });
    expect(kiosk.faults.flipBit).toBe(false);
  });
});

describe('a terminal served like any other simulator', () => {
  it('answers over the line it is given, and drops it when it crashes', async () => {
    const kiosk = createKiosk({ clock: new VirtualClock(), random: seededRandom(1) });
    cleanups.push(() => kiosk.close());
    const server = await serveTcp(kiosk, { port: 0 });
    cleanups.push(() => server.close());
    expect(await probe(server.port)).toBe(ok);
    await kiosk.actions['hang']!({});
    const asking = probe(server.port);
    await heard(kiosk, 2);
    await kiosk.actions['crash']!({});
    expect(await asking).toBe('ECONNRESET');
    expect(await probe(server.port)).toBe('ECONNRESET');
    await kiosk.actions['recover']!({});
    expect(await probe(server.port)).toBe(ok);
  });
});

describe('a terminal with TLS', () => {
  const shown = (port: number) =>
    new Promise<string>((resolve, reject) => {
      const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().valid_to);
        socket.destroy();
      });
      socket.on('error', reject);
    });

  it('shows the certificate it is given, and another one when that is changed', async () => {
    const { kiosk, port } = await createHall({ certificate: 'lasting' });
    expect(await shown(port)).toBe('Jan  1 00:00:00 2120 GMT');
    await kiosk.actions['change-certificate']!({ certificate: 'ended' });
    expect(await shown(port)).toBe('Dec 31 00:00:00 2020 GMT');
    const made = makeCertificate({ names: ['localhost'], until: new Date('2030-05-06T07:08:09Z') });
    await kiosk.actions['change-certificate']!({ certificate: made });
    expect(await shown(port)).toBe('May  6 07:08:09 2030 GMT');
  });

  it('has none to change when it was made without', async () => {
    const { act } = await createHall();
    expect(() => act('change-certificate', { certificate: 'ended' })).toThrow('serves no TLS');
    expect(() => act('change-certificate', { certificate: 'other' })).toThrow('certificate');
  });
});

describe('a terminal that', () => {
  const upgrade = (port: number, headers: Record<string, string> = {}) =>
    new Promise<{ head: string; socket: Socket }>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port });
      const lines = Object.entries({
        Host: 'kiosk',
        Upgrade: 'websocket',
        Connection: 'Upgrade',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      }).map(([name, value]) => `${name}: ${value}`);
      socket.write(`GET /ws HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      socket.once('data', (head) => resolve({ head: head.toString(), socket }));
      cleanups.push(() => socket.destroy());
    });

  it('takes WebSockets answers as the example of RFC 6455, and says goodbye when it is told', async () => {
    const { port, kiosk } = await createHall();
    const { head, socket } = await upgrade(port, { 'Sec-WebSocket-Protocol': 'chat, superchat' });
    expect(head).toContain('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n');
    expect(head).toContain('Sec-WebSocket-Protocol: chat\r\n');
    // A masked text "Hello" (RFC 6455 section 5.7) in two pieces, then close 1000.
    socket.write(Buffer.from('818537fa213d', 'hex'));
    socket.write(Buffer.concat([Buffer.from('7f9f4d5158', 'hex'), Buffer.from('88820000000003e8', 'hex')]));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString('hex')).toBe('880203e8');
    await once(socket, 'close');
    await expect.poll(() => kiosk.view()).toMatchObject({ lastTalk: { closeCode: 1000, messages: 1 } });
  });

  it('is cut off without a goodbye counts none', async () => {
    const { port, kiosk } = await createHall();
    const { socket } = await upgrade(port);
    socket.destroy();
    await expect.poll(() => kiosk.view()).toMatchObject({ lastTalk: { messages: 0 } });
  });

  it('refuses WebSockets says 503, and its page all the same', async () => {
    const { port, act, probe } = await createHall();
    await act('refuse-websockets');
    expect((await upgrade(port)).head).toMatch(/^HTTP\/1\.1 503 /);
    expect(await probe()).toBe(ok);
  });

  it('resets takes a connection and resets it', async () => {
    const { act, probe } = await createHall();
    await act('reset');
    expect(await probe()).toBe('ECONNRESET');
    await act('recover');
    expect(await probe()).toBe(ok);
  });
});
