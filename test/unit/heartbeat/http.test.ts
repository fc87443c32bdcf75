import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { heartbeatPosts } from '../../../gateway/heartbeat/http.js';
import { type HttpServerOptions, startHttpServer } from '../../../gateway/http/server.js';
import { beatText, openIntake, token } from './support.js';

async function served(options: Parameters<typeof openIntake>[0] = {}, server: Partial<HttpServerOptions> = {}) {
  const open = openIntake(options);
  const errors: unknown[] = [];
  const http = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    token: 'the-token-of-the-figures',
    routes: { '/healthz': { open: true, answer: () => ({ status: 200, contentType: 'text/plain', body: 'ok' }) } },
    posts: heartbeatPosts(open.intake),
    onError: (error) => errors.push(error),
    ...server,
  });
  onTestFinished(() => http.close());
  const post = async (body: string, init: RequestInit = {}, path = '/heartbeat/kiosk-1') => {
    const headers = { 'content-type': 'application/json', ...init.headers };
    const url = `http://127.0.0.1:${http.port}${path}`;
    const method = init.method ?? 'POST';
    const response = await fetch(url, {
      ...init,
      method,
      headers,
      ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, error: text && errorOf(text) };
  };
  return { ...open, post, errors, port: http.port };
}

const errorOf = (text: string) => (JSON.parse(text) as { error: unknown }).error;

/** Sends bytes and gives what comes back until the connection ends. */
function talk(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      said += chunk;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(said));
  });
}

describe('POST /heartbeat/{deviceId}', () => {
  it('takes a beat and says nothing more', async () => {
    const { post, seen } = await served();
    const { status, text, headers } = await post(beatText({ seq: 5 }));
    expect([status, text]).toEqual([204, '']);
    expect(headers.get('content-type')).toBeNull();
    expect(seen.beats).toMatchObject([{ seq: 5 }]);
  });

  it('takes it in whatever pieces it comes, and the next on the same connection', async () => {
    const { port, seen } = await served();
    const body = beatText();
    const head = `POST /heartbeat/kiosk-1 HTTP/1.1\r\nhost: x\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${body.length}\r\n`;
    const socket = connect(port, '127.0.0.1');
    let said = '';
    socket.on('data', (chunk) => {
      said += chunk;
    });
    const bytes = `${head}\r\n${body}${head}connection: close\r\n\r\n${body}`;
    for (let at = 0; at < bytes.length; at += 97) {
      socket.write(bytes.slice(at, at + 97));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await new Promise((resolve) => socket.once('close', resolve));
    expect(said.match(/HTTP\/1.1 204 /g)).toHaveLength(2);
    expect(seen.beats).toHaveLength(2);
  });

  it.each([
    ['no beat', 'x', {}, 400, { what: 'something else', where: 'message', allowed: 'one JSON object in UTF-8' }],
    ['a wrong field', beatText({ seq: 'one' }), {}, 400, { what: 'a text of 3 characters', where: 'seq' }],
    ['no token', beatText(), {}, 401, { where: 'authorization' }, { token }],
    [
      'a wrong token',
      beatText(),
      { headers: { authorization: 'Bearer wrong' } },
      401,
      { where: 'authorization' },
      { token },
    ],
    [
      'the token of the figures',
      beatText(),
      { headers: { authorization: 'Bearer the-token-of-the-figures' } },
      401,
      { where: 'authorization' },
      { token },
    ],
    ['a terminal without a token, on the LAN', beatText(), {}, 403, { where: 'tokenFile' }, { httpIsLocal: false }],
    ['another method', beatText(), { method: 'PUT' }, 405, { what: 'method PUT', where: 'method', allowed: 'POST' }],
    ['GET', '', { method: 'GET' }, 405, { allowed: 'POST' }],
    [
      'another type',
      beatText(),
      { headers: { 'content-type': 'text/plain' } },
      415,
      { where: 'content-type', allowed: 'application/json' },
    ],
    ['a packed body', beatText(), { headers: { 'content-encoding': 'gzip' } }, 415, { where: 'content-encoding' }],
    ['16 KiB and a byte', ' '.repeat(16_385), {}, 413, { where: 'body', allowed: 'at most 16384 bytes' }],
  ] as const)('%s', async (_name, body, init, status, error, options: Parameters<typeof openIntake>[0] = {}) => {
    const { post, seen } = await served(options);
    const answer = await post(body, init as RequestInit);
    expect(answer.status).toBe(status);
    expect(answer.error).toMatchObject(error);
    expect(answer.error).toMatchObject({
      what: expect.any(String),
      where: expect.any(String),
      allowed: expect.any(String),
    });
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(seen.beats).toEqual([]);
    if (status === 401) expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    if (status === 405) expect(answer.headers.get('allow')).toBe('POST');
  });

  it.each([
    '/heartbeat/kiosk-9',
    '/heartbeat/',
    '/heartbeat/kiosk-1/',
    '/heartbeat/..%2fkiosk-1',
    '/heartbeat/__proto__',
  ])('%s is no terminal', async (path) => {
    const { post } = await served();
    expect(await post(beatText(), {}, path)).toMatchObject({ status: 404, error: { where: 'device' } });
  });

  it('a path that is none of them names it among the allowed ones', async () => {
    const said = await fetch(`http://127.0.0.1:${(await served()).port}/nothing`).then((response) => response.text());
    expect(said).toBe('allowed: /healthz, /heartbeat/{device}\n');
  });

  it('with its token it is taken, and a wrong one is told with the address', async () => {
    const { post, seen, wrongTokens } = await served({ token, httpIsLocal: false });
    expect((await post(beatText(), { headers: { authorization: `Bearer ${token}` } })).status).toBe(204);
    await post(beatText(), { headers: { authorization: 'Bearer guess' } });
    expect(seen.beats).toHaveLength(1);
    expect(wrongTokens).toEqual([{ address: '127.0.0.1', user: 'kiosk-1' }]);
  });

  it('too many are 429, one that is not taken up 503, each with a time to come again', async () => {
    const { post, leave } = await served();
    const statuses: number[] = [];
    for (let count = 0; count < 11; count++) statuses.push((await post(beatText())).status);
    expect(statuses).toEqual([...Array(10).fill(204), 429]);
    leave();
    const { status, headers } = await post(beatText());
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
  });

  it.each([
    ['a length that is too much, before any of it', 'content-length: 20000\r\n\r\n', / 413 /],
    [
      'more than it said, in pieces without end',
      `transfer-encoding: chunked\r\n\r\n${'1000\r\n'.concat('x'.repeat(4_096), '\r\n').repeat(5)}`,
      / 413 /,
    ],
    ['a length that is none', 'content-length: -1\r\n\r\n', / 400 /],
    ['two lengths', 'content-length: 3\r\ncontent-length: 4\r\n\r\nabc', / 400 /],
    ['a length and pieces', 'content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n', / 400 /],
  ])('%s is refused, and the connection ends', async (_what, rest, status) => {
    const { port, post, seen } = await served();
    const said = await talk(
      port,
      `POST /heartbeat/kiosk-1 HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${rest}`,
    );
    expect(said.split('\r\n')[0]).toMatch(status);
    expect(seen.beats).toEqual([]);
    expect((await post(beatText())).status).toBe(204);
  });

  it('one that never finishes its body is cut off, and one that goes away harms nobody', async () => {
    const { port, post, errors } = await served({}, { patienceMs: 200 });
    const head =
      'POST /heartbeat/kiosk-1 HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{';
    expect(await talk(port, head)).toMatch(/^HTTP\/1.1 408 /);
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(head, () => socket.resetAndDestroy()));
      socket.on('close', () => resolve());
    });
    expect((await post(beatText())).status).toBe(204);
    expect(errors).toEqual([]);
  });

  it('a refused one does not read what follows as the next request', async () => {
    const { port, seen } = await served();
    const inner = `POST /heartbeat/kiosk-1 HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${beatText().length}\r\n\r\n${beatText()}`;
    const said = await talk(
      port,
      `POST /heartbeat/kiosk-9 HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${inner.length}\r\n\r\n${inner}`,
    );
    expect(said.match(/HTTP\/1.1 /g)).toHaveLength(1);
    expect(seen.beats).toEqual([]);
  });

  it('nothing else of the end point takes a body', async () => {
    const { port } = await served();
    const response = await fetch(`http://127.0.0.1:${port}/healthz`, { method: 'POST', body: 'x' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});
