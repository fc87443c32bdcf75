/** Things that come one by one, and somebody who waits for the next. */
export class Arrivals<Thing> {
  readonly all: Thing[] = [];
  readonly #waiting: ((thing: Thing) => void)[] = [];
  #taken = 0;

  add(thing: Thing): void {
    this.all.push(thing);
    this.#serve();
  }

  /** The oldest that nobody has taken yet, as soon as it is there. */
  next(): Promise<Thing> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#serve();
    });
  }

  #serve(): void {
    while (this.#waiting.length > 0 && this.#taken < this.all.length) {
      const thing = this.all[this.#taken++] as Thing;
      this.#waiting.shift()?.(thing);
    }
  }
}
