import { describe, expect, it } from 'vitest';
import {
  connectFailure,
  type HttpOutcome,
  type Open,
  type Outcome,
  type PingOutcome,
} from '../../../../drivers/terminal/probe/outcome.js';
import { type Checks, judge } from '../../../../drivers/terminal/probe/verdict.js';

const reason = 'the reason';
const open = { kind: 'open', latencyMs: 3 } as const;
const refused = { kind: 'refused' } as const;
const noAnswer = { kind: 'no-answer', reason } as const;
const noRoute = { kind: 'no-route', reason } as const;
const silent = { kind: 'silent', reason } as const;
const broken = { kind: 'broken', reason } as const;
const untrusted = { kind: 'untrusted', reason } as const;
const right: HttpOutcome = { kind: 'answered', unmet: undefined, latencyMs: 12 };
const wrong: HttpOutcome = { kind: 'answered', unmet: 'expected status 200, got 503', latencyMs: 12 };
const pong: PingOutcome = { kind: 'answered', latencyMs: 1 };
const noPing: PingOutcome = { kind: 'not-available', reason };

interface Found {
  readonly ping?: PingOutcome;
  readonly tcp?: Outcome | Open;
  readonly tls?: Outcome | Open;
  readonly http?: HttpOutcome;
  readonly websocket?: Outcome | Open;
}

const timeout = 'TRANSPORT_REPLY_TIMEOUT';
const openFailed = 'TRANSPORT_OPEN_FAILED';
const unreachable = (name: string, code: string) => ({ kind: 'unreachable', code, detail: `${name}: ${reason}` });
const lost = (name: string, detail = reason) => ({ kind: 'application-lost', detail: `${name}: ${detail}` });
const alive = (name: string) => lost(name, `${reason}; the host is alive`);
const nobodyListens = (name: string) => lost(name, 'the host is alive, but nobody listens on the port');
const good = (latencyMs: number) => ({ kind: 'good', latencyMs });

const pingRows: [Found, object][] = [
  [{ ping: pong }, good(1)],
  [{ ping: noAnswer }, unreachable('ping', timeout)],
  [{ ping: noRoute }, unreachable('ping', openFailed)],
  [{ ping: noPing }, { kind: 'not-asked', detail: `ping: ${reason}` }],
  // Firewalls drop ICMP: unanswered it says nothing where anything else answers.
  [{ ping: noAnswer, tcp: open }, good(3)],
  [{ ping: noRoute, tcp: open }, good(3)],
  [{ ping: noPing, tcp: open }, good(3)],
  [{ ping: noAnswer, tcp: refused }, nobodyListens('tcp')],
  [{ ping: noAnswer, http: right }, good(12)],
  // Answered, it proves the host alive: a port that swallows connections is no lost host.
  [{ ping: pong, tcp: noAnswer }, alive('tcp')],
  [{ ping: pong, tcp: noRoute }, alive('tcp')],
  [{ ping: pong, http: noAnswer }, alive('http')],
  [{ ping: pong, tcp: open }, good(3)],
  [{ ping: noAnswer, tcp: noAnswer }, unreachable('tcp', timeout)],
  [{ ping: noPing, tcp: noAnswer }, unreachable('tcp', timeout)],
  [{ ping: noPing, tcp: noRoute }, unreachable('tcp', openFailed)],
];

/** Any connection as the first one that was made. */
const firstRows = (['tcp', 'tls', 'http', 'websocket'] as const).flatMap((name): [Found, object][] => [
  [{ [name]: noAnswer }, unreachable(name, timeout)],
  [{ [name]: noRoute }, unreachable(name, openFailed)],
  [{ [name]: refused }, nobodyListens(name)],
  [{ [name]: silent }, lost(name)],
  [{ [name]: broken }, lost(name)],
  [{ [name]: untrusted }, lost(name)],
]);

/** Above one that has answered: whatever is wrong there, the host is not gone. */
const laterRows = (['tls', 'http', 'websocket'] as const).flatMap((name): [Found, object][] => [
  [{ tcp: open, [name]: noAnswer }, alive(name)],
  [{ tcp: open, [name]: noRoute }, alive(name)],
  [{ tcp: open, [name]: refused }, nobodyListens(name)],
  [{ tcp: open, [name]: silent }, lost(name)],
  [{ tcp: open, [name]: broken }, lost(name)],
  [{ tcp: open, [name]: untrusted }, lost(name)],
]);

const otherRows: [Found, object][] = [
  [{}, { kind: 'not-asked', detail: 'there is nothing to ask' }],
  [{ tcp: open }, good(3)],
  [{ tls: open }, good(3)],
  [{ http: right }, good(12)],
  [{ websocket: open }, good(3)],
  [{ http: wrong }, lost('http', 'expected status 200, got 503')],
  [{ tcp: open, http: wrong }, lost('http', 'expected status 200, got 503')],
  [{ tcp: open, tls: open, http: right }, good(12)],
  [{ tcp: open, tls: open, http: right, websocket: open }, good(3)],
  [{ http: right, websocket: broken }, lost('websocket')],
  // The lowest failing layer is named, whatever those above say.
  [{ tcp: noAnswer, http: right }, unreachable('tcp', timeout)],
  [{ tcp: refused, http: right, websocket: open }, nobodyListens('tcp')],
  [{ tcp: open, tls: untrusted, http: wrong, websocket: broken }, lost('tls')],
  [{ tcp: open, http: wrong, websocket: noAnswer }, lost('http', 'expected status 200, got 503')],
];

const nameOf = (found: Found) =>
  Object.entries(found)
    .map(([name, outcome]) => `${name}: ${outcome.kind}${outcome === wrong ? ' wrongly' : ''}`)
    .join(', ') || 'nothing';

describe('the verdict of a probe', () => {
  it.each(
    [...pingRows, ...firstRows, ...laterRows, ...otherRows].map(([found, verdict]) => [nameOf(found), found, verdict]),
  )('%s', (_name, found, verdict) => {
    const checks = Object.fromEntries(Object.entries(found).map(([name, outcome]) => [name, { name, outcome }]));
    expect(judge(checks as Checks)).toEqual(verdict);
  });
});

describe('a connection that fails', () => {
  const error = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

  it.each([
    ['ECONNREFUSED', 'refused'],
    ['ECONNRESET', 'broken'],
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
