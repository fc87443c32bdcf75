import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../drivers/clock.js';
import { type ProbeOptions, probeOptions } from '../../drivers/terminal/probe/options.js';
import { pingCheck } from '../../drivers/terminal/probe/ping-check.js';
import { ProbeSession } from '../../drivers/terminal/probe/session.js';
import { cableOut } from '../../simulators/terminal/cable-out.js';
import { freePort } from '../support/free-port.js';
import { temporaryFolder } from '../support/gateway-process.js';
import { type Nginx, nginxIn } from '../support/nginx.js';
import { recordingContext } from '../support/recording-context.js';

const host = '127.0.0.1';
const folder = temporaryFolder();
const at = (name: string) => join(folder.path, name);
let nginx: Nginx;

/** Makes cert.pem and key.pem, signed by ca.pem, as an administrator does. */
function certify(days: number, name = host): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder.path, stdio: 'ignore' });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const ca = ['-CA', 'ca.pem', '-CAkey', 'ca.key'];
  const names = `subjectAltName=${name === host ? `IP:${name}` : `DNS:${name}`}`;
  openssl(
    'req',
    '-x509',
    ...curve,
    '-subj',
    `/CN=${name}`,
    '-addext',
    names,
    '-days',
    String(days),
    ...ca,
    '-keyout',
    'key.pem',
    '-out',
    'cert.pem',
  );
}

beforeAll(async () => {
  const authority = ['-subj', '/CN=Branch authority', '-days', '3650', '-keyout', 'ca.key', '-out', 'ca.pem'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', ['req', '-x509', ...curve, ...authority], { cwd: folder.path, stdio: 'ignore' });
  certify(365);
  nginx = await nginxIn(folder.path, { 'health.json': '{"status":"ok","modules":[{"name":"printer","ok":true}]}' });
  await nginx.start();
});

afterAll(async () => {
  await nginx?.stop();
  folder.remove();
});

/** What three polls say: as many as it takes to believe in a failure. */
async function asked(options: unknown) {
  const files = { 'ca.pem': readFileSync(at('ca.pem'), 'utf8') };
  const recorded = recordingContext<ProbeOptions, 'none'>({
    options: probeOptions.parse(options),
    link: undefined,
    files,
  });
  const context = { ...recorded.context, clock: systemClock };
  const session = new ProbeSession(context);
  const reasons: string[] = [];
  for (let poll = 0; poll < 3; poll++) await session.poll().catch((error: Error) => reasons.push(error.message));
  await session.close();
  const { state, alarms } = recorded.seen;
  return { state, reasons, alarms: alarms.filter(({ active }) => active) };
}

const http = (path: string, more: object = {}) => ({
  http: { url: `http://${host}:${nginx.httpPort}${path}`, ...more },
});
const https = (more: object = {}) => ({
  http: { url: `https://${host}:${nginx.httpsPort}/health.json`, caFile: 'ca.pem', ...more },
});
const lost = 'terminal-heartbeat-lost';
const ending = 'terminal-certificate-expiring';

describe('a page of nginx', () => {
  it('is well: status, header, text and value', async () => {
    const expected = {
      expectHeaders: { 'x-app': 'kiosk' },
      bodyContains: '"status"',
      bodyJson: { path: 'modules.0.ok', equals: true },
    };
    const { state, alarms } = await asked(http('/health.json', expected));
    expect(state).toMatchObject({ service: 'in-service', reachable: true, layers: { http: { status: 'ok' } } });
    expect(alarms).toEqual([]);
  });

  it.each([
    ['is not there', '/none', {}, /got 404$/],
    ['says something else', '/health.json', { bodyContains: 'out of order' }, /expected the text/],
    ['has another value', '/health.json', { bodyJson: { path: 'status', equals: 'fine' } }, /another value/],
    ['lacks a header', '/health.json', { expectHeaders: { 'x-version': '2' } }, /header x-version, it is not there/],
  ])('%s', async (_what, path, expected, detail) => {
    const { state, alarms } = await asked(http(path, expected));
    expect(state).toMatchObject({ service: 'out-of-service', reachable: true });
    expect(alarms).toMatchObject([{ type: lost, detail: expect.stringMatching(detail) }]);
  });

  it('takes no WebSocket', async () => {
    const { alarms } = await asked({ websocket: { url: `ws://${host}:${nginx.httpPort}/health.json` } });
    expect(alarms).toMatchObject([{ type: lost, detail: expect.stringContaining('status 200') }]);
  });
});

describe('a certificate of openssl in nginx', () => {
  const again = async (days: number, name?: string) => {
    await nginx.stop();
    certify(days, name);
    await nginx.start();
  };

  it('is trusted by the authority of the branch, and by nobody without it', async () => {
    expect(await asked(https())).toMatchObject({
      state: { service: 'in-service', modules: { certificate: { status: 'ok' } } },
      alarms: [],
    });
    const { state, alarms } = await asked(https({ caFile: undefined }));
    expect(state).toMatchObject({ reachable: true, service: 'out-of-service' });
    expect(alarms).toMatchObject([{ type: lost, detail: expect.stringContaining('nobody who is trusted') }]);
  });

  it.each([
    [20, 'warning'],
    [5, 'minor'],
  ])('that ends in %i days is told: %s; the same on a bare port', async (days, severity) => {
    await again(days);
    for (const options of [https(), { tls: { host, port: nginx.httpsPort, caFile: 'ca.pem' } }]) {
      const { state, alarms } = await asked(options);
      expect(state).toMatchObject({ service: 'in-service', modules: { certificate: { status: 'warn' } } });
      expect(new Set(alarms.map((alarm) => `${alarm.type} ${alarm.severity}`))).toEqual(
        new Set([`${ending} ${severity}`]),
      );
    }
  });

  it('of another host is no loss of contact', async () => {
    await again(365, 'other.example');
    const { state, alarms, reasons } = await asked(https());
    expect([state['reachable'], reasons]).toEqual([true, []]);
    expect(alarms).toMatchObject([{ type: lost, detail: expect.stringContaining('another host than 127.0.0.1') }]);
    expect((await asked(https({ serverName: 'other.example' }))).state).toMatchObject({ service: 'in-service' });
  });
});

it('nginx that is stopped is a host whose port nobody listens on', async () => {
  await nginx.stop();
  const { state, alarms } = await asked({ tcp: { host, port: nginx.httpPort }, ...http('/health.json') });
  expect(state).toMatchObject({ reachable: true, service: 'out-of-service', layers: { tcp: { status: 'fail' } } });
  expect(alarms).toMatchObject([{ type: lost, detail: expect.stringContaining('nobody listens') }]);
});

/** The kernel may allow no ICMP to an ordinary user without the right on the file. */
const mayPing = spawnSync('ping', ['-c', '1', '-W', '1', host]).status === 0;

describe.skipIf(!mayPing)('the ping of the system (skipped where the kernel forbids it or there is none)', () => {
  const context = () => ({ clock: systemClock, signal: new AbortController().signal, timeoutMs: 1_000 });

  it('is answered by loopback', async () => {
    expect(await pingCheck({ host }, context())).toMatchObject({ kind: 'answered' });
    expect(await asked({ ping: { host } })).toMatchObject({
      ...{
        alarms: [],
        reasons: [],
        state: { reachable: true, service: 'in-service', modules: { host: { status: 'ok' } } },
      },
    });
  });

  it('knows a name that means nothing', async () => {
    expect(await pingCheck({ host: 'no-such-host.invalid' }, context())).toMatchObject({ kind: 'no-route' });
  });

  it('proves a host alive whose port swallows connections', async () => {
    const port = await freePort();
    const plugIn = await cableOut({ host, port });
    const tcp = { tcp: { host, port }, timeoutMs: 300 };
    const { state, alarms, reasons } = await asked({ ping: { host }, ...tcp });
    expect([state['reachable'], reasons]).toEqual([true, []]);
    expect(alarms).toMatchObject([{ type: lost, detail: expect.stringContaining('the host is alive') }]);
    // Without it nobody can tell it from a host that is gone.
    expect((await asked(tcp)).reasons).toHaveLength(3);
    await plugIn();
  });
});
