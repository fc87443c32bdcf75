import type { Timer } from '../../../../drivers/clock.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

/**
 * Virtual time beside real sockets: it waits, in real time, until whoever has set a time-out has got what it was waiting
 * for, and lets that time-out come only where nothing will.
 */
export class PatientClock extends VirtualClock {
  readonly #dues = new Map<Timer, { readonly due: number; readonly ms: number }>();
  readonly #timeoutMs: number;

  /** Timers of `timeoutMs` are time-outs of questions over a socket. */
  constructor(timeoutMs: number, startMs?: number) {
    super(startMs);
    this.#timeoutMs = timeoutMs;
  }

  override setTimeout(callback: () => void, ms: number): Timer {
    const inner = super.setTimeout(() => {
      this.#dues.delete(timer);
      callback();
    }, ms);
    const timer = {
      cancel: () => {
        this.#dues.delete(timer);
        inner.cancel();
      },
    };
    this.#dues.set(timer, { due: this.monotonic() + Math.max(0, ms), ms });
    return timer;
  }

  /** True while somebody waits for an answer. */
  isAsked(): boolean {
    return [...this.#dues.values()].some(({ ms }) => ms === this.#timeoutMs);
  }

  /** Passes `ms`, from one timer to the next; `isHopeless` says when an open question will get no answer by waiting. */
  async pass(ms: number, isHopeless: () => boolean): Promise<void> {
    const end = this.monotonic() + ms;
    for (;;) {
      await this.#answered(isHopeless);
      const next = Math.min(...[...this.#dues.values()].map(({ due }) => due));
      if (!(next <= end)) break;
      await this.advance(next - this.monotonic());
    }
    await this.advance(end - this.monotonic());
  }

  async #answered(isHopeless: () => boolean): Promise<void> {
    while (this.isAsked() && !isHopeless()) await new Promise((resolve) => setTimeout(resolve, 1));
    await this.advance(0);
  }
}
