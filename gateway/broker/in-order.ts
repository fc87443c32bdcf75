type Answer = (error: Error | null) => void;

interface Turn {
  readonly answer: Answer;
  /** undefined = not known yet. */
  outcome: Error | null | undefined;
}

/** Gives answers in the order of the questions, whatever the order in which they become known; one order per asker. */
export class InOrder {
  readonly #turns = new WeakMap<object, Turn[]>();

  /** `outcome`: a promise of the answer, or what is known already: an error for no, null for yes. */
  ask(asker: object, outcome: Promise<void> | Error | null, answer: Answer): void {
    const waiting = this.#turns.get(asker);
    const isKnown = outcome === null || outcome instanceof Error;
    if (isKnown && !waiting?.length) {
      answer(outcome);
      return;
    }
    const turns = waiting ?? [];
    if (!waiting) this.#turns.set(asker, turns);
    const turn: Turn = { answer, outcome: isKnown ? outcome : undefined };
    turns.push(turn);
    if (isKnown) return;
    const settle = (error: Error | null) => {
      turn.outcome = error;
      giveAnswers(turns);
    };
    outcome.then(() => settle(null), settle);
  }
}

function giveAnswers(turns: Turn[]): void {
  for (let [first] = turns; first && first.outcome !== undefined; [first] = turns) {
    turns.shift();
    first.answer(first.outcome);
  }
}
