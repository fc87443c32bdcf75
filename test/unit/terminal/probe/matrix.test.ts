import { expect, test } from 'vitest';
import { makeCertificate, type Wanted } from '../../../support/certificate-maker.js';
import { kioskStand } from './kiosk-stand.js';
import { memoryFiles } from './memory-files.js';

const host = '127.0.0.1';
const names = ['localhost', host];
const daysFromNow = (days: number) => new Date(Date.now() + days * 86_400_000 + 3_600_000);
const authority = {
  names: ['Branch authority'],
  ...makeCertificate({ names: ['Branch authority'], isAuthority: true }),
};
const strangers = { names: ['Somebody'], ...makeCertificate({ names: ['Somebody'], isAuthority: true }) };
const signed = (more: Partial<Wanted> = {}) => makeCertificate({ names, by: authority, ...more });
const good = signed();

interface Row {
  readonly does: string;
  /** Done to a kiosk that is in service. */
  readonly action: readonly [name: string, args?: Record<string, unknown>];
  /** What is raised then, `type severity`; none = nothing at all. */
  readonly raised: readonly string[];
  readonly detail?: RegExp;
  readonly service: string;
  readonly tls?: true;
  readonly websocket?: true;
}

const lost = 'terminal-heartbeat-lost major';
const ending = 'terminal-certificate-expiring';
const change = (certificate: unknown): Row['action'] => ['change-certificate', { certificate }];
const secured = { action: change(good), tls: true } as const;

/** The matrix of terminal-health.md 9.5, test 3, and what else a kiosk can do wrong. */
const rows: readonly Row[] = [
  { does: 'refuses', action: ['crash'], raised: [lost], detail: /nobody listens/, service: 'out-of-service' },
  { does: 'is a black hole', action: ['pull-cable'], raised: ['terminal-unreachable critical'], service: 'unknown' },
  { does: 'answers after 2.9 s', action: ['slow', { ms: 2_900 }], raised: [], service: 'in-service' },
  {
    does: 'answers after 3.1 s',
    ...{ action: ['slow', { ms: 3_100 }], raised: [lost], detail: /within 3000 ms/, service: 'out-of-service' },
  },
  { does: 'hangs', action: ['hang'], raised: [lost], detail: /within 3000 ms/, service: 'out-of-service' },
  {
    does: 'resets after connect',
    action: ['reset'],
    raised: [lost],
    detail: /ECONNRESET|hang up/,
    service: 'out-of-service',
  },
  {
    does: 'resets a handshake',
    ...secured,
    action: ['reset'],
    raised: [lost],
    detail: /no TLS|ECONNRESET/,
    service: 'out-of-service',
  },
  {
    does: 'says 404',
    action: ['error', { status: 404 }],
    raised: [lost],
    detail: /got 404/,
    service: 'out-of-service',
  },
  { does: 'has a wrong body', action: ['wrong-body'], raised: [lost], detail: /not JSON/, service: 'out-of-service' },
  {
    does: 'has a wrong value in its body',
    ...{ action: ['wrong-body', { body: '{"status":"starting"}' }], raised: [lost], detail: /another value/ },
    service: 'out-of-service',
  },
  {
    does: 'refuses the WebSocket',
    ...{ action: ['refuse-websockets'], websocket: true, raised: [lost], detail: /^websocket .*status 503/ },
    service: 'out-of-service',
  },
  { does: 'takes the WebSocket', action: ['recover'], websocket: true, raised: [], service: 'in-service' },
  { does: 'takes the WebSocket over TLS', ...secured, websocket: true, raised: [], service: 'in-service' },
  { does: 'has a new certificate', ...secured, action: change(signed()), raised: [], service: 'in-service' },
  {
    does: 'has a certificate nobody trusts',
    ...{ ...secured, action: change(makeCertificate({ names, by: strangers })), raised: [lost] },
    ...{ detail: /signed by nobody who is trusted/, service: 'out-of-service' },
  },
  {
    does: 'has one it signed itself',
    ...{ ...secured, action: change('lasting'), raised: [lost], detail: /signed by nobody/, service: 'out-of-service' },
  },
  {
    does: 'has one for another host',
    ...{ ...secured, action: change(signed({ names: ['other.example'] })), raised: [lost] },
    ...{ detail: /made for another host than 127\.0\.0\.1$/, service: 'out-of-service' },
  },
  {
    does: 'has one that is not valid yet',
    ...{ ...secured, action: change(signed({ from: daysFromNow(2) })), raised: [lost] },
    ...{ detail: /not valid yet/, service: 'out-of-service' },
  },
  {
    does: 'has one that ends in 31 days',
    ...{ ...secured, action: change(signed({ until: daysFromNow(31) })), raised: [], service: 'in-service' },
  },
  {
    does: 'has one that ends in 30 days',
    ...{ ...secured, action: change(signed({ until: daysFromNow(30) })), raised: [`${ending} warning`] },
    ...{ detail: /days left: 30$/, service: 'in-service' },
  },
  {
    does: 'has one that ends in 7 days',
    ...{ ...secured, action: change(signed({ until: daysFromNow(7) })), raised: [`${ending} minor`] },
    ...{ detail: /days left: 7$/, service: 'in-service' },
  },
  {
    does: 'has one that has ended',
    ...{ ...secured, action: change(signed({ until: new Date('2020-12-31') })), raised: [`${ending} major`] },
    ...{ detail: /http: ended on 2020-12-31$/, service: 'degraded' },
  },
  {
    does: 'has one that has ended, for another host',
    ...{ ...secured, action: change(signed({ names: ['other.example'], until: new Date('2020-12-31') })) },
    ...{ raised: [`${ending} major`, lost], service: 'out-of-service' },
  },
];

test.each(rows.map((row) => [row.does, row] as const))('a terminal that %s', async (_does, row) => {
  const authorities = memoryFiles({ 'branch-ca.pem': authority.cert });
  const [http, ws] = row.tls ? ['https', 'wss'] : ['http', 'ws'];
  const trust = row.tls ? { caFile: 'branch-ca.pem' } : {};
  const stand = await kioskStand({
    ...(row.tls ? { kiosk: { certificate: good } } : {}),
    file: authorities,
    options: (port) => ({
      http: { url: `${http}://${host}:${port}/health`, bodyJson: { path: 'status', equals: 'ok' }, ...trust },
      ...(row.websocket ? { websocket: { url: `${ws}://${host}:${port}/ws`, ...trust } } : {}),
    }),
  });
  await stand.secondsUntil(() => stand.state()['service'] === 'in-service');
  expect(stand.raised()).toEqual([]);
  await stand.act(...row.action);
  await stand.pass(150);
  const raised = stand.raised();
  expect(raised.map((record) => `${record['alarm-type-id']} ${record['perceived-severity']}`).sort()).toEqual(
    [...row.raised].sort(),
  );
  if (row.detail) expect(raised[0]?.['additional-information']?.[0]?.information ?? '').toMatch(row.detail);
  expect(stand.state()['service']).toBe(row.service);
  // Whatever it was: put right, it is over.
  await stand.act('recover');
  if (row.tls) await stand.act(...change(good));
  await stand.secondsUntil(() => stand.raised().length === 0 && stand.state()['service'] === 'in-service');
  await stand.end();
});
