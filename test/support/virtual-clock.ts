import type { Clock, Timer } from '../../drivers/clock.js';

interface Pending extends Timer {
  readonly due: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Lets promises and real I/O callbacks that are already due run. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 5; round++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Time that moves only when told to. `jump` moves the wall clock alone, as a clock set by hand does. */
export class VirtualClock implements Clock {
  #elapsed = 0;
  #wall: number;
  #order = 0;
  readonly #pending = new Set<Pending>();

  constructor(startMs = Date.UTC(2026, 10, 23, 1, 0, 0)) {
    this.#wall = startMs;
  }

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  setTimeout(callback: () => void, ms: number): Timer {
    const pending: Pending = {
      due: this.#elapsed + Math.max(0, ms),
      order: this.#order++,
      callback,
      cancel: () => this.#pending.delete(pending),
    };
    this.#pending.add(pending);
    return pending;
  }

  /** How many timers wait: a closed part must leave none behind. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Fires every timer due within `ms`, in order, letting promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settle();
    for (;;) {
      const next = [...this.#pending]
        .filter((timer) => timer.due <= end)
        .sort((a, b) => a.due - b.due || a.order - b.order)[0];
      if (!next) break;
      this.#move(next.due);
      this.#pending.delete(next);
      next.callback();
      await settle();
    }
    this.#move(end);
  }

  /** Lets time pass in steps until `work` is done, and gives its outcome. */
  async finish<T>(work: Promise<T>, stepMs = 10): Promise<T> {
    let running = true;
    const settled = work.finally(() => {
      running = false;
    });
    settled.catch(() => undefined);
    while (running) await this.advance(stepMs);
    return settled;
  }

  /** Time that passes at once; timers that fall due meanwhile fire at the next `advance`. */
  leap(ms: number): void {
    this.#move(this.#elapsed + ms);
  }

  jump(ms: number): void {
    this.#wall += ms;
  }

  #move(to: number): void {
    if (to <= this.#elapsed) return;
    this.#wall += to - this.#elapsed;
    this.#elapsed = to;
  }
}
