import type { Clock, Timer } from '../../clock.js';
import { asGatewayError, GatewayError } from '../../error.js';
import { checkOutgoing, encodeCommand, type NutCommand } from './command.js';
import { createLineSplitter } from './lines.js';
import type { Collector, Outcome } from './reply.js';

/** Where lines go and come from: the link itself, or TLS over it. */
export interface Wire {
  write(bytes: Uint8Array, options?: { timeoutMs?: number }): Promise<void>;
  onData(receiver: (bytes: Uint8Array) => void): void;
}

/** The server's `ERR`; its code, e.g. DATA-STALE, is for the session to explain. */
export class NutRefusal extends Error {
  override readonly name = 'NutRefusal';
  readonly refusal: string;

  constructor(refusal: string) {
    super(`ERR ${refusal}`);
    this.refusal = refusal;
  }
}

interface Pending {
  /** True when it is answered. */
  take(line: string | undefined): boolean;
  fail(error: GatewayError): void;
}

/** ms a list may take as a whole; a poll that hangs for 30 s ends the session. */
const wholeReplyMs = 20_000;
/** Questions that may wait, answered too late or not yet. */
const mostPending = 32;
/** ms our last word may take. */
const goodbyeMs = 500;

/**
 * Questions and answers over one connection. The server answers in order, so an answer that comes too late is still known
 * for what it is and never taken for that of the next question.
 */
export class NutDialogue {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #pending: Pending[] = [];
  #wire: Wire;
  #split = createLineSplitter();

  /** @param timeoutMs until the next line of an answer has to be there */
  constructor({ wire, clock, timeoutMs }: { wire: Wire; clock: Clock; timeoutMs: number }) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#wire = wire;
    wire.onData((bytes) => this.#receive(bytes));
  }

  /** Goes on over another wire; what has come over the old one and belongs to no answer is not taken for one. */
  use(wire: Wire): void {
    this.#wire = wire;
    this.#split = createLineSplitter();
    wire.onData((bytes) => this.#receive(bytes));
  }

  /** Rejects with NutRefusal, TRANSPORT_REPLY_TIMEOUT, PROTOCOL_UNEXPECTED or what the wire says. */
  ask<T>(command: NutCommand, collect: Collector<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#pending.length >= mostPending) {
        return reject(new GatewayError('PROTOCOL_BUSY', `${mostPending} questions wait for an answer already`));
      }
      const began = this.#clock.monotonic();
      let timer: Timer | undefined;
      let gaveUp = false;
      const wait = () => {
        timer?.cancel();
        if (gaveUp) return;
        const left = began + wholeReplyMs - this.#clock.monotonic();
        timer = this.#clock.setTimeout(late, Math.max(0, Math.min(this.#timeoutMs, left)));
      };
      const late = () => {
        gaveUp = true;
        const seconds = (this.#clock.monotonic() - began) / 1_000;
        const text = `no complete answer to "${command.join(' ')}" within ${seconds} s`;
        reject(new GatewayError('TRANSPORT_REPLY_TIMEOUT', text));
      };
      const settle = (outcome: NonNullable<Outcome<T>>) => {
        timer?.cancel();
        if ('value' in outcome) resolve(outcome.value);
        else reject('refused' in outcome ? new NutRefusal(outcome.refused) : outcome.error);
      };
      const pending: Pending = {
        take(line) {
          const outcome = collect(line);
          if (outcome) settle(outcome);
          else wait();
          return outcome !== undefined;
        },
        fail: (error) => settle({ error }),
      };
      this.#pending.push(pending);
      wait();
      this.#send(command).catch((error: unknown) => {
        this.#drop(pending);
        pending.fail(asGatewayError(error, 'TRANSPORT_CLOSED'));
      });
    });
  }

  /** Says goodbye; nobody waits for the answer. */
  async leave(): Promise<void> {
    await this.#send(['LOGOUT'], goodbyeMs).catch(() => undefined);
    for (const pending of this.#pending.splice(0)) {
      pending.fail(new GatewayError('TRANSPORT_CLOSED', 'the session was ended'));
    }
  }

  async #send(command: NutCommand, timeoutMs?: number): Promise<void> {
    const bytes = encodeCommand(command);
    checkOutgoing(bytes);
    await this.#wire.write(bytes, timeoutMs === undefined ? {} : { timeoutMs });
  }

  #receive(bytes: Uint8Array): void {
    for (const line of this.#split(bytes)) {
      if (this.#pending[0]?.take(line)) this.#pending.shift();
    }
  }

  #drop(pending: Pending): void {
    const index = this.#pending.indexOf(pending);
    if (index >= 0) this.#pending.splice(index, 1);
  }
}
