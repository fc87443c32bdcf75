/** Bytes kept for a receiver that is not set yet; older ones go first. */
const KEPT_BYTES = 256 * 1024;

/** What comes in on a link: kept until there is a receiver, then handed on at once. */
export class Inbox {
  readonly #onFailure: (error: unknown) => void;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #receiver: ((unit: Uint8Array) => void) | undefined;

  /** `onFailure` hears what a receiver threw, so that it hurts this link and not the process. */
  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  receive(receiver: (unit: Uint8Array) => void): void {
    this.#receiver = receiver;
    this.#waitingBytes = 0;
    for (const unit of this.#waiting.splice(0)) this.#hand(receiver, unit);
  }

  deliver(unit: Uint8Array): void {
    if (this.#receiver) this.#hand(this.#receiver, unit);
    else this.#keep(unit);
  }

  #hand(receiver: (unit: Uint8Array) => void, unit: Uint8Array): void {
    try {
      receiver(unit);
    } catch (error) {
      this.#onFailure(error);
    }
  }

  #keep(unit: Uint8Array): void {
    this.#waiting.push(unit);
    this.#waitingBytes += unit.length;
    while (this.#waitingBytes > KEPT_BYTES) this.#waitingBytes -= this.#waiting.shift()?.length ?? KEPT_BYTES;
  }
}
