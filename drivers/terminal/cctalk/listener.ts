import type { Clock } from '../../clock.js';
import { afterEvent, afterRestart, afterSelfCheck, type Conditions, isFraud } from './conditions.js';
import { createFrameDecoder, isAnswerTo, isQuestion } from './decoder.js';
import { decodeEventBlock, eventPolls, newEvents } from './events.js';
import { decodeSelfCheck } from './faults.js';
import { type Checksum, type Frame, replyHeaders } from './frame.js';
import { allowedHeaders } from './guard.js';
import type { CctalkModule } from './options.js';

/** What a tap has heard of one module; times are of the monotonic clock. */
export interface Heard {
  readonly module: CctalkModule;
  /** When the kiosk PC asked it last. */
  askedAt: number | undefined;
  /** When it answered last. */
  answeredAt: number | undefined;
  /** Since when none of the questions to it was answered. */
  unansweredSince: number | undefined;
  /** Undefined until its own words have told something in this session. */
  conditions: Conditions | undefined;
  /** Counter of its last block of events. */
  counter: number | undefined;
}

export interface Fraud {
  readonly module: CctalkModule;
  readonly code: number;
  /** Number of the event, 1 to 255. */
  readonly counter: number;
  /** It was among the events of the first block heard, so it may be old. */
  readonly atFirstSight: boolean;
}

export interface ListenerOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly checksum: Checksum;
  readonly silenceMs: number;
  readonly modules: readonly CctalkModule[];
  /** The module has said something about itself. */
  readonly onNews: (heard: Heard) => void;
  readonly onFraud: (fraud: Fraud) => void;
  /** It lost power or was reset, or more happened than its block of events holds. */
  readonly onGap: (heard: Heard, what: 'restarted' | 'events-lost') => void;
}

/**
 * Understands what a kiosk PC and its cash modules say to each other, without a word of its own. A question and the answer
 * right after it belong together; a question followed by another one was not answered.
 */
export class Listener {
  readonly heard: ReadonlyMap<number, Heard>;
  readonly #options: ListenerOptions;
  readonly #decoder;
  #question: Frame | undefined;
  #hostAt: number | undefined;
  #bytes = 0;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#decoder = createFrameDecoder(options);
    this.heard = new Map(
      options.modules.map((module) => [
        module.address,
        {
          module,
          askedAt: undefined,
          answeredAt: undefined,
          unansweredSince: undefined,
          conditions: undefined,
          counter: undefined,
        },
      ]),
    );
  }

  /** When the kiosk PC asked anybody anything. */
  get hostAt(): number | undefined {
    return this.#hostAt;
  }

  /** Bytes in all; whether they made sense is another matter. */
  get bytes(): number {
    return this.#bytes;
  }

  hear(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    for (const frame of this.#decoder.push(chunk)) {
      if (isQuestion(frame)) this.#asked(frame);
      else if (this.#question && isAnswerTo(this.#question, frame)) this.#answered(this.#question, frame);
    }
  }

  #asked(question: Frame): void {
    const now = this.#options.clock.monotonic();
    const before = this.#question && this.heard.get(this.#question.destination);
    if (before) before.unansweredSince ??= before.askedAt;
    this.#question = question;
    this.#hostAt = now;
    const heard = this.heard.get(question.destination);
    if (heard) heard.askedAt = now;
  }

  #answered(question: Frame, { header, data }: Frame): void {
    this.#question = undefined;
    const heard = this.heard.get(question.destination);
    if (!heard) return;
    heard.unansweredSince = undefined;
    heard.answeredAt = this.#options.clock.monotonic();
    if (header !== replyHeaders.reply) return;
    if (question.header === allowedHeaders.selfCheck) this.#selfChecked(heard, data);
    const events = (eventPolls as Readonly<Record<number, 'bill' | 'coin'>>)[question.header];
    if (events) this.#eventsTold(heard, data, events);
  }

  #selfChecked(heard: Heard, data: Uint8Array): void {
    const check = decodeSelfCheck(data);
    if (!check) return;
    heard.conditions = afterSelfCheck(heard.conditions ?? {}, check);
    this.#options.onNews(heard);
  }

  #eventsTold(heard: Heard, data: Uint8Array, kind: 'bill' | 'coin'): void {
    const block = decodeEventBlock(data);
    if (!block) return;
    const { onNews, onFraud, onGap } = this.#options;
    const atFirstSight = heard.counter === undefined;
    const { events, lost, restarted } = newEvents(heard.counter, block);
    heard.counter = block.counter;
    let conditions = restarted ? afterRestart(heard.conditions ?? {}) : (heard.conditions ?? {});
    for (const [at, event] of events.entries()) {
      // The status codes of a coin acceptor are another table, of which nothing here is sure: only that it took a coin.
      if (kind === 'coin' && event.kind === 'status') continue;
      conditions = afterEvent(conditions, event);
      if (!isFraud(event)) continue;
      const counter = ((block.counter - (events.length - 1 - at) + 254) % 255) + 1;
      onFraud({ module: heard.module, code: event.code, counter, atFirstSight });
    }
    heard.conditions = conditions;
    if (restarted) onGap(heard, 'restarted');
    if (lost && !atFirstSight) onGap(heard, 'events-lost');
    onNews(heard);
  }
}
