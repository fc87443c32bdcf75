import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../../drivers/clock.js';
import { publisherPorts, publisherUrls, serviceEndpoint } from '../../../../drivers/terminal/xfs4iot/address.js';
import { scanPorts } from '../../../../drivers/terminal/xfs4iot/scan.js';
import { cableOut } from '../../../../simulators/terminal/cable-out.js';
import { createXfs4iot } from '../../../../simulators/terminal/xfs4iot.js';
import { createWorld } from '../../../../simulators/world.js';
import {
  centralAuthority,
  centralCertificate,
  centralKey,
  otherCertificate,
} from '../../../support/central-certificates.js';
import { freePort } from '../../../support/free-port.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { follow, pass, stage } from './terminal.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const scanning = (signal = new AbortController().signal, clock: Clock = systemClock) => ({
  ...({ host: '127.0.0.1', tls: 'auto', connectTimeoutMs: 1_500, clock } as const),
  ...{ signal, ca: undefined, verifyCertificate: true },
});

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe('addresses (terminal-health.md 1.2)', () => {
  it('13 ports', () => {
    expect(publisherPorts).toEqual([80, 443, 5846, 5847, 5848, 5849, 5850, 5851, 5852, 5853, 5854, 5855, 5856]);
  });

  it.each([
    [80, 'auto', ['ws']],
    [443, 'auto', ['wss']],
    [5846, 'auto', ['wss', 'ws']],
    [80, 'always', []],
    [443, 'always', ['wss']],
    [5846, 'always', ['wss']],
    [80, 'never', ['ws']],
    [443, 'never', []],
    [5846, 'never', ['ws']],
  ] as const)('port %d with tls %s', (port, tls, schemes) => {
    const urls = publisherUrls('10.0.0.21', port, tls);
    expect(urls).toEqual(
      schemes.flatMap((scheme) => [
        `${scheme}://10.0.0.21:${port}/xfs4iot/v1.0`,
        `${scheme}://10.0.0.21:${port}/xfs4iot/v1.0/`,
      ]),
    );
  });

  it('of IPv6 are in brackets', () => {
    expect(publisherUrls('fd00::21', 443, 'auto')[0]).toBe('wss://[fd00::21]:443/xfs4iot/v1.0');
  });
});

describe('a service is gone to only where the terminal itself is', () => {
  const rule = { host: '10.0.0.21', serviceHosts: ['Kiosk-3'], tls: 'auto' } as const;
  it.each([
    ['ws://10.0.0.21:5846/xfs4iot/v1.0/CardReader1', 'CardReader1'],
    ['wss://10.0.0.21/xfs4iot/v1.0/CardReader1/', 'CardReader1'],
    ['ws://kiosk-3:5847/xfs4iot/v1.0/Printer%20A', 'Printer-20A'],
    ['ws://10.0.0.21:5846/', 'service'],
  ])('%s', (uri, name) => {
    expect(serviceEndpoint(uri, rule)).toMatchObject({ name });
  });

  it.each([
    ['ws://10.0.0.99:5846/xfs4iot/v1.0/CardReader1', 'on another host'],
    ['ws://169.254.169.254/latest', 'on another host'],
    ['ws://localhost:1883/', 'on another host'],
    ['ws://10.0.0.21.evil.example/', 'on another host'],
    ['ws://10.0.0.21@evil.example/', 'a user'],
    ['ws://evil:pw@10.0.0.21/', 'a user'],
    ['http://10.0.0.21/', 'neither ws nor wss'],
    ['file:///etc/passwd', 'neither ws nor wss'],
    ['javascript:alert(1)', 'neither ws nor wss'],
    ['ws+unix:///run/x.sock', 'neither ws nor wss'],
    ['CardReader1', 'no address'],
    ['', 'no address'],
    [`ws://10.0.0.21/${'x'.repeat(3_000)}`, 'no address'],
    ['ws://10.0.0.21/#x', 'a fragment'],
  ])('not %s', (uri, why) => {
    const endpoint = serviceEndpoint(uri, rule);
    expect('refused' in endpoint && endpoint.refused).toContain(why);
  });

  it('nor without TLS where it is always wanted', () => {
    expect(serviceEndpoint('ws://10.0.0.21/a', { ...rule, tls: 'always' })).toHaveProperty('refused');
    expect(serviceEndpoint('wss://10.0.0.21/a', { ...rule, tls: 'always' })).toMatchObject({ name: 'a' });
  });
});

describe('the scan of 13 ports (9.5 test 2)', () => {
  it('ends in less than 5 s with 12 dead ones: refused, silent, mute, speaking something else', async () => {
    const terminal = createXfs4iot(createWorld({ seed: 1 }));
    cleanups.push(() => terminal.close());
    const alive = await terminal.listen({ host: '127.0.0.1', ports: [await freePort()] });
    const refusing = await Promise.all([1, 2, 3].map(() => freePort()));
    const silent = await Promise.all([1, 2, 3].map(() => freePort()));
    for (const port of silent) cleanups.push(await cableOut({ host: '127.0.0.1', port }));
    const mute = await Promise.all(
      [1, 2, 3].map(() => listening(createServer((socket) => void cleanups.push(() => socket.destroy())))),
    );
    const talking = await Promise.all(
      [1, 2, 3].map(() =>
        listening(createServer((socket) => void socket.on('error', () => undefined).end('SSH-2.0-OpenSSH_9.6\r\n'))),
      ),
    );
    const clock = new VirtualClock();
    const ports = [...refusing, ...silent, ...mute, ...talking, alive];
    let isOver = false;
    const scan = scanPorts(ports, scanning(undefined, clock)).finally(() => {
      isOver = true;
    });
    // Slowly enough for the one that lives to answer in the real time beside it.
    while (!isOver) await pass(clock, 20, 5);
    const results = await scan;
    expect(clock.monotonic()).toBeLessThan(5_000);
    const kinds = results.map(({ kind }) => kind);
    expect(kinds.slice(0, 3)).toEqual(['refused', 'refused', 'refused']);
    expect(kinds.slice(3, 6)).toEqual(['silent', 'silent', 'silent']);
    expect(kinds.slice(6, 12)).toEqual(Array(6).fill('answered'));
    expect(kinds[12]).toBe('open');
    results[12]?.socket?.close();
  });

  it('is over with its signal', async () => {
    const port = await freePort();
    cleanups.push(await cableOut({ host: '127.0.0.1', port }));
    const ended = new AbortController();
    const scan = scanPorts([port], scanning(ended.signal));
    ended.abort();
    expect((await scan).map(({ kind }) => kind)).toEqual(['silent']);
  });
});

describe('TLS', () => {
  async function secure(cert: string, driver: object, ca?: string) {
    const clock = new VirtualClock();
    const terminal = createXfs4iot(createWorld({ seed: 1, clock }), {
      services: ['CardReader'],
      tls: { cert, key: centralKey },
    });
    const port = await terminal.listen({ host: '127.0.0.1', ports: [await freePort()] });
    const scene = follow({ clock, terminal, port, driver, ...(ca ? { ca } : {}) });
    cleanups.push(() => scene.end());
    await scene.ready();
    return scene;
  }

  it.each(['auto', 'always'])('%s, with the authority that is named', async (tls) => {
    const scene = await secure(centralCertificate, { tls }, centralAuthority);
    expect(scene.seen.state).toMatchObject({ service: 'in-service' });
  });

  it.each([
    ['of nobody we know', centralCertificate, undefined],
    ['of another host', otherCertificate, centralAuthority],
  ])('a certificate %s: the host is alive, no publisher, and why', async (_what, cert, ca) => {
    const scene = await secure(cert, { tls: 'auto' }, ca);
    await scene.poll();
    await scene.poll();
    expect(scene.active()).toEqual(['terminal-heartbeat-lost/']);
    expect(scene.last('terminal-heartbeat-lost', '')?.detail).toMatch(
      /certificate|altnames|socket hang up|ECONNRESET/i,
    );
    expect(scene.commands()).toEqual([]);
  });

  it('may be any certificate when that is wanted', async () => {
    const scene = await secure(otherCertificate, { tls: 'auto', verifyCertificate: false });
    expect(scene.seen.state).toMatchObject({ service: 'in-service' });
  });
});

describe('a publisher that means us no good', () => {
  it('sends us elsewhere: nobody goes, and it is logged', async () => {
    const scene = await stage();
    cleanups.push(() => scene.end());
    await scene.act('advertise', { host: '10.9.9.9:5846' });
    await scene.ready();
    expect(scene.seen.log.filter((line) => line.includes('on another host'))).not.toEqual([]);
    expect(Object.keys((scene.seen.state['xfs4iot'] as { services: object }).services)).toEqual([]);
    expect(scene.commands()).toEqual(['ServicePublisher.GetServices']);
  });

  it('tells its services in an event first, out of order', async () => {
    const scene = await stage({ serviceDetailEvent: true, shuffle: true, explicitNull: true });
    cleanups.push(() => scene.end());
    await scene.ready();
    expect(Object.keys((scene.seen.state['xfs4iot'] as { services: object }).services)).toHaveLength(7);
    await scene.act('door', { state: 'open' });
    await scene.until(() => scene.active().length === 1);
  });

  it('only the services that are wanted are followed', async () => {
    const scene = await stage({}, { services: ['Printer', 'PinPad'] });
    cleanups.push(() => scene.end());
    await scene.ready();
    expect(Object.keys((scene.seen.state['xfs4iot'] as { services: object }).services).sort()).toEqual([
      'PinPad',
      'Printer',
    ]);
  });
});

describe('answers that are none', () => {
  it.each([
    ...['hang-at-upgrade', 'refuse-upgrade', 'no-acknowledge', 'no-completion', 'close-on-command', 'cut-on-command'],
    ...['half-message', 'not-json', 'not-a-message', 'huge-message'],
  ])('%s: the application is lost, and all is well when it is over', async (mode) => {
    const scene = await stage({ services: ['CardReader', 'Printer'] }, { commandTimeoutMs: 1_000 });
    cleanups.push(() => scene.end());
    await scene.ready();
    // Whoever is connected stays so until asked again; a new start meets the trouble at once.
    await scene.act('close-publisher');
    await scene.act('open-publisher');
    await scene.act('trouble', { mode });
    for (let poll = 0; poll < 3; poll++) await scene.poll();
    expect(scene.last('terminal-heartbeat-lost', '')?.active).toBe(true);
    await scene.act('recover');
    await scene.poll();
    await scene.poll();
    await pass(scene.clock, 70_000, 2_000);
    await scene.poll();
    expect(scene.active()).toEqual([]);
    expect(scene.seen.state).toMatchObject({ service: 'in-service' });
  });

  it('in binary frames are answers', async () => {
    const scene = await stage({ services: ['CardReader'] });
    cleanups.push(() => scene.end());
    await scene.act('trouble', { mode: 'binary' });
    await scene.ready();
    expect(scene.seen.state).toMatchObject({ service: 'in-service' });
  });

  it('too many requests: tried again, and never more than one at a time', async () => {
    const scene = await stage({ maximumRequests: 1 });
    cleanups.push(() => scene.end());
    await scene.act('answer-time', { ms: 50 });
    await scene.ready();
    expect(scene.seen.state).toMatchObject({ service: 'in-service' });
  });
});
