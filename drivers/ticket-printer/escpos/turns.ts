/** Who may put bytes on the line: one at a time; a print goes before every poll that waits. */
export class Turns {
  readonly #prints: (() => void)[] = [];
  readonly #polls: (() => void)[] = [];
  #taken = false;

  /** Runs `work` in its turn and passes the turn on, however it ends. */
  async run<T>(kind: 'print' | 'poll', work: () => Promise<T>): Promise<T> {
    if (this.#taken)
      await new Promise<void>((resolve) => (kind === 'print' ? this.#prints : this.#polls).push(resolve));
    this.#taken = true;
    try {
      return await work();
    } finally {
      const next = this.#prints.shift() ?? this.#polls.shift();
      // The turn stays taken on its way to the next, so that nobody slips in between.
      if (next) next();
      else this.#taken = false;
    }
  }
}
