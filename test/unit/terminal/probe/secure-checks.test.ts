import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import type { CheckContext } from '../../../../drivers/terminal/probe/attempt.js';
import type { Certificate } from '../../../../drivers/terminal/probe/certificate.js';
import { httpCheck } from '../../../../drivers/terminal/probe/http-check.js';
import { tcpCheck } from '../../../../drivers/terminal/probe/tcp-check.js';
import { type MadeCertificate, makeCertificate } from '../../../support/certificate-maker.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { tcpServer } from './servers.js';

const host = '127.0.0.1';
const authority = {
  names: ['Branch authority'],
  ...makeCertificate({ names: ['Branch authority'], isAuthority: true }),
};
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A page over TLS, and who was asked for. */
async function page(certificate: MadeCertificate) {
  const asked: string[] = [];
  const hear: TlsOptions['SNICallback'] = (name, done) => {
    asked.push(name);
    done(null);
  };
  const server = createServer({ ...certificate, SNICallback: hear }, (_request, response) => response.end('ok'));
  server.on('connection', (socket) => closing.push(() => socket.destroy()));
  closing.push(() => server.close());
  server.listen(0, host);
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, asked };
}

function world() {
  const certificates: Certificate[] = [];
  const clock = new VirtualClock();
  const context: CheckContext = {
    ...{ clock, signal: new AbortController().signal, timeoutMs: 200 },
    onCertificate: (certificate) => certificates.push(certificate),
  };
  return { context, certificates, clock };
}

const ask = (port: number, security: object) => {
  const { context, certificates } = world();
  const trust = { verifyCertificate: true, ca: authority.cert, ...security };
  return tcpCheck({ host, port, security: trust }, context).then((outcome) => ({ outcome, certificates }));
};

describe('the certificate of a port', () => {
  it('is read with its end, and the port is open', async () => {
    const until = new Date('2051-06-01T12:00:00Z');
    const { port } = await page(makeCertificate({ names: [host], by: authority, until }));
    expect(await ask(port, {})).toEqual({
      outcome: { kind: 'open', latencyMs: 0 },
      certificates: [{ endsAt: until.getTime() }],
    });
  });

  it('ends with the first of its chain', async () => {
    const early = {
      names: ['Early'],
      ...makeCertificate({ names: ['Early'], isAuthority: true, until: new Date('2048-01-01') }),
    };
    const leaf = makeCertificate({ names: [host], by: early });
    const { port } = await page({ key: leaf.key, cert: leaf.cert + early.cert });
    const { outcome, certificates } = await ask(port, { ca: early.cert });
    expect(outcome.kind).toBe('open');
    expect(certificates).toEqual([{ endsAt: Date.UTC(2048, 0, 1) }]);
  });

  it('is asked for by its name, and must have it', async () => {
    const { port, asked } = await page(makeCertificate({ names: ['kiosk-1.branch.example'], by: authority }));
    expect((await ask(port, { serverName: 'kiosk-1.branch.example' })).outcome.kind).toBe('open');
    expect((await ask(port, { serverName: 'kiosk-2.branch.example' })).outcome).toEqual({
      kind: 'untrusted',
      reason: 'the certificate is made for another host than kiosk-2.branch.example',
    });
    expect((await ask(port, {})).outcome.kind).toBe('untrusted');
    expect(asked).toEqual(['kiosk-1.branch.example', 'kiosk-2.branch.example']);
  });

  it('may be that of another address, where the option says which', async () => {
    const { port } = await page(makeCertificate({ names: ['10.0.0.21'], by: authority }));
    expect((await ask(port, { serverName: '10.0.0.21' })).outcome.kind).toBe('open');
    expect((await ask(port, {})).outcome.kind).toBe('untrusted');
  });

  it('is read though it is wrong, whatever is wrong with it', async () => {
    const until = new Date('2049-01-01');
    const { port } = await page(makeCertificate({ names: ['other.example'], until }));
    const { outcome, certificates } = await ask(port, {});
    expect(outcome).toMatchObject({ kind: 'untrusted', reason: expect.stringContaining('nobody who is trusted') });
    expect(certificates).toEqual([{ endsAt: until.getTime() }]);
  });

  it('is not judged where that is not wanted', async () => {
    const { port } = await page(makeCertificate({ names: ['other.example'] }));
    const { outcome, certificates } = await ask(port, { verifyCertificate: false });
    expect(outcome.kind).toBe('open');
    expect(certificates).toHaveLength(1);
  });

  it('that has ended lets the page be asked all the same', async () => {
    const { port } = await page(makeCertificate({ names: [host], by: authority, until: new Date('2020-12-31') }));
    const { context } = world();
    const target = {
      ...{ url: `https://${host}:${port}/`, method: 'GET' as const, expectStatus: [200] },
      ...{ verifyCertificate: true, ca: authority.cert },
    };
    expect(await httpCheck(target, context)).toMatchObject({ kind: 'answered', unmet: undefined });
  });

  it('is not there on a port that speaks no TLS, and nothing is said of one', async () => {
    const server = await tcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    const { outcome, certificates } = await ask(server.port, {});
    expect(outcome).toMatchObject({ kind: 'broken', reason: expect.stringContaining('no TLS') });
    expect(certificates).toEqual([]);
    await server.close();
  });

  it('is not there on a port that hangs up in the handshake', async () => {
    const server = await tcpServer((socket) => socket.once('data', () => socket.end()));
    expect((await ask(server.port, {})).outcome).toMatchObject({
      kind: 'broken',
      reason: expect.stringContaining('no TLS'),
    });
    await server.close();
  });

  it('that never comes is silence, not absence', async () => {
    const server = await tcpServer();
    const { context, clock } = world();
    const check = tcpCheck({ host, port: server.port, security: { verifyCertificate: true } }, context);
    await server.heard(1);
    await clock.advance(200);
    expect(await check).toEqual({ kind: 'silent', reason: 'connected, but no TLS handshake within 200 ms' });
    await server.close();
  });
});
