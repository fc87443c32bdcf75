/** Exit codes of every command (DESIGN.md section 14). */
export const exitCode = { done: 0, failed: 1, usage: 2, unreachable: 3 } as const;

/** Ends the program with a message on standard error and one of the codes above. */
export class CliExit extends Error {
  constructor(
    readonly code: (typeof exitCode)[keyof typeof exitCode],
    message = '',
  ) {
    super(message);
  }
}
