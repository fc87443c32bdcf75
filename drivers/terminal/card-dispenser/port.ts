import { type Clock, sleep } from '../../clock.js';
import { GatewayError } from '../../error.js';
import { oneAtATime } from '../../one-at-a-time.js';
import type { ByteLink } from '../../transport/link.js';
import { encodeQuestion, enq, type Question, type Reply } from './codec.js';
import { createWordDecoder, type Word } from './decoder.js';
import { createGuard, type GuardedWrite } from './guard.js';

/** A question is asked at most so often: once more when it was lost or refused. */
const tries = 2;
/** ms of rest before a question is asked again: whatever is half said is over then. */
const restMs = 100;

export interface PortOptions {
  readonly link: ByteLink;
  readonly clock: Clock;
  /** ms until an unanswered question, or ENQ, counts as lost. */
  readonly replyTimeoutMs: number;
}

/** The host's side of the line to a card dispenser: one question at a time. */
export class DispenserPort {
  readonly #options: PortOptions;
  readonly #write: GuardedWrite;
  #listener: ((word: Word) => void) | undefined;
  readonly #inTurn = oneAtATime();

  constructor(options: PortOptions) {
    const { link, clock } = options;
    this.#options = options;
    this.#write = createGuard({ mode: 'owner', clock, write: (bytes) => link.write(bytes) });
    const decode = createWordDecoder();
    link.onData((chunk) => {
      for (const word of decode(chunk)) this.#listener?.(word);
    });
  }

  /** Rejects with TRANSPORT_REPLY_TIMEOUT, PROTOCOL_REJECTED (NAK twice) or TRANSPORT_CLOSED. */
  ask<Q extends Question>(question: Q): Promise<Extract<Reply, { question: Q }>> {
    return this.#inTurn(() => this.#ask(question)) as Promise<Extract<Reply, { question: Q }>>;
  }

  async #ask(question: Question): Promise<Reply> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#askOnce(question);
      } catch (error) {
        if (attempt === tries || !mayPass(error)) throw error;
        await sleep(this.#options.clock, restMs);
      }
    }
  }

  async #askOnce(question: Question): Promise<Reply> {
    const taken = await this.#say(encodeQuestion(question), `its answer to ${question}`, (word) =>
      word.kind === 'reply' ? undefined : word.kind,
    );
    if (taken === 'nak') throw new GatewayError('PROTOCOL_REJECTED', `the dispenser refuses ${question} with NAK`);
    return this.#say(Uint8Array.of(enq), `the result of ${question}`, (word) =>
      word.kind === 'reply' && word.reply.question === question ? word.reply : undefined,
    );
  }

  /** Resolves with the first word that `wanted` takes; listens from before the first byte leaves. */
  #say<T>(bytes: Uint8Array, what: string, wanted: (word: Word) => T | undefined): Promise<T> {
    const { clock, link, replyTimeoutMs } = this.#options;
    return new Promise<T>((resolve, reject) => {
      const end = (settle: () => void) => {
        timer.cancel();
        this.#listener = undefined;
        settle();
      };
      const late = () => {
        const text = `no word from the dispenser on ${link.name} within ${replyTimeoutMs} ms: ${what} is missing`;
        end(() => reject(new GatewayError('TRANSPORT_REPLY_TIMEOUT', text)));
      };
      const timer = clock.setTimeout(late, replyTimeoutMs);
      this.#listener = (word) => {
        const value = wanted(word);
        if (value !== undefined) end(() => resolve(value));
      };
      this.#write(bytes).catch((error: unknown) => end(() => reject(error)));
    });
  }
}

function mayPass(error: unknown): boolean {
  return error instanceof GatewayError && ['TRANSPORT_REPLY_TIMEOUT', 'PROTOCOL_REJECTED'].includes(error.code);
}
