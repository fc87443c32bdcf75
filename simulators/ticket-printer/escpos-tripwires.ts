/** What happens once so much more paper has moved. */
export interface Tripwires {
  /** @param dots of paper from now. */
  add(dots: number, run: () => void): void;
  /** Dots until the next one; undefined when there is none. */
  readonly next: number | undefined;
  /** So much paper has moved; runs those that were reached. */
  moved(dots: number): void;
}

export function createTripwires(): Tripwires {
  let wires: { left: number; readonly run: () => void }[] = [];
  return {
    add(dots, run) {
      wires.push({ left: dots, run });
    },
    get next() {
      return wires.length > 0 ? Math.min(...wires.map(({ left }) => left)) : undefined;
    },
    moved(dots) {
      for (const wire of wires) wire.left -= Math.max(0, dots);
      const reached = wires.filter(({ left }) => left <= 0);
      wires = wires.filter(({ left }) => left > 0);
      for (const { run } of reached) run();
    },
  };
}
