import type { Message } from '../messages/bus.js';
import type { Envelope } from '../messages/envelope.js';
import type { Topics } from '../messages/topics.js';
import type { Present, Refusal } from './drain/drain.js';
import type { Acknowledgement, OutgoingMessage } from './session/connection.js';

/** The list of topics under which the centre may keep a message of ours, on disk. */
export interface CentralTopics {
  has(topic: string): boolean;
  entries(): Iterable<[string, unknown]>;
  put(topic: string, value: Record<string, never>): Promise<void>;
  delete(topic: string): Promise<void>;
}

/** Telemetry on its way without the disk, and what to do with it when the connection ends first. */
export interface Passing {
  readonly message: OutgoingMessage;
  readonly lost: () => void;
}

export interface PresentOptions {
  readonly topics: Topics;
  readonly centralTopics: CentralTopics;
  readonly onError: (error: unknown) => void;
  /** There is something to send. */
  readonly onReady: () => void;
  /** The centre does not take a state; undefined when it takes all of them. */
  readonly onRefused: (refusal: Refusal | undefined) => void;
}

/** What a topic is to show; undefined: it is to be emptied. Each one is an object of its own, to be told from the next. */
interface State {
  readonly envelope: Envelope | undefined;
}

/** Telemetry that may wait for its turn; what is more goes to the outbox. */
const mostPassing = 256;

/**
 * What is only interesting now: the newest state of every topic, never on disk, sent anew after each reconnect, and
 * telemetry while nothing of it waits in the outbox. A topic whose state changes twice before its turn is sent once.
 */
export class PresentLane implements Present {
  readonly #options: PresentOptions;
  readonly #states = new Map<string, State>();
  /** Topics on their way to the list on disk: not sent before they are there. */
  readonly #unlisted = new Set<string>();
  /** Topics to be sent, in the order of their turn. */
  readonly #waiting = new Set<string>();
  /** Topics the centre would not take: tried again with the next state of whatever topic. */
  readonly #refused = new Set<string>();
  /** What the centre said last to each topic that it does not take. */
  readonly #reasons = new Map<string, string>();
  #passing: Passing[] = [];
  readonly #onTheWay = new Set<Passing>();
  #connected = false;

  constructor(options: PresentOptions) {
    this.#options = options;
  }

  /** Takes a state message of the bus. */
  state({ topic, envelope }: Message): void {
    const { centralTopics } = this.#options;
    if (envelope === undefined && !this.#states.has(topic) && !centralTopics.has(topic)) return;
    this.#states.set(topic, { envelope });
    for (const refused of this.#refused) this.#queue(refused);
    this.#refused.clear();
    if (envelope !== undefined && !centralTopics.has(topic)) this.#list(topic);
    if (!this.#unlisted.has(topic)) this.#queue(topic);
  }

  /** True when the telemetry goes straight to the centre; false when it has to go through the outbox. */
  pass(passing: Passing): boolean {
    if (!this.#connected || this.#passing.length >= mostPassing) return false;
    this.#passing.push(passing);
    this.#options.onReady();
    return true;
  }

  /** Every state has been handed to the connection. */
  get isSaid(): boolean {
    return this.#waiting.size + this.#unlisted.size === 0;
  }

  /** Everything there is has to be sent: presence first, then who we are, alarms, devices, the rest. */
  connected(): void {
    this.#connected = true;
    for (const [topic] of this.#options.centralTopics.entries()) {
      if (!this.#states.has(topic)) this.#states.set(topic, { envelope: undefined });
    }
    const all = [...this.#states.keys()].filter((topic) => !this.#unlisted.has(topic));
    const ranked = all.map((topic) => ({ topic, rank: this.#rank(topic) })).sort((a, b) => a.rank - b.rank);
    this.#waiting.clear();
    this.#refused.clear();
    for (const { topic } of ranked) this.#waiting.add(topic);
  }

  /** What waits and what was on its way without an answer is handed back, in order. */
  disconnected(): void {
    this.#connected = false;
    if (this.#reasons.size > 0) {
      this.#reasons.clear();
      this.#tellAll();
    }
    const homeless = [...this.#onTheWay, ...this.#passing];
    this.#onTheWay.clear();
    this.#passing = [];
    for (const { lost } of homeless) lost();
  }

  next(): ReturnType<Present['next']> {
    const [topic] = this.#waiting;
    if (topic !== undefined) {
      this.#waiting.delete(topic);
      return this.#stateOf(topic);
    }
    const passing = this.#passing.shift();
    if (!passing) return undefined;
    this.#onTheWay.add(passing);
    return { message: passing.message, answered: (acknowledgement) => this.#passed(passing, acknowledgement) };
  }

  #stateOf(topic: string): ReturnType<Present['next']> {
    const state = this.#states.get(topic);
    const envelope = state?.envelope;
    const payload = envelope === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(envelope));
    const answered = (acknowledgement: Acknowledgement) => {
      const { kind } = acknowledgement;
      if (kind === 'refused') this.#refused.add(topic);
      if (kind === 'taken' && envelope === undefined && this.#states.get(topic) === state) this.#forget(topic);
      if (kind === 'taken') this.#tell(topic, undefined);
      else if (kind !== 'lost') this.#tell(topic, acknowledgement.reason);
    };
    return { message: { topic, payload, retain: true }, answered };
  }

  #tell(topic: string, reason: string | undefined): void {
    if (this.#reasons.get(topic) === reason) return;
    if (reason === undefined) this.#reasons.delete(topic);
    else this.#reasons.set(topic, reason);
    this.#tellAll();
  }

  #tellAll(): void {
    const [first] = this.#reasons;
    this.#options.onRefused(first && { topic: first[0], reason: first[1] });
  }

  #passed(passing: Passing, { kind }: Acknowledgement): void {
    // Of a lost one `disconnected` takes care, in order with the others.
    if (kind === 'lost') return;
    this.#onTheWay.delete(passing);
    if (kind !== 'taken') passing.lost();
  }

  #forget(topic: string): void {
    this.#states.delete(topic);
    if (this.#options.centralTopics.has(topic)) this.#options.centralTopics.delete(topic).catch(this.#options.onError);
  }

  #queue(topic: string): void {
    if (!this.#states.has(topic)) return;
    this.#waiting.add(topic);
    if (this.#connected) this.#options.onReady();
  }

  /** The centre keeps what it gets: that it may is on disk first, so that it can be emptied after any restart. */
  #list(topic: string): void {
    const { centralTopics, onError } = this.#options;
    this.#unlisted.add(topic);
    centralTopics
      .put(topic, {})
      .catch(onError)
      .then(() => {
        this.#unlisted.delete(topic);
        this.#queue(topic);
      });
  }

  #rank(topic: string): number {
    const { topics } = this.#options;
    if (topic === topics.presence) return 0;
    if (topic === topics.info) return 1;
    if (topic.startsWith(`${topics.root}/alarm/`)) return 2;
    return topic.startsWith(`${topics.root}/device/`) ? 3 : 4;
  }
}
