import { describe, expect, it } from 'vitest';
import { connectFailure, type HttpOutcome, type TcpOutcome } from '../../../../drivers/terminal/probe/outcome.js';
import { judge, statusExpected } from '../../../../drivers/terminal/probe/verdict.js';

const reason = 'the reason';
const open: TcpOutcome = { kind: 'open', latencyMs: 3 };
const refused = { kind: 'refused' } as const;
const noAnswer = { kind: 'no-answer', reason } as const;
const noRoute = { kind: 'no-route', reason } as const;
const silent = { kind: 'silent', reason } as const;
const broken = { kind: 'broken', reason } as const;
const answered = (status: number, textFound?: boolean): HttpOutcome => ({
  kind: 'answered',
  status,
  textFound,
  latencyMs: 12,
});

const tcpName = 'tcp 10.0.0.21:443';
const httpName = 'http GET http://10.0.0.21/status';

const timeout = 'TRANSPORT_REPLY_TIMEOUT';
const openFailed = 'TRANSPORT_OPEN_FAILED';
const unreachable = (name: string, code: string) => ({ kind: 'unreachable', code, detail: `${name}: ${reason}` });
const lost = (detail: string) => ({ kind: 'application-lost', detail });
const nobodyListens = (name: string) => lost(`${name}: the host is alive, but nobody listens on the port`);

type Row = readonly [name: string, tcp: TcpOutcome | undefined, http: HttpOutcome | undefined, verdict: object];

const rows: readonly Row[] = [
  ['tcp: nothing answers', noAnswer, undefined, unreachable(tcpName, timeout)],
  ['tcp: no route', noRoute, undefined, unreachable(tcpName, openFailed)],
  ['tcp: nothing answers, whatever http says', noAnswer, answered(200), unreachable(tcpName, timeout)],
  ['tcp: no route, whatever http says', noRoute, answered(200), unreachable(tcpName, openFailed)],
  ['tcp: refused', refused, undefined, nobodyListens(tcpName)],
  ['tcp: refused, whatever http says', refused, answered(200), nobodyListens(tcpName)],
  ['tcp: open', open, undefined, { kind: 'good', latencyMs: 3 }],
  ['http: nothing answers', undefined, noAnswer, unreachable(httpName, timeout)],
  ['http: no route', undefined, noRoute, unreachable(httpName, openFailed)],
  ['http: refused', undefined, refused, nobodyListens(httpName)],
  ['http: hangs', undefined, silent, lost(`${httpName}: ${reason}`)],
  ['http: breaks off', undefined, broken, lost(`${httpName}: ${reason}`)],
  ['http: wrong status', undefined, answered(503), lost(`${httpName}: expected status 200-299 or 401, got 503`)],
  ['http: a redirect', undefined, answered(302), lost(`${httpName}: expected status 200-299 or 401, got 302`)],
  [
    'http: text absent',
    undefined,
    answered(200, false),
    lost(`${httpName}: expected the text "in service" in the first 64 KiB of the body, it is not there`),
  ],
  [
    'http: wrong status counts before the text',
    undefined,
    answered(500, false),
    lost(`${httpName}: expected status 200-299 or 401, got 500`),
  ],
  ['http: right status', undefined, answered(204), { kind: 'good', latencyMs: 12 }],
  ['http: right status and text', undefined, answered(401, true), { kind: 'good', latencyMs: 12 }],
  ['tcp open, http: nothing answers', open, noAnswer, lost(`${httpName}: ${reason}`)],
  ['tcp open, http: no route', open, noRoute, lost(`${httpName}: ${reason}`)],
  ['tcp open, http: refused', open, refused, nobodyListens(httpName)],
  ['tcp open, http: hangs', open, silent, lost(`${httpName}: ${reason}`)],
  ['tcp open, http: breaks off', open, broken, lost(`${httpName}: ${reason}`)],
  ['tcp open, http: wrong status', open, answered(404), lost(`${httpName}: expected status 200-299 or 401, got 404`)],
  ['tcp open, http: right', open, answered(200, true), { kind: 'good', latencyMs: 12 }],
];

describe('the verdict of a probe', () => {
  it.each(rows)('%s', (_name, tcp, http, verdict) => {
    const checks = {
      tcp: tcp && { name: tcpName, outcome: tcp },
      http: http && {
        name: httpName,
        outcome: http,
        expectStatus: ['200-299', 401],
        bodyContains: 'in service',
      },
    };
    expect(judge(checks)).toEqual(verdict);
  });
});

describe('expected statuses', () => {
  it.each([
    [200, ['200-299'], true],
    [299, ['200-299'], true],
    [199, ['200-299'], false],
    [300, ['200-299'], false],
    [401, [401], true],
    [401, [403], false],
    [403, ['200-204', 403], true],
  ])('%i against %j: %s', (status, expected, right) => {
    expect(statusExpected(status, expected)).toBe(right);
  });
});

describe('a connection that fails', () => {
  const error = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

  it.each([
    ['ECONNREFUSED', 'refused'],
    ['ECONNRESET', 'refused'],
    ['ETIMEDOUT', 'no-answer'],
    ['EHOSTUNREACH', 'no-route'],
    ['ENETUNREACH', 'no-route'],
    ['ENOTFOUND', 'no-route'],
  ])('with %s means %s', (code, kind) => {
    expect(connectFailure(error(code)).kind).toBe(kind);
  });

  it('proves the host alive when any of its addresses has refused', () => {
    expect(connectFailure(new AggregateError([error('ENETUNREACH'), error('ECONNREFUSED')]))).toEqual({
      kind: 'refused',
    });
  });

  it('names the reason of every address', () => {
    expect(connectFailure(new AggregateError([error('ENETUNREACH'), error('EHOSTUNREACH')]))).toEqual({
      kind: 'no-route',
      reason: 'connect ENETUNREACH; connect EHOSTUNREACH',
    });
  });
});
