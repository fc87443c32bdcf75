import { dotsPerMm } from './escpos-paper.js';
import type { Conditions } from './escpos-status.js';

/** What is set from outside; the rest of the conditions follows from the roll. */
export type Switches = Omit<Conditions, 'nearEnd' | 'paperEnd'>;

/** What a paper sensor and a switch would see, and how much paper there is. */
export interface Health {
  readonly conditions: Conditions;
  /** As a person sees the roll, also where no sensor does. */
  readonly paper: 'ok' | 'low' | 'out';
  /** Scrap holds the blade: the next cut fails. */
  jammed: boolean;
  set(patch: Partial<Switches>): void;
  /** Paper leaves the roll, or comes back when negative. */
  use(dots: number): void;
  /** So much is on the roll now. */
  roll(mm: number): void;
}

export function createHealth(options: {
  readonly rollMm: number;
  readonly nearEndMm: number;
  readonly nearEndSensor: boolean;
  /** Something is different; what it was is in `conditions`. */
  readonly changed: () => void;
}): Health {
  const { nearEndMm, nearEndSensor, changed } = options;
  let left = options.rollMm * dotsPerMm;
  let switches: Switches = {
    coverOpen: false,
    feeding: false,
    mechanical: false,
    cutter: false,
    unrecoverable: false,
    headHot: false,
  };

  const isLow = () => left <= nearEndMm * dotsPerMm;
  const sense = (): Conditions => ({ ...switches, nearEnd: nearEndSensor && isLow(), paperEnd: left <= 0 });
  let conditions = sense();
  const update = () => {
    const before = JSON.stringify(conditions);
    conditions = sense();
    if (JSON.stringify(conditions) !== before) changed();
  };
  return {
    jammed: false,
    get conditions() {
      return conditions;
    },
    get paper() {
      return left <= 0 ? 'out' : isLow() ? 'low' : 'ok';
    },
    set(patch) {
      switches = { ...switches, ...patch };
      update();
    },
    use(dots) {
      left = Math.max(0, left - dots);
      update();
    },
    roll(mm) {
      left = mm * dotsPerMm;
      update();
    },
  };
}
