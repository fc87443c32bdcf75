/**
 * Tells that a card has lost its areas with its power although it was away for less than a poll: its status says how many
 * it has. The sources do not agree about that reply (led-boards-counters-hid.md 2.8), so the number counts only once it
 * was right, and only for less than there should be.
 */
export class AreaCount {
  readonly #held = new Set<string>();
  #isTrusted = false;
  /** Goes up with each write, so that a look that was overtaken by one can be told. */
  #writes = 0;

  /** Areas the card has acknowledged and not been told to delete. */
  get expected(): number {
    return this.#held.size;
  }

  wrote(zone: string): void {
    this.#held.add(zone);
    this.#writes++;
  }

  deleted(zones: readonly string[]): void {
    for (const zone of zones) this.#held.delete(zone);
    this.#writes++;
  }

  /** To be called before the question; what it returns takes the answer and tells whether areas are missing. */
  question(): (told: number | undefined) => boolean {
    const writes = this.#writes;
    return (told) => {
      if (told === undefined || writes !== this.#writes || this.expected === 0) return false;
      this.#isTrusted ||= told === this.expected;
      return this.#isTrusted && told < this.expected;
    };
  }
}
