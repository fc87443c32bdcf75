import { backoffMs, type Clock, type GatewayError, type Timer } from '../../../drivers/index.js';
import { type Chain, chains, type Outbox, type OutboxRecord } from '../outbox/outbox.js';
import type { Acknowledgement, Connection, OutgoingMessage } from '../session/connection.js';
import { notAuthorised } from '../session/reason-codes.js';
import { outgoing } from './outgoing.js';
import { createTurns } from './turns.js';
import { SendWindow } from './window.js';

/** Bytes that may wait in front of the operating system: what lies there can be overtaken by nothing. */
const unsentLimitBytes = 64 * 1024;
/** Messages sent before the rest of the gateway gets its turn. */
const sliceMessages = 64;

/** Where messages come from that go before any backlog. */
export interface Present {
  /** The next one to send now, with what to do when it is answered; undefined when there is none. */
  next(): { readonly message: OutgoingMessage; answered(acknowledgement: Acknowledgement): void } | undefined;
}

/** A message the centre refuses for now. */
export interface Refusal {
  readonly topic: string;
  readonly reason: string;
}

export interface DrainOptions {
  readonly connection: Connection;
  readonly outbox: Outbox;
  readonly present: Present;
  /** Most messages in flight; the server may allow fewer. */
  readonly maxInFlight: number;
  readonly clock: Clock;
  readonly random: () => number;
  /** True for a message that another one stands for: no right to publish it is for ever. Default: none is. */
  readonly isCopy?: (record: OutboxRecord) => boolean;
  /** The centre refuses messages; undefined when it takes them again. */
  readonly onRefused: (refusal: Refusal | undefined) => void;
  readonly onDeadLetter: (record: OutboxRecord, reason: string) => void;
  readonly onError: (error: GatewayError) => void;
}

export interface DrainStats {
  readonly inFlight: number;
  readonly window: number;
  readonly roundTripMs: number | undefined;
}

/** What a chain holds back because the centre refused it. */
interface Held {
  readonly records: OutboxRecord[];
  attempts: number;
  timer: Timer | undefined;
  /** The oldest one is to be tried again as soon as there is room. */
  isDue: boolean;
  /** The one that is being tried again. */
  tried: OutboxRecord | undefined;
}

/**
 * Sends what is there over one connection: the present first, then the backlog, chain by chain, as fast as the line
 * takes it. A record leaves the outbox with its PUBACK and not before.
 */
export class Drain {
  readonly #options: DrainOptions;
  readonly #window: SendWindow;
  readonly #nextRecord: () => OutboxRecord | undefined;
  /** Newest record of each chain that was there before this connection: up to it everything is backlog. */
  readonly #backlog: Readonly<Record<Chain, number>>;
  readonly #held = new Map<Chain, Held>();
  #scheduled = false;
  #ended = false;

  constructor(options: DrainOptions) {
    const { connection, outbox, maxInFlight } = options;
    this.#options = options;
    this.#window = new SendWindow(Math.min(maxInFlight, connection.receiveMaximum));
    this.#nextRecord = createTurns((chain) => (this.#held.has(chain) ? undefined : outbox.take(chain)));
    this.#backlog = Object.fromEntries(chains.map((chain) => [chain, outbox.head(chain)])) as Record<Chain, number>;
    outbox.rewind();
    this.wake();
  }

  /** Something may be there to send. */
  wake(): void {
    if (this.#scheduled || this.#ended) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.pump();
    });
  }

  /** The connection is gone or going: nothing is sent any more. */
  end(): void {
    this.#ended = true;
    for (const { timer } of this.#held.values()) timer?.cancel();
    if (this.#held.size > 0) this.#options.onRefused(undefined);
  }

  stats(): DrainStats {
    const { inFlight, size, roundTripMs } = this.#window;
    return { inFlight, window: size, roundTripMs };
  }

  /** Sends at once what there is room for, and the rest when there is. */
  pump(): void {
    for (let sent = 0; !this.#ended && this.#window.hasRoom; sent++) {
      // What is unsent is in flight: its acknowledgement wakes us.
      if (this.#options.connection.unsentBytes > unsentLimitBytes) return;
      if (sent === sliceMessages) {
        this.wake();
        return;
      }
      if (!this.#sendNext()) return;
    }
  }

  #sendNext(): boolean {
    const now = this.#options.present.next();
    if (now) {
      this.#publish(now.message, now.answered);
      return true;
    }
    const record = this.#nextDue() ?? this.#nextRecord();
    if (record) this.#send(record);
    return record !== undefined;
  }

  #send(record: OutboxRecord): void {
    const { connection, outbox } = this.#options;
    const message = outgoing(record, {
      epoch: outbox.epoch,
      historical: record.seq <= this.#backlog[record.chain],
      protocolVersion: connection.protocolVersion,
    });
    this.#publish(message, (acknowledgement) => this.#answered(record, acknowledgement));
  }

  #publish(message: OutgoingMessage, answered: (acknowledgement: Acknowledgement) => void): void {
    const { connection, clock } = this.#options;
    const sentAt = clock.monotonic();
    this.#window.sent();
    connection.publish(message, (acknowledgement) => {
      const now = clock.monotonic();
      this.#window.answered();
      // Only what was taken has gone all the way: a refusal may come from nearer, one for its size from this process.
      if (acknowledgement.kind === 'taken') this.#window.measured(now - sentAt, now);
      answered(acknowledgement);
      this.wake();
    });
  }

  #answered(record: OutboxRecord, acknowledgement: Acknowledgement): void {
    const { outbox, isCopy } = this.#options;
    if (acknowledgement.kind === 'taken') {
      outbox.acknowledge(record.chain, record.seq);
      this.#release(record);
    } else if (acknowledgement.kind === 'unacceptable') this.#bury(record, acknowledgement.reason);
    else if (acknowledgement.kind === 'refused') {
      if (acknowledgement.reasonCode === notAuthorised && isCopy?.(record)) this.#bury(record, acknowledgement.reason);
      else this.#hold(record, acknowledgement.reason);
    }
  }

  #bury(record: OutboxRecord, reason: string): void {
    const { outbox, onDeadLetter, onError } = this.#options;
    outbox.deadLetter(record, reason).then(
      () => {
        onDeadLetter(record, reason);
        this.#release(record);
        this.wake();
      },
      (error: GatewayError) => {
        onError(error);
        this.#hold(record, error.message);
      },
    );
  }

  /** The chain waits, so that nothing overtakes what the centre refuses for now; the others go on. */
  #hold(record: OutboxRecord, reason: string): void {
    if (this.#ended) return;
    const { clock, random, onRefused } = this.#options;
    const { chain } = record;
    const held = this.#held.get(chain) ?? {
      records: [],
      attempts: 0,
      timer: undefined,
      isDue: false,
      tried: undefined,
    };
    this.#held.set(chain, held);
    if (!held.records.includes(record)) {
      held.records.push(record);
      held.records.sort((a, b) => a.seq - b.seq);
    }
    onRefused({ topic: record.topic, reason });
    if (held.timer || held.isDue || (held.tried && held.tried !== record)) return;
    held.tried = undefined;
    held.timer = clock.setTimeout(() => this.#tryAgain(held), backoffMs(held.attempts, random));
    held.attempts += 1;
  }

  #tryAgain(held: Held): void {
    held.timer = undefined;
    held.isDue = true;
    this.wake();
  }

  #nextDue(): OutboxRecord | undefined {
    for (const held of this.#held.values()) {
      if (!held.isDue) continue;
      held.isDue = false;
      [held.tried] = held.records;
      return held.tried;
    }
    return undefined;
  }

  /** One of a chain's held records is settled: the next one is tried, and behind the last one the chain goes on. */
  #release(record: OutboxRecord): void {
    const held = this.#held.get(record.chain);
    const index = held?.records.indexOf(record) ?? -1;
    if (!held || index < 0) return;
    held.records.splice(index, 1);
    held.tried = undefined;
    held.attempts = 0;
    if (held.records.length > 0) {
      if (!held.timer) this.#tryAgain(held);
      return;
    }
    held.timer?.cancel();
    this.#held.delete(record.chain);
    if (this.#held.size === 0) this.#options.onRefused(undefined);
  }
}
