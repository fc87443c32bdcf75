import type { ErrorCode } from '../../error.js';
import type { HttpOutcome, Open, Outcome, PingOutcome, TcpOutcome, TlsOutcome, WebSocketOutcome } from './outcome.js';

/** What a probe as a whole says; only the lowest failing layer is named (terminal-health.md 4.3). */
export type Verdict =
  /** Nobody answers: a matter of contact. */
  | { readonly kind: 'unreachable'; readonly code: ErrorCode; readonly detail: string }
  /** The host answers, its application does not as it should. */
  | { readonly kind: 'application-lost'; readonly detail: string }
  /** Nothing could be asked from here. */
  | { readonly kind: 'not-asked'; readonly detail: string }
  | { readonly kind: 'good'; readonly latencyMs: number };

/** One check that was made: its name for people, e.g. `tcp 10.0.0.21:443`, and what it found. */
export interface Check<T> {
  readonly name: string;
  readonly outcome: T;
}

/** Lowest first; what was not made is left out. */
export interface Checks {
  readonly ping?: Check<PingOutcome> | undefined;
  readonly tcp?: Check<TcpOutcome> | undefined;
  readonly tls?: Check<TlsOutcome> | undefined;
  readonly http?: Check<HttpOutcome> | undefined;
  readonly websocket?: Check<WebSocketOutcome> | undefined;
}

/**
 * The table of outcomes. The connections are asked in the order tcp, tls, http, websocket, one only after the one before
 * has answered; "first" is the lowest of them that was made, "later" any other. Ping is asked beside the first, and only
 * its answer counts where there are connections: many firewalls drop it.
 *
 * | ping             | first connection                   | later connection                   | verdict          |
 * |------------------|------------------------------------|------------------------------------|------------------|
 * | answered         | no-answer, no-route                | not made                           | application-lost |
 * | any other        | no-answer, no-route                | not made                           | unreachable      |
 * | any              | refused, silent, broken, untrusted | not made                           | application-lost |
 * | any              | answered, but not as expected      | not made                           | application-lost |
 * | any              | good                               | anything but good                  | application-lost |
 * | any              | good                               | good, or none is configured        | good             |
 * | answered         | none is configured                 | none is configured                 | good             |
 * | no-answer/-route | none is configured                 | none is configured                 | unreachable      |
 * | not available    | none is configured                 | none is configured                 | not-asked        |
 */
export function judge({ ping, ...layers }: Checks): Verdict {
  const { tcp, tls, http, websocket } = layers;
  let hostIsAlive = ping?.outcome.kind === 'answered';
  let latencyMs: number | undefined;
  for (const check of [tcp, tls, http, websocket]) {
    if (!check) continue;
    const { name, outcome } = check;
    if (outcome.kind !== 'open' && outcome.kind !== 'answered') return failure(name, outcome, hostIsAlive);
    const wrong = unmetOf(outcome);
    if (wrong !== undefined) return { kind: 'application-lost', detail: `${name}: ${wrong}` };
    hostIsAlive = true;
    latencyMs = outcome.latencyMs;
  }
  if (latencyMs !== undefined) return { kind: 'good', latencyMs };
  if (!ping) return { kind: 'not-asked', detail: 'there is nothing to ask' };
  return pingVerdict(ping);
}

function unmetOf(outcome: Open | Extract<HttpOutcome, { kind: 'answered' }>): string | undefined {
  return outcome.kind === 'answered' ? outcome.unmet : undefined;
}

function pingVerdict({ name, outcome }: Check<PingOutcome>): Verdict {
  if (outcome.kind === 'answered') return { kind: 'good', latencyMs: outcome.latencyMs };
  const detail = `${name}: ${outcome.reason}`;
  if (outcome.kind === 'not-available') return { kind: 'not-asked', detail };
  return { kind: 'unreachable', code: lossCode(outcome.kind), detail };
}

function failure(name: string, outcome: Outcome, hostIsAlive: boolean): Verdict {
  if (outcome.kind === 'refused') {
    return { kind: 'application-lost', detail: `${name}: the host is alive, but nobody listens on the port` };
  }
  const detail = `${name}: ${outcome.reason}`;
  if (outcome.kind !== 'no-answer' && outcome.kind !== 'no-route') return { kind: 'application-lost', detail };
  if (hostIsAlive) return { kind: 'application-lost', detail: `${detail}; the host is alive` };
  return { kind: 'unreachable', code: lossCode(outcome.kind), detail };
}

function lossCode(kind: 'no-answer' | 'no-route'): ErrorCode {
  return kind === 'no-answer' ? 'TRANSPORT_REPLY_TIMEOUT' : 'TRANSPORT_OPEN_FAILED';
}
