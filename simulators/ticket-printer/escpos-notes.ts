/** The newest of what a host got wrong are kept. */
const kept = 100;

/** What a host asked for and the printer does not do, and what was lost of it. */
export interface Notes {
  readonly all: readonly string[];
  add(what: string): void;
  /** Bytes that found no place; one note for all that is lost in a row, as they come in small pieces. */
  lost(bytes: number): void;
}

export function createNotes(): Notes {
  const all: string[] = [];
  let row = { bytes: 0, note: '' };

  const add = (what: string) => {
    all.push(what);
    if (all.length > kept) all.shift();
  };
  return {
    all,
    add,
    lost(bytes) {
      const goesOn = row.bytes > 0 && all.at(-1) === row.note;
      if (goesOn) all.pop();
      const sum = bytes + (goesOn ? row.bytes : 0);
      row = { bytes: sum, note: `receive buffer full: ${sum} bytes lost` };
      add(row.note);
    },
  };
}
