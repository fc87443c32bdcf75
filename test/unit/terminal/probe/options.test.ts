import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { terminalProbe } from '../../../../drivers/terminal/probe/index.js';
import { probeOptions } from '../../../../drivers/terminal/probe/options.js';

const http = (more: Record<string, unknown>) => ({ http: { url: 'http://10.0.0.21/', ...more } });

describe('probe options', () => {
  it('need a port to connect to, or a page to ask for', () => {
    expect(probeOptions.parse({ tcp: { host: '10.0.0.21', port: 443 } })).toEqual({
      tcp: { host: '10.0.0.21', port: 443 },
      timeoutMs: 3_000,
      pollIntervalMs: 30_000,
    });
    expect(probeOptions.parse({ http: { url: 'https://kiosk-1.branch.example/health' } }).http).toEqual({
      url: 'https://kiosk-1.branch.example/health',
      method: 'GET',
      expectStatus: ['200-299'],
      verifyCertificate: true,
    });
    expect(probeOptions.safeParse({}).error?.issues[0]?.message).toBe(
      'needs at least one of ping, tcp, tls, http and websocket',
    );
  });

  it.each([[[204]], [['200-299', 401]], [['200-200']]])('take the expected statuses %j', (expectStatus) => {
    expect(probeOptions.parse(http({ expectStatus })).http).toMatchObject({ expectStatus });
  });

  it.each([
    ['a host that looks like an option', { ping: { host: '-f' } }, 'ping.host'],
    ['a host with a blank', { ping: { host: '10.0.0.1 -f' } }, 'ping.host'],
    ['a host with a command', { ping: { host: '10.0.0.1;reboot' } }, 'ping.host'],
    ['a port without TLS that has no host', { tls: { host: '', port: 443 } }, 'tls.host'],
    ['a WebSocket by another protocol', { websocket: { url: 'http://10.0.0.21/' } }, 'websocket.url'],
    ['a password in a WebSocket', { websocket: { url: 'wss://a:b@10.0.0.21/' } }, 'websocket.url'],
    ['a subprotocol with a comma', { websocket: { url: 'ws://a/', protocols: ['a,b'] } }, 'websocket.protocols.0'],
    ['a header with a colon', http({ expectHeaders: { 'a:b': 'x' } }), 'http.expectHeaders.a:b'],
    ['no path to a value', http({ bodyJson: { path: '', equals: 1 } }), 'http.bodyJson.path'],
    ['a path with an empty step', http({ bodyJson: { path: 'a..b', equals: 1 } }), 'http.bodyJson.path'],
    ['a value of no body', http({ method: 'HEAD', bodyJson: { path: 'a', equals: 1 } }), 'http.bodyJson'],
    ['no host', { tcp: { host: '', port: 443 } }, 'tcp.host'],
    ['port 0', { tcp: { host: 'a', port: 0 } }, 'tcp.port'],
    ['a port above the range', { tcp: { host: 'a', port: 65_536 } }, 'tcp.port'],
    ['another protocol', http({ url: 'ftp://10.0.0.21/' }), 'http.url'],
    ['no address', http({ url: '10.0.0.21' }), 'http.url'],
    ['a password in the address', http({ url: 'http://root:secret@10.0.0.21/' }), 'http.url'],
    ['a method that could change something', http({ method: 'POST' }), 'http.method'],
    ['no status at all', http({ expectStatus: [] }), 'http.expectStatus'],
    ['a status that is none', http({ expectStatus: [99] }), 'http.expectStatus.0'],
    ['a range from end to start', http({ expectStatus: ['299-200'] }), 'http.expectStatus.0'],
    ['a range in other words', http({ expectStatus: ['2xx'] }), 'http.expectStatus.0'],
    ['a text to find in no body', http({ method: 'HEAD', bodyContains: 'x' }), 'http.bodyContains'],
    ['an empty text', http({ bodyContains: '' }), 'http.bodyContains'],
    ['no patience', { ...http({}), timeoutMs: 99 }, 'timeoutMs'],
    ['too much patience', { ...http({}), timeoutMs: 10_001 }, 'timeoutMs'],
    ['a poll without rest', { ...http({}), pollIntervalMs: 999 }, 'pollIntervalMs'],
  ])('refuse %s and name the field', (_name, input, field) => {
    const { error } = probeOptions.safeParse(input);
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
  });

  it('say what an expected status looks like', () => {
    for (const wrong of [99, '2xx', true]) {
      const { error } = probeOptions.safeParse(http({ expectStatus: [wrong] }));
      expect(JSON.stringify(error?.issues)).toMatch(/200|599/);
    }
  });

  it.each([
    ['at the top', { ...http({}), timeout: 3_000 }],
    ['for tcp', { tcp: { host: 'a', port: 1, send: 'x' } }],
    ['for http', http({ body: 'x' })],
  ])('refuse a key they do not know %s', (_name, input) => {
    expect(probeOptions.safeParse(input).error?.issues[0]?.code).toBe('unrecognized_keys');
  });

  it('describe every field in the schema for editors', () => {
    const fields = (schema: unknown) => Object.entries((schema as { properties: Record<string, object> }).properties);
    const top = fields(z.toJSONSchema(probeOptions));
    const inner = top.filter(([, field]) => 'properties' in field).flatMap(([, field]) => fields(field));
    for (const [name, field] of [...top, ...inner]) expect(field, name).toHaveProperty('description');
  });
});

describe('the probe driver', () => {
  it('stands on no link and offers the commands of its class', () => {
    expect(terminalProbe).toMatchObject({ class: 'terminal', name: 'probe', linkKind: 'none', linkTypes: [] });
    expect(terminalProbe.commands).toEqual(['probe', 'maintenance']);
    for (const command of terminalProbe.commands) expect(terminalProbe.contract.commands).toHaveProperty(command);
    expect(terminalProbe.busAddress).toBeUndefined();
  });

  it('confirms contact as the reference recommends', () => {
    expect(terminalProbe.contact).toEqual({
      alarm: 'terminal-unreachable',
      failures: 3,
      successes: 2,
      confirmIntervalMs: 5_000,
    });
    expect(terminalProbe.alarms.map(({ type }) => type)).toEqual([
      'terminal-heartbeat-lost',
      'terminal-certificate-expiring',
    ]);
  });
});
