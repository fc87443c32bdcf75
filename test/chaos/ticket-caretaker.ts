import type { PrinterView } from '../../simulators/ticket-printer/escpos.js';
import type { HallPrinter, PrintingHall } from '../support/printing-hall.js';

interface Trouble {
  readonly isThere: (view: PrinterView) => boolean;
  /** What ends it. */
  readonly action: string;
  /** Whether somebody has been called, by the state of the device; a roll is not changed by chance. */
  readonly isCalled?: (state: Record<string, unknown>) => boolean;
  /** ms until somebody has done it, shortest and longest; a cover takes as long as the gateway counts on. */
  readonly takesMs: readonly [number, number];
}

const troubles: readonly Trouble[] = [
  { isThere: ({ power }) => power === 'off', action: 'power-on', takesMs: [50, 2_500] },
  { isThere: ({ cover }) => cover === 'open', action: 'close-cover', takesMs: [5_000, 5_600] },
  // The gateway counts on 5 s at least. A roll takes less here, so it is not changed before the gateway has seen it.
  {
    isThere: ({ paper }) => paper === 'out',
    isCalled: ({ paper }) => paper === 'out',
    action: 'load-paper',
    takesMs: [600, 1_200],
  },
  { isThere: ({ errors }) => errors.includes('cutter'), action: 'clear-cutter', takesMs: [1_200, 1_800] },
];
const lookEveryMs = 50;

/** Looks after one printer: sees what anybody could see, and puts it right after a while. */
export class Caretaker {
  readonly #hall: PrintingHall;
  readonly #printer: HallPrinter;
  readonly #random: () => number;
  readonly #dueAt = new Map<Trouble, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(hall: PrintingHall, printer: HallPrinter, random: () => number) {
    this.#hall = hall;
    this.#printer = printer;
    this.#random = random;
    this.#timer = setInterval(() => this.#look(), lookEveryMs);
  }

  /** Resolves when nothing is wrong that anybody could see. */
  async allWell(): Promise<void> {
    while (troubles.some(({ isThere }) => isThere(this.#printer.view()))) {
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  }

  leave(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const view = this.#printer.view();
    const state = this.#hall.state(this.#printer);
    for (const trouble of troubles) {
      const { isThere, isCalled, action, takesMs } = trouble;
      const [shortest, longest] = takesMs;
      const dueAt = this.#dueAt.get(trouble);
      if (!isThere(view) || isCalled?.(state) === false) this.#dueAt.delete(trouble);
      else if (dueAt === undefined) {
        this.#dueAt.set(trouble, Date.now() + shortest + this.#random() * (longest - shortest));
      } else if (Date.now() >= dueAt) {
        this.#dueAt.delete(trouble);
        this.#printer.act(action);
      }
    }
  }
}
