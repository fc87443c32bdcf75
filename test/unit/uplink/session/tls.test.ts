import type { TLSSocket } from 'node:tls';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import {
  centralAuthority,
  centralCertificate,
  centralKey,
  expiredCertificate,
  gatewayCertificate,
  gatewayKey,
  otherCertificate,
} from '../../../support/central-certificates.js';
import { CentralServer, type CentralServerOptions } from '../../../support/central-server.js';
import { authority as strangeAuthority } from '../../config/certificates.js';
import { publishing, startSession, WatchedClock } from './central-link.js';

const trusted = { ca: centralAuthority };

async function tlsLink({ tls, ...rest }: CentralServerOptions & { host?: string; trust?: object; scheme?: string }) {
  const { host = '127.0.0.1', trust = trusted, scheme = 'mqtts', ...server } = rest;
  const centre = await CentralServer.start({ ...server, ...(tls ? { tls: { key: centralKey, ...tls } } : {}) });
  onTestFinished(() => centre.close());
  const url = `${scheme}://${host}:${centre.port}`;
  return { centre, url, ...startSession({ clock: new WatchedClock(), url, settings: { tls: trust } }) };
}

const { NODE_TLS_REJECT_UNAUTHORIZED: before } = process.env;
afterEach(() => {
  if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
});

it.each([
  ['127.0.0.1', false],
  ['localhost', 'localhost'],
] as const)(
  'a certificate of the trusted authority for %s is accepted; a name is told to the server',
  async (host, name) => {
    const { centre, ups } = await tlsLink({ host, tls: { cert: centralCertificate } });
    const { publish, answered, kinds } = publishing(await ups.next());
    publish('a');
    await answered.next();
    expect(kinds()).toEqual({ a: ['taken'] });
    expect(centre.connections.all[0]?.socket).toMatchObject({ servername: name });
  },
);

it.each([
  ['of an unknown authority', centralCertificate, {}, 'unable to verify the first certificate'],
  ['of another authority', centralCertificate, { ca: strangeAuthority }, 'unable to verify the first certificate'],
  ['for another host', otherCertificate, trusted, "does not match certificate's altnames"],
  ['that has expired', expiredCertificate, trusted, 'certificate has expired'],
])('a certificate %s is refused, also where the environment says not to look', async (_, cert, trust, text) => {
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  const { centre, url, ups, downs } = await tlsLink({ trust, tls: { cert } });
  const { code, message } = await downs.next();
  expect(code).toBe('UPLINK_CONNECT_FAILED');
  expect(message).toContain(`${url}: `);
  expect(message).toContain(text);
  expect(message.split('\n')).toHaveLength(1);
  expect(ups.all).toEqual([]);
  // Nothing of ours, the password least of all, has reached whoever that was.
  expect(centre.connections.all.flatMap(({ packets }) => packets.all)).toEqual([]);
});

it('the certificate of the gateway is shown where the centre asks for one', async () => {
  const tls = { cert: centralCertificate, ca: centralAuthority, requestCert: true };
  const trust = { ...trusted, cert: gatewayCertificate, key: gatewayKey };
  const { centre, ups } = await tlsLink({ tls, trust });
  await ups.next();
  const { socket } = await centre.connections.next();
  expect((socket as TLSSocket).getPeerCertificate().subject.CN).toBe('b023-gw1');
  expect((socket as TLSSocket).authorized).toBe(true);
});

it('a centre that wants a certificate and gets none is told as such', async () => {
  const tls = { cert: centralCertificate, ca: centralAuthority, requestCert: true, rejectUnauthorized: true };
  const { url, downs } = await tlsLink({ tls });
  const { message } = await downs.next();
  expect(message).toContain(url);
  expect(message).toBe(`${url}: TLS: tlsv13 alert certificate required`);
});

it('TLS towards a port that closes is told as such', async () => {
  const { url, downs } = await tlsLink({});
  const { code, message } = await downs.next();
  expect(code).toBe('UPLINK_CONNECT_FAILED');
  expect(message).toContain(url);
  expect(message).toMatch(/TLS/);
});

it('TLS towards a port that answers in plain text is told as such', async () => {
  const { centre, url, downs } = await tlsLink({});
  (await centre.connections.next()).socket.write('220 smtp.example ready\r\n');
  expect((await downs.next()).message).toBe(`${url}: TLS: wrong version number`);
});

it.each([
  ['closes', { tls: { cert: centralCertificate } }],
  ['sends an alert', { script: [{ connect: (it) => it.socket.write(Buffer.from('15030100020246', 'hex')) }] }],
] satisfies [string, CentralServerOptions][])(
  'MQTT without TLS towards a port with it, which %s, is told as such',
  async (_, server) => {
    const { url, downs } = await tlsLink({ scheme: 'mqtt', ...server });
    const { code, message } = await downs.next();
    expect(code).toBe('UPLINK_CONNECT_FAILED');
    expect(message).toContain(url);
    expect(message).toMatch(/TLS/);
  },
);
