import { type Clock, sleep, type Timer } from '../../clock.js';
import { GatewayError } from '../../error.js';
import { oneAtATime } from '../../one-at-a-time.js';
import type { ByteLink } from '../../transport/link.js';
import { createFrameDecoder, type FrameDecoder, isAnswerTo, isQuestion } from './decoder.js';
import { encodeFrame, type Frame, replyHeaders } from './frame.js';
import { type AllowedHeader, allowedHeaders, createGuard, type Guard } from './guard.js';
import type { CctalkOptions } from './options.js';

/** What a module said to a question. */
export type Answer =
  | { readonly kind: 'data'; readonly data: Uint8Array }
  | { readonly kind: 'nak' }
  | { readonly kind: 'busy' };

interface Asking {
  readonly question: Frame;
  readonly bytes: Uint8Array;
  /** Bytes of our own that have come back. */
  echoed: number;
  readonly end: (outcome: Answer | GatewayError) => void;
}

export interface PortOptions {
  readonly link: ByteLink;
  readonly clock: Clock;
  readonly options: CctalkOptions;
  readonly addresses: readonly number[];
}

const names = new Map<number, string>(Object.entries(allowedHeaders).map(([name, header]) => [header, name]));

/**
 * The host's side of a ccTalk wire: one question at a time, its own echo taken out byte for byte, and nothing sent while
 * another host speaks.
 */
export class CctalkPort {
  readonly #link: ByteLink;
  readonly #clock: Clock;
  readonly #options: CctalkOptions;
  readonly #guard: Guard;
  readonly #decoder: FrameDecoder;
  #asking: Asking | undefined;
  readonly #inTurn = oneAtATime();
  #quietFrom = Number.NEGATIVE_INFINITY;
  #otherHostAt = Number.NEGATIVE_INFINITY;

  constructor({ link, clock, options, addresses }: PortOptions) {
    this.#link = link;
    this.#clock = clock;
    this.#options = options;
    const { mode, checksum, silenceMs } = options;
    this.#guard = createGuard({ mode, checksum, addresses, clock, write: (bytes) => link.write(bytes) });
    this.#decoder = createFrameDecoder({ clock, checksum, silenceMs });
    link.onData((chunk) => this.#receive(chunk));
  }

  /** ms since another host was heard on this wire; infinite when none was. */
  get otherHostMs(): number {
    return this.#clock.monotonic() - this.#otherHostAt;
  }

  selfCheckDue(address: number): boolean {
    return this.#guard.selfCheckDue(address);
  }

  /**
   * Rejects with TRANSPORT_REPLY_TIMEOUT when nobody answers, PROTOCOL_CORRUPT when our own bytes came back damaged or not
   * at all, TRANSPORT_CLOSED, or PROTOCOL_UNSUPPORTED from the guard.
   */
  ask(address: number, header: AllowedHeader): Promise<Answer> {
    return this.#inTurn(() => this.#ask(address, header));
  }

  async #ask(address: number, header: AllowedHeader): Promise<Answer> {
    const rest = this.#quietFrom - this.#clock.monotonic();
    if (rest > 0) await sleep(this.#clock, rest);
    const question = { destination: address, source: 1, header, data: new Uint8Array() };
    const bytes = encodeFrame(question, this.#options.checksum);
    let timer: Timer | undefined;
    try {
      return await new Promise<Answer>((resolve, reject) => {
        const end = (outcome: Answer | GatewayError) =>
          outcome instanceof GatewayError ? reject(outcome) : resolve(outcome);
        const asking = { question, bytes, echoed: this.#options.echo ? 0 : bytes.length, end };
        this.#asking = asking;
        this.#guard.write(bytes).then(() => {
          const { replyTimeoutMs } = this.#options;
          timer = this.#clock.setTimeout(() => end(this.#noAnswer(asking)), replyTimeoutMs);
        }, reject);
      });
    } catch (error) {
      // Whatever is on the wire is over after a silence: every receiver begins anew, ours too.
      this.#quietFrom = this.#clock.monotonic() + this.#options.silenceMs + 10;
      throw error;
    } finally {
      timer?.cancel();
      this.#asking = undefined;
    }
  }

  #receive(chunk: Uint8Array): void {
    const rest = this.#withoutEcho(chunk);
    if (rest.length === 0) return;
    for (const frame of this.#decoder.push(rest)) this.#take(frame);
  }

  /** What of a chunk is not the echo of the question that is out. */
  #withoutEcho(chunk: Uint8Array): Uint8Array {
    const asking = this.#asking;
    if (!asking) return chunk;
    let used = 0;
    while (used < chunk.length && asking.echoed < asking.bytes.length) {
      if (chunk[used] !== asking.bytes[asking.echoed]) {
        const { echoed } = asking;
        this.#asking = undefined;
        asking.end(this.#damaged(asking, echoed));
        return chunk.subarray(used);
      }
      used++;
      asking.echoed++;
    }
    return chunk.subarray(used);
  }

  #take(frame: Frame): void {
    const asking = this.#asking;
    // An adapter that was said to hide the echo and does not.
    const own = asking?.question.destination === frame.destination && asking.question.header === frame.header;
    if (isQuestion(frame) && !own) this.#otherHostAt = this.#clock.monotonic();
    if (!asking || !isAnswerTo(asking.question, frame)) return;
    const { header, data } = frame;
    if (header === replyHeaders.reply) asking.end({ kind: 'data', data });
    if (header === replyHeaders.nak) asking.end({ kind: 'nak' });
    if (header === replyHeaders.busy) asking.end({ kind: 'busy' });
  }

  #noAnswer({ question, bytes, echoed }: Asking): GatewayError {
    const what = `${names.get(question.header)} (${question.header}) to address ${question.destination}`;
    const where = `on ${this.#link.name} within ${this.#options.replyTimeoutMs} ms`;
    if (echoed === bytes.length) {
      return new GatewayError('TRANSPORT_REPLY_TIMEOUT', `no answer to ${what} ${where}`);
    }
    const text = `only ${echoed} of our own ${bytes.length} bytes came back of ${what} ${where}: the data wire is cut or held, or the adapter hides the echo (option echo: false)`;
    return new GatewayError('PROTOCOL_CORRUPT', text);
  }

  #damaged({ question }: Asking, echoed: number): GatewayError {
    const text = `our own question ${question.header} to address ${question.destination} came back damaged at byte ${echoed} on ${this.#link.name}: somebody else speaks on the wire, or it is shorted, or the adapter hides the echo (option echo: false)`;
    return new GatewayError('PROTOCOL_CORRUPT', text);
  }
}
