/** One piece of paper as a customer would hold it. */
export interface Paper {
  /** Ticket numbers that can be read on it, top down. */
  readonly numbers: readonly string[];
  /** What the mark 补打 / REPRINT says; 0 = no mark. */
  readonly copyIndex: number;
  /** All of a ticket is on it, from the number to the time at its end. */
  readonly isWhole: boolean;
  /** It came off by a blade; otherwise somebody pulled it out. */
  readonly isCut: boolean;
  readonly text: string;
}

/** A piece in the record of the simulated printer. */
export interface Piece {
  readonly text: string;
  readonly qr: readonly string[];
  readonly cut: string;
}

/** What the papers of one test look like. */
export interface Form {
  /** Finds the number; global. */
  readonly number: RegExp;
  /** Every paper that is whole has these, in this order; nothing but the number and the time differs between tickets. */
  readonly lines: readonly RegExp[];
  /** Every paper that is whole has a QR code, where the printer can print one. */
  readonly qr: boolean;
}

const mark = /补打|REPRINT/;
const markNumber = /REPRINT\D*(\d+)/;

export function readPaper({ text, qr, cut }: Piece, form: Form): Paper {
  const numbers = [...new Set(text.match(form.number) ?? [])];
  let rest = text;
  const hasAll = form.lines.every((line) => {
    const found = line.exec(rest);
    rest = found ? rest.slice(found.index + found[0].length) : rest;
    return found !== null;
  });
  return {
    numbers,
    copyIndex: mark.test(text) ? Number(markNumber.exec(text)?.[1] ?? Number.NaN) : 0,
    isWhole: numbers.length > 0 && hasAll && (!form.qr || qr.length > 0),
    isCut: cut !== 'torn',
    text,
  };
}

/** Collects what comes out of a simulated printer that remembers only the last hundred pieces itself. */
export class PaperTray {
  readonly papers: Paper[] = [];
  readonly #seen = new WeakSet<Piece>();
  readonly #view: () => { readonly tickets: readonly Piece[]; readonly torn: readonly Piece[] };
  readonly #form: Form;

  constructor(view: () => { readonly tickets: readonly Piece[]; readonly torn: readonly Piece[] }, form: Form) {
    this.#view = view;
    this.#form = form;
  }

  /** Takes out what has come since; to be called at least once per hundred pieces. */
  collect(): readonly Paper[] {
    const { tickets, torn } = this.#view();
    for (const piece of [...tickets, ...torn]) {
      if (this.#seen.has(piece)) continue;
      this.#seen.add(piece);
      this.papers.push(readPaper(piece, this.#form));
    }
    return this.papers;
  }

  of(number: string): Paper[] {
    return this.collect().filter(({ numbers }) => numbers.includes(number));
  }
}
