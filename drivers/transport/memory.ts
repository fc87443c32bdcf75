import { GatewayError } from '../error.js';
import { errorText } from './error-text.js';
import { Inbox } from './inbox.js';
import type { ByteLink, CloseReason } from './link.js';

/** One end of an in-memory pair, with the life cycle of a real link. */
export interface MemoryEnd extends ByteLink {
  /** Ends both sides as an unplug would. */
  unplug(detail?: string): void;
}

/**
 * Two byte links that are each other's peer. Bytes arrive in a later microtask, in order, copied; what was written
 * before a close arrives before it.
 */
export function memoryPair(name = 'memory'): [MemoryEnd, MemoryEnd] {
  const a = new End(`${name} a`, () => b);
  const b = new End(`${name} b`, () => a);
  return [a, b];
}

class End implements MemoryEnd {
  readonly closed: Promise<CloseReason>;
  readonly #peer: () => End;
  readonly #inbox = new Inbox((error) => this.unplug(`the receiver of its data failed: ${errorText(error)}`));
  #open = true;
  #resolveClosed: (reason: CloseReason) => void = () => {};

  constructor(
    readonly name: string,
    peer: () => End,
  ) {
    this.#peer = peer;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#open) throw new GatewayError('TRANSPORT_CLOSED', `${this.name} is closed`);
    const copy = bytes.slice();
    await Promise.resolve();
    this.#peer().#deliver(copy);
  }

  onData(receiver: (bytes: Uint8Array) => void): void {
    this.#inbox.receive(receiver);
  }

  async close(): Promise<void> {
    this.#end({ kind: 'local', detail: 'closed by us' });
    await Promise.resolve();
    this.#peer().#end({ kind: 'lost', detail: 'closed by the peer' });
  }

  unplug(detail = 'unplugged'): void {
    this.#end({ kind: 'lost', detail });
    this.#peer().#end({ kind: 'lost', detail });
  }

  #deliver(bytes: Uint8Array): void {
    if (this.#open) this.#inbox.deliver(bytes);
  }

  #end(reason: CloseReason): void {
    if (!this.#open) return;
    this.#open = false;
    this.#resolveClosed(reason);
  }
}
