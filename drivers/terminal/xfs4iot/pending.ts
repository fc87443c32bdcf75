import type { Clock, Timer } from '../../clock.js';
import { type ErrorCode, GatewayError } from '../../error.js';
import type { Message } from './envelope.js';
import type { Json } from './json.js';

/** Highest requestId before it starts over; one that still waits is left out. */
const highestId = 0x7fff_ffff;

export interface Issued {
  readonly requestId: number;
  /** The payload of a successful completion; rejects with a GatewayError otherwise. */
  readonly completed: Promise<Json>;
}

interface Waiting {
  readonly name: string;
  readonly timer: Timer;
  readonly onEvent: ((name: string, payload: Json) => void) | undefined;
  readonly done: (payload: Json) => void;
  readonly failed: (error: GatewayError) => void;
}

/**
 * The commands of one connection that wait for their completion. What comes in another order, twice, or for nobody does
 * no harm: the completion alone ends a command, an acknowledgement only when it refuses (terminal-health.md 1.3).
 */
export class PendingCommands {
  readonly #clock: Clock;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** @param timeoutMs until it counts as unanswered. */
  issue(name: string, timeoutMs: number, onEvent?: (name: string, payload: Json) => void): Issued {
    const requestId = this.#nextId();
    const completed = new Promise<Json>((done, reject) => {
      const timer = this.#clock.setTimeout(
        () => this.#fail(requestId, 'TRANSPORT_REPLY_TIMEOUT', `does not complete within ${timeoutMs} ms`),
        timeoutMs,
      );
      this.#waiting.set(requestId, { name, timer, onEvent, done, failed: reject });
    });
    return { requestId, completed };
  }

  /** True when the message belonged to a command that waits. */
  handle(message: Message): boolean {
    if (!('requestId' in message)) return false;
    const waiting = this.#waiting.get(message.requestId);
    if (!waiting) return false;
    if (message.kind === 'event') waiting.onEvent?.(message.name, message.payload);
    if (message.kind === 'acknowledge' && message.refused !== undefined) {
      const code = message.refused === 'tooManyRequests' ? 'PROTOCOL_BUSY' : 'PROTOCOL_REJECTED';
      this.#fail(message.requestId, code, `is not accepted: ${message.refused}`);
    }
    if (message.kind === 'completion') {
      if (message.code === 'success') this.#take(message.requestId)?.done(message.payload);
      else {
        const why = message.description === undefined ? '' : ` (${message.description})`;
        this.#fail(message.requestId, errorOf(message.code), `completes with ${message.code}${why}`);
      }
    }
    return true;
  }

  /** Nothing more will come. */
  end(why: string): void {
    for (const requestId of [...this.#waiting.keys()]) this.#fail(requestId, 'TRANSPORT_CLOSED', `is lost: ${why}`);
  }

  #fail(requestId: number, code: ErrorCode, what: string): void {
    const waiting = this.#take(requestId);
    waiting?.failed(new GatewayError(code, `${waiting.name} ${what}`));
  }

  #take(requestId: number): Waiting | undefined {
    const waiting = this.#waiting.get(requestId);
    waiting?.timer.cancel();
    this.#waiting.delete(requestId);
    return waiting;
  }

  #nextId(): number {
    do this.#lastId = this.#lastId >= highestId ? 1 : this.#lastId + 1;
    while (this.#waiting.has(this.#lastId));
    return this.#lastId;
  }
}

function errorOf(completionCode: string): ErrorCode {
  if (completionCode === 'unsupportedCommand' || completionCode === 'invalidCommand') return 'PROTOCOL_UNSUPPORTED';
  return 'PROTOCOL_REJECTED';
}
