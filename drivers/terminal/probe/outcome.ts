/** What one network check found. `refused`, `silent` and `broken` prove that the host is alive. */
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
  | { readonly kind: 'broken'; readonly reason: string };

export type TcpOutcome = Outcome | { readonly kind: 'open'; readonly latencyMs: number };

export type HttpOutcome =
  | Outcome
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Whether the text looked for is there; undefined when none is. The body itself goes no further. */
      readonly textFound: boolean | undefined;
      readonly latencyMs: number;
    };

/** The meaning of an error before the connection stood. */
export function connectFailure(error: Error): Outcome {
  // A name with several addresses fails with one error for each.
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const codes = errors.map((each) => (each as NodeJS.ErrnoException).code);
  if (codes.some((code) => code === 'ECONNREFUSED' || code === 'ECONNRESET')) return { kind: 'refused' };
  const reason = errors.map((each) => (each instanceof Error ? each.message : String(each))).join('; ');
  return { kind: codes.includes('ETIMEDOUT') ? 'no-answer' : 'no-route', reason };
}
