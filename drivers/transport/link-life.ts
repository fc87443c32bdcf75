import type { Clock, Timer } from '../clock.js';
import { GatewayError } from '../error.js';
import { errorText } from './error-text.js';
import { Inbox } from './inbox.js';
import type { CloseReason } from './link.js';

const WRITE_TIMEOUT_MS = 5_000;

/** After this many ms `closed` resolves although the operating system has not reported the release. */
const RELEASE_TIMEOUT_MS = 10_000;

export interface LinkLifeOptions {
  readonly name: string;
  readonly clock: Clock;
  /**
   * Begins to release what carries the link; called once. `unfinished`: a write was under way, so that what the
   * operating system still holds is a torn piece and better thrown away.
   */
  readonly release: (reason: CloseReason, unfinished: boolean) => void;
  /** What keeps a peer of this kind from taking bytes, for the text of a write that timed out. */
  readonly stallHint?: string | undefined;
}

export function lost(cause: unknown): CloseReason {
  return { kind: 'lost', detail: errorText(cause) };
}

/**
 * The life cycle every link has, whatever carries it: open, ending (the reason is fixed, nothing is written or
 * delivered any more), closed (the operating system has let go). Every step may be reported in any order and more than
 * once (usb-hotplug.md, point 4).
 */
export class LinkLife {
  readonly closed: Promise<CloseReason>;
  readonly #options: LinkLifeOptions;
  readonly #inbox = new Inbox((error) => this.end(lost(`the receiver of its data failed: ${errorText(error)}`)));
  /** One per write under way; called with the error it is to end with. */
  readonly #writes = new Set<(error: GatewayError) => void>();
  #reason: CloseReason | undefined;
  #releaseTimer: Timer | undefined;
  #resolveClosed: (reason: CloseReason) => void = () => {};

  constructor(options: LinkLifeOptions) {
    this.#options = options;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
  }

  get open(): boolean {
    return this.#reason === undefined;
  }

  receive(receiver: (unit: Uint8Array) => void): void {
    this.#inbox.receive(receiver);
  }

  deliver(unit: Uint8Array): void {
    if (this.open) this.#inbox.deliver(unit);
  }

  /** `start` hands bytes to the operating system and calls back when it took them all or refused. */
  write(start: (done: (error?: unknown) => void) => void, timeoutMs = WRITE_TIMEOUT_MS): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#reason) return reject(this.#closedError(this.#reason));
      const fail = (error: GatewayError) => {
        timer.cancel();
        this.#writes.delete(fail);
        reject(error);
      };
      const timer = this.#options.clock.setTimeout(() => this.#stalled(fail, timeoutMs), timeoutMs);
      this.#writes.add(fail);
      const done = (error?: unknown) => {
        if (!this.#writes.has(fail)) return;
        if (error) return this.end(lost(error));
        timer.cancel();
        this.#writes.delete(fail);
        resolve();
      };
      try {
        start(done);
      } catch (error) {
        done(error);
      }
    });
  }

  /** Fixes why the link ends and begins to release it; the first reason stays. */
  end(reason: CloseReason, unfinished = this.#writes.size > 0): void {
    if (this.#reason) return;
    this.#reason = reason;
    for (const fail of [...this.#writes]) fail(this.#closedError(reason));
    this.#releaseTimer = this.#options.clock.setTimeout(() => this.released(reason), RELEASE_TIMEOUT_MS);
    this.#options.release(reason, unfinished);
  }

  /** The operating system has let go; `reason` counts when nobody gave one before. */
  released(reason: CloseReason): void {
    this.end(reason);
    this.#releaseTimer?.cancel();
    this.#resolveClosed(this.#reason ?? reason);
  }

  async close(): Promise<void> {
    this.end({ kind: 'local', detail: 'closed by us' });
    await this.closed;
  }

  #stalled(fail: (error: GatewayError) => void, timeoutMs: number): void {
    const { name, stallHint } = this.#options;
    const detail = `the peer did not take our bytes within ${timeoutMs} ms${stallHint ? `: ${stallHint}` : ''}`;
    fail(new GatewayError('TRANSPORT_WRITE_TIMEOUT', `${name}: ${detail}`));
    this.end({ kind: 'lost', detail }, true);
  }

  #closedError(reason: CloseReason): GatewayError {
    return new GatewayError('TRANSPORT_CLOSED', `${this.#options.name}: ${reason.detail}`);
  }
}
