import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type HttpServerOptions, startHttpServer } from '../../../gateway/http/server.js';

const token = 'a-token-of-many-bytes';
const text = 'text/plain; charset=utf-8';

async function served(options: Partial<HttpServerOptions> = {}) {
  const errors: unknown[] = [];
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    routes: {
      '/metrics': { open: false, answer: () => ({ status: 200, contentType: text, body: '数字 1\n' }) },
      '/healthz': { open: true, answer: () => ({ status: 503, contentType: 'application/json', body: '{}\n' }) },
      '/broken': {
        open: true,
        answer: () => {
          throw new Error('own mistake');
        },
      },
    },
    onError: (error) => errors.push(error),
    ...options,
  });
  onTestFinished(() => server.close());
  const url = `http://127.0.0.1:${server.port}`;
  const get = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(url + path, init);
    return { status: response.status, headers: response.headers, body: await response.text() };
  };
  return { get, port: server.port, errors };
}

/** Sends bytes and gives what comes back until the connection ends. */
function talk(port: number, bytes: string): Promise<{ said: string; ms: number }> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    let said = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      said += chunk;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ said, ms: performance.now() - startedAt }));
  });
}

describe('the HTTP end point', () => {
  it('answers what it has, with its length and no permission to keep it', async () => {
    const { get } = await served();
    const { status, headers, body } = await get('/metrics?x=1');
    expect([status, body, headers.get('content-type')]).toEqual([200, '数字 1\n', text]);
    expect(headers.get('content-length')).toBe(String(Buffer.byteLength(body)));
    expect(headers.get('cache-control')).toBe('no-store');
    expect((await get('/healthz')).status).toBe(503);
  });

  it('HEAD: the same without the body', async () => {
    const { get } = await served();
    const { status, headers, body } = await get('/metrics', { method: 'HEAD' });
    expect([status, body, headers.get('content-length')]).toEqual([200, '', '9']);
  });

  it.each(['/', '/metrics/', '/Metrics', '//healthz', '/__proto__', '/constructor', '/%6detrics'])(
    '%s is not there, and it says what is',
    async (path) => {
      const { get } = await served();
      const { status, body } = await get(path);
      expect([status, body]).toEqual([404, 'allowed: /metrics, /healthz, /broken\n']);
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is not done', async (method) => {
    const { get } = await served();
    const { status, headers } = await get('/metrics', { method });
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('with a token: only with it, but health for everybody', async () => {
    const { get } = await served({ token });
    for (const authorization of [
      '',
      'Bearer',
      'Bearer wrong',
      `Basic ${token}`,
      token,
      `Bearer ${token}x`,
      `Bearer x ${token}`,
    ]) {
      const { status, headers, body } = await get(
        '/metrics',
        authorization === '' ? {} : { headers: { authorization } },
      );
      expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(body).not.toContain(token);
    }
    expect((await get('/metrics', { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    expect((await get('/metrics', { headers: { authorization: `bearer ${token}` } })).status).toBe(200);
    expect((await get('/healthz')).status).toBe(503);
  });

  it('its own mistake is 500 without a word of it, and reported', async () => {
    const { get, errors } = await served();
    const { status, body } = await get('/broken');
    expect([status, body]).toEqual([500, 'internal error\n']);
    expect(String(errors[0])).toContain('own mistake');
    expect((await get('/metrics')).status).toBe(200);
  });

  it.each([
    ['a body', 'GET /metrics HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello', / 413 /],
    [
      'a chunked one without end',
      'GET /metrics HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nFFFFFF\r\nx',
      / 413 /,
    ],
    ['headers over 8 KiB', `GET /metrics HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(9_000)}\r\n\r\n`, / 431 /],
    ['no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', / 400 /],
    ['no host', 'GET /metrics HTTP/1.1\r\n\r\n', / 400 /],
  ])('%s is refused, and the connection ends', async (_what, bytes, status) => {
    const { port, get } = await served();
    const { said } = await talk(port, bytes);
    expect(said.split('\r\n')[0]).toMatch(status);
    expect((await get('/metrics')).status).toBe(200);
  });

  it('one that never finishes its request is cut off', async () => {
    const { port } = await served({ patienceMs: 200 });
    const { said, ms } = await talk(port, 'GET /metrics HTTP/1.1\r\nhost:');
    expect(said).toMatch(/^HTTP\/1.1 408 /);
    expect(ms).toBeLessThan(2_000);
  });

  it('too many connections are cut, and those there are go on', async () => {
    const { port, get } = await served();
    const sockets = Array.from({ length: 60 }, () => connect(port, '127.0.0.1'));
    const cut = new Set<unknown>();
    for (const socket of sockets)
      socket
        .on('error', () => undefined)
        .on('close', () => cut.add(socket))
        .resume();
    await expect.poll(() => cut.size).toBe(60 - 32);
    const alive = sockets.find((socket) => !cut.has(socket));
    let said = '';
    alive?.on('data', (chunk) => {
      said += chunk;
    });
    alive?.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
    await expect.poll(() => said).toMatch(/ 503 /);
    for (const socket of sockets) socket.destroy();
    await expect
      .poll(() =>
        get('/metrics').then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200);
  });

  it('a port that is taken is said with the field that names it', async () => {
    const { port } = await served();
    await expect(served({ port })).rejects.toMatchObject({
      code: 'HTTP_LISTEN_FAILED',
      field: 'http.port',
      message: `http.port: 127.0.0.1:${port} is already used by another program; allowed: a free port of this machine`,
    });
  });
});
