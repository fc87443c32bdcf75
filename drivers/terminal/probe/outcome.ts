/** What one network check found. `refused`, `silent`, `broken` and `untrusted` prove that the host is alive. */
export type Outcome =
  /** Nothing came back in time, not even from the operating system over there. */
  | { readonly kind: 'no-answer'; readonly reason: string }
  /** Our side cannot get there: no route, unknown name. */
  | { readonly kind: 'no-route'; readonly reason: string }
  /** The host answered that nobody listens on the port. */
  | { readonly kind: 'refused' }
  /** Connected, then no complete answer in time. */
  | { readonly kind: 'silent'; readonly reason: string }
  /** Connected, then reset, shut or answered with something else than asked for. */
  | { readonly kind: 'broken'; readonly reason: string }
  /** Connected, but to somebody whose certificate is not the terminal's. */
  | { readonly kind: 'untrusted'; readonly reason: string };

/** A connection stood, and TLS on it where that was asked for. */
export interface Open {
  readonly kind: 'open';
  readonly latencyMs: number;
}

export type TcpOutcome = Outcome | Open;
export type TlsOutcome = Outcome | Open;
export type WebSocketOutcome = Outcome | Open;

export type HttpOutcome =
  | Outcome
  | {
      readonly kind: 'answered';
      /** What is wrong with the answer; undefined when it is as expected. The answer itself goes no further. */
      readonly unmet: string | undefined;
      readonly latencyMs: number;
    };

export type PingOutcome =
  | { readonly kind: 'answered'; readonly latencyMs: number }
  | { readonly kind: 'no-answer'; readonly reason: string }
  /** The name means nothing, or there is no way to the host. */
  | { readonly kind: 'no-route'; readonly reason: string }
  /** This gateway cannot ping: no such program, or the system forbids it. */
  | { readonly kind: 'not-available'; readonly reason: string };

/** The meaning of an error before the connection stood. */
export function connectFailure(error: Error): Outcome {
  // A name with several addresses fails with one error for each.
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const codes = errors.map((each) => (each as NodeJS.ErrnoException).code);
  if (codes.includes('ECONNREFUSED')) return { kind: 'refused' };
  const reason = errors.map((each) => (each instanceof Error ? each.message : String(each))).join('; ');
  if (codes.includes('ECONNRESET')) return { kind: 'broken', reason };
  return { kind: codes.includes('ETIMEDOUT') ? 'no-answer' : 'no-route', reason };
}
