/** Characters of an ID, 21 to 7E: their order is the order of the IDs (ticket-printing.md 3.5). */
const first = 0x21;
const base = 94;
const digits = 4;

/** Four characters for the n-th ID of a printer; begins anew after 94^4, which is 39 million tickets. */
export function idText(n: number): string {
  let rest = n % base ** digits;
  let text = '';
  for (let digit = 0; digit < digits; digit++) {
    text = String.fromCharCode(first + (rest % base)) + text;
    rest = Math.floor(rest / base);
  }
  return text;
}

/** A paper whose IDs were sent and not both heard yet. */
export interface Awaited {
  readonly p: number;
  readonly c: number;
  /** All its lines are on paper. */
  readonly onLines: () => void;
  /** `own`: its own ID behind the cut was heard (A). `later`: one of a later paper of the same epoch (A2). */
  readonly onCut: (by: 'own' | 'later') => void;
}

/** More than ever wait in one epoch on a printer worth keeping. */
const mostAwaited = 50;

/**
 * The IDs of one epoch: what the printer was asked to tell and has not told. Receiving one confirms every earlier one
 * of the same epoch; whatever belongs to no paper of this epoch is ignored (ticket-printing.md 3.5, 8).
 */
export class ProcessIds {
  #awaited: Awaited[] = [];
  #last: number;
  #epochs = 0;
  readonly #session: string;

  /** @param session differs from every other session's. @param last the highest ID used before. */
  constructor(session: string, last: number) {
    this.#session = session;
    this.#last = last;
  }

  get epoch(): string {
    return `${this.#session}.${this.#epochs}`;
  }

  /** The next two, ascending. */
  take(): { readonly p: number; readonly c: number } {
    this.#last += 2;
    return { p: this.#last - 1, c: this.#last };
  }

  expect(paper: Awaited): void {
    this.#awaited.push(paper);
    if (this.#awaited.length > mostAwaited) this.#awaited.shift();
  }

  hear(id: string): void {
    const at = this.#awaited.findIndex(({ p, c }) => idText(p) === id || idText(c) === id);
    const paper = this.#awaited[at];
    if (paper === undefined) return;
    const isCut = idText(paper.c) === id;
    const earlier = this.#awaited.slice(0, at);
    this.#awaited = this.#awaited.slice(isCut ? at + 1 : at);
    for (const before of earlier) before.onCut('later');
    if (isCut) paper.onCut('own');
    else paper.onLines();
  }

  /** The printer has lost what it had not printed, and with it the IDs behind it. */
  begin(): void {
    this.#epochs += 1;
    this.#awaited = [];
  }
}
