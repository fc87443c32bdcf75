import type { Acknowledgement } from './connection.js';

export interface Publish {
  /** `clock.monotonic()`. */
  readonly sentAt: number;
  readonly done: (acknowledgement: Acknowledgement) => void;
}

const mostPacketIds = 65_535;

/** Publishes of one connection that wait for their PUBACK, by packet id. */
export class InFlight {
  /** In the order of sending. */
  readonly #waiting = new Map<number, Publish>();
  #lastId = 0;

  get size(): number {
    return this.#waiting.size;
  }

  /** When the oldest one was sent; undefined when none waits. */
  get oldestSentAt(): number | undefined {
    for (const { sentAt } of this.#waiting.values()) return sentAt;
    return undefined;
  }

  /** Gives it a packet id, 1 to 65535, that no other one has. At most 65,535 may wait. */
  add(publish: Publish): number {
    do this.#lastId = this.#lastId === mostPacketIds ? 1 : this.#lastId + 1;
    while (this.#waiting.has(this.#lastId));
    this.#waiting.set(this.#lastId, publish);
    return this.#lastId;
  }

  /** The one with this packet id, which waits no longer; undefined for an id that nothing waits for. */
  take(packetId: number): Publish | undefined {
    const publish = this.#waiting.get(packetId);
    if (publish) this.#waiting.delete(packetId);
    return publish;
  }

  takeAll(): Publish[] {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    return all;
  }
}
