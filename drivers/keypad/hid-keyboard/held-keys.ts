/** ms a key may be down: longer is something that lies on it, or a key that sticks. */
const heldMs = 10_000;

/** Since when each key is down. */
export class HeldKeys {
  readonly #since = new Map<number, number>();

  /** @param at monotonic ms */
  changed(pressed: readonly number[], released: readonly number[], at: number): void {
    for (const code of pressed) this.#since.set(code, at);
    for (const code of released) this.#since.delete(code);
  }

  /** Those that are down for too long. */
  held(at: number): number[] {
    return [...this.#since].filter(([, since]) => at - since > heldMs).map(([code]) => code);
  }
}
