import type { ErrorCode } from '../../error.js';
import type { ExpectedStatus } from './options.js';
import type { HttpOutcome, Outcome, TcpOutcome } from './outcome.js';

/** What a probe as a whole says; only the lowest failing layer is named (terminal-health.md 4.3). */
export type Verdict =
  /** Nobody answers: a matter of contact. */
  | { readonly kind: 'unreachable'; readonly code: ErrorCode; readonly detail: string }
  /** The host answers, its application does not as it should. */
  | { readonly kind: 'application-lost'; readonly detail: string }
  | { readonly kind: 'good'; readonly latencyMs: number };

/** One check that was made: its name for people, e.g. `tcp 10.0.0.21:443`, and what it found. */
export interface Check<T> {
  readonly name: string;
  readonly outcome: T;
}

export type HttpCheck = Check<HttpOutcome> & {
  readonly expectStatus: readonly ExpectedStatus[];
  readonly bodyContains?: string | undefined;
};

/**
 * The table of outcomes, lowest layer first; a check that was not made is left out.
 *
 * | tcp                 | http                      | verdict          |
 * |---------------------|---------------------------|------------------|
 * | no-answer, no-route | any                       | unreachable      |
 * | refused             | any                       | application-lost |
 * | not made            | no-answer, no-route       | unreachable      |
 * | open                | no-answer, no-route       | application-lost |
 * | open, not made      | refused, silent, broken   | application-lost |
 * | open, not made      | wrong status, text absent | application-lost |
 * | open, not made      | as expected               | good             |
 * | open                | not made                  | good             |
 */
export function judge(checks: {
  readonly tcp?: Check<TcpOutcome> | undefined;
  readonly http?: HttpCheck | undefined;
}): Verdict {
  const { tcp, http } = checks;
  if (tcp && tcp.outcome.kind !== 'open') return failure(tcp.name, tcp.outcome, false);
  if (http && http.outcome.kind !== 'answered') return failure(http.name, http.outcome, tcp !== undefined);
  const wrong = http && wrongAnswer(http);
  if (wrong) return { kind: 'application-lost', detail: wrong };
  const last = http?.outcome ?? tcp?.outcome;
  return { kind: 'good', latencyMs: last && 'latencyMs' in last ? last.latencyMs : 0 };
}

export function statusExpected(status: number, expected: readonly ExpectedStatus[]): boolean {
  return expected.some((each) => {
    if (typeof each === 'number') return status === each;
    return status >= Number(each.slice(0, 3)) && status <= Number(each.slice(4));
  });
}

function failure(name: string, outcome: Outcome, hostIsAlive: boolean): Verdict {
  if (outcome.kind === 'refused') {
    return { kind: 'application-lost', detail: `${name}: the host is alive, but nobody listens on the port` };
  }
  const detail = `${name}: ${outcome.reason}`;
  if (hostIsAlive || outcome.kind === 'silent' || outcome.kind === 'broken')
    return { kind: 'application-lost', detail };
  const code = outcome.kind === 'no-answer' ? 'TRANSPORT_REPLY_TIMEOUT' : 'TRANSPORT_OPEN_FAILED';
  return { kind: 'unreachable', code, detail };
}

/** Says what was expected and what came; never quotes the body, which may hold anything. */
function wrongAnswer({ name, outcome, expectStatus, bodyContains }: HttpCheck): string | undefined {
  if (outcome.kind !== 'answered') return undefined;
  if (!statusExpected(outcome.status, expectStatus)) {
    return `${name}: expected status ${expectStatus.join(' or ')}, got ${outcome.status}`;
  }
  if (outcome.textFound !== false) return undefined;
  return `${name}: expected the text "${bodyContains ?? ''}" in the first 64 KiB of the body, it is not there`;
}
