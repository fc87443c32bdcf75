import type { Timer } from '../clock.js';
import { GatewayError } from '../error.js';
import type { Bus, BusOptions, BusStats } from './bus.js';
import { BusLink } from './bus-link.js';
import { BusQueue, type Queued } from './bus-queue.js';
import { Exchange, type Outcome, type Request } from './exchange.js';
import { FormatSearch } from './format-search.js';
import { byteTimeMs, formatText } from './line-format.js';
import { LineGap, usualGapMs } from './line-gap.js';
import type { ByteLink } from './link.js';
import { Silence } from './silence.js';
import { Stray } from './stray.js';
import type { BusMember, Transaction } from './transaction.js';

/** Requests of one member that may wait. */
const QUEUE_LIMIT = 64;

interface Place {
  readonly id: string;
  readonly silence: Silence;
  left: boolean;
}

interface Job extends Queued {
  readonly member: Place;
  readonly request: Request;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: GatewayError) => void;
}

/** A line at work: the queue, the quiet between frames and the one exchange in flight. */
export class Line implements Bus {
  readonly #options: BusOptions;
  readonly #link: BusLink;
  readonly #search: FormatSearch;
  readonly #gap: LineGap;
  readonly #queue = new BusQueue<Job>();
  readonly #counts = {
    losses: 0,
    sent: 0,
    answered: 0,
    timeouts: 0,
    refused: 0,
    withdrawn: 0,
    echoes: 0,
  };
  readonly #stray: Stray;
  #exchange: Exchange | undefined;
  #opening = false;
  /** The link was closed for another format: nothing to report. */
  #renewed = false;
  #gapTimer: Timer | undefined;
  #closed = false;

  constructor(options: BusOptions) {
    this.#options = options;
    const { name, open, clock, random, formats = [], interFrameGapMs, logger } = options;
    const text = 'bytes came that nobody had asked for: a late answer, or two devices with one address';
    this.#stray = new Stray({ clock, tell: (what) => logger?.warn(text, { bus: name, ...what }) });
    this.#search = new FormatSearch(formats);
    this.#gap = new LineGap(clock, () => interFrameGapMs ?? usualGapMs(byteTimeMs(this.#search.current)));
    this.#link = new BusLink({
      name,
      open: (signal) => open(signal, this.#search.current),
      clock,
      random,
      onBytes: (bytes) => this.#received(bytes),
      onLost: (error) => this.#lost(error),
    });
  }

  get name(): string {
    return this.#options.name;
  }

  member(id: string): BusMember {
    const place: Place = { id, silence: new Silence(id, this.#options.clock, this.#options.random), left: false };
    return {
      name: this.name,
      transact: <T>({ label, request, decoder, timeoutMs, priority, wanted }: Transaction<T>) =>
        this.#submit(place, priority, { label, bytes: request, wanted, reply: { decoder, timeoutMs } }) as Promise<T>,
      send: async (request, { label = 'send', priority, wanted } = {}) => {
        await this.#submit(place, priority, { label, bytes: request, wanted, reply: undefined });
      },
      leave: () => {
        place.left = true;
        for (const job of this.#queue.remove(place)) job.reject(this.#closedError(`${id} left the line`));
      },
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#gapTimer?.cancel();
    const error = this.#closedError('the bus is closed');
    this.#exchange?.fail(error);
    for (const job of this.#queue.remove()) job.reject(error);
    await this.#link.close();
  }

  stats(): BusStats {
    const { current, opens } = this.#link;
    const format = this.#search.current && formatText(this.#search.current);
    const strayBytes = this.#stray.total;
    return { format, open: current !== undefined, opens, queued: this.#queue.length, ...this.#counts, strayBytes };
  }

  #submit(member: Place, priority: 'call' | 'poll' = 'poll', request: Request): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const job: Job = { member, priority, request, resolve, reject };
      const refusal = this.#noEntry(member) ?? this.#resting(job);
      if (refusal) return reject(refusal);
      this.#queue.push(job);
      this.#next();
    });
  }

  #noEntry(member: Place): GatewayError | undefined {
    if (this.#closed) return this.#closedError('the bus is closed');
    if (member.left) return this.#closedError(`${member.id} left the line`);
    if (this.#queue.countOf(member) < QUEUE_LIMIT) return undefined;
    const text = `${QUEUE_LIMIT} requests of ${member.id} wait for ${this.name} already`;
    return new GatewayError('COMMAND_QUEUE_FULL', text, { deviceId: member.id });
  }

  /** What nobody answers cannot cost a time-out. */
  #resting({ member, request, priority }: Job): GatewayError | undefined {
    const refusal = request.reply && member.silence.refusal(priority);
    if (refusal) this.#counts.refused++;
    return refusal;
  }

  /** Starts what can start now, in this very tick. */
  #next(): void {
    if (this.#exchange || this.#opening || this.#closed) return;
    this.#refuse();
    const job = this.#queue.first();
    const link = this.#link.current;
    if (!job) this.#gap.waited();
    else if (link) this.#runAfterGap(job, link);
    else this.#open();
  }

  /** What came to the head of the queue and cannot succeed now must not hold up the rest. */
  #refuse(): void {
    for (let job = this.#queue.first(); job; job = this.#queue.first()) {
      const refusal = this.#resting(job) ?? (this.#link.current ? undefined : this.#down(job));
      if (!refusal) return;
      this.#queue.take();
      job.reject(refusal);
    }
  }

  #down({ priority }: Job): GatewayError | undefined {
    const refusal = this.#link.refusal(priority);
    if (refusal) this.#counts.refused++;
    return refusal;
  }

  #open(): void {
    this.#opening = true;
    this.#link.open().then(() => {
      this.#opening = false;
      if (this.#link.current && !this.#renewed) this.#options.logger?.info('link open', { bus: this.name });
      this.#renewed = false;
      this.#next();
    });
  }

  #runAfterGap(job: Job, link: ByteLink): void {
    const leftMs = this.#gap.leftMs();
    if (leftMs === 0) {
      this.#queue.take();
      this.#run(job, link);
      return;
    }
    this.#gapTimer ??= this.#options.clock.setTimeout(() => {
      this.#gapTimer = undefined;
      this.#next();
    }, leftMs);
  }

  #run(job: Job, link: ByteLink): void {
    this.#stray.asked(job.member.id);
    const { clock, discardEcho = false } = this.#options;
    const onWireMs = job.request.bytes.length * byteTimeMs(this.#search.current);
    const patienceMs = (this.#search.found ? job.member.silence : this.#search).patienceMs(
      job.request.reply?.timeoutMs ?? 0,
    );
    const exchange = new Exchange({
      link,
      request: job.request,
      clock,
      patienceMs,
      discardEcho,
      onWireMs,
      onStart: () => {
        this.#counts.sent++;
        this.#gap.activity();
      },
      onWritten: () => this.#gap.activity(onWireMs),
      onEnd: (outcome) => {
        if (exchange.echoed) this.#counts.echoes++;
        this.#exchange = undefined;
        this.#ended(job, patienceMs, outcome);
        this.#next();
      },
    });
    this.#exchange = exchange;
    this.#gap.waited();
    exchange.start();
  }

  #ended(job: Job, waitedMs: number, outcome: Outcome): void {
    if ('error' in outcome) {
      this.#failed(job, waitedMs, outcome.error);
      return;
    }
    if (job.request.reply) this.#answered(job.member, outcome.tookMs);
    job.resolve(outcome.value);
  }

  #failed(job: Job, waitedMs: number, error: GatewayError): void {
    const { code, message } = error;
    if (code === 'TRANSPORT_REPLY_TIMEOUT' && this.#timedOut(job, waitedMs, message)) return;
    if (code === 'TRANSPORT_WITHDRAWN') this.#counts.withdrawn++;
    const broken = code === 'TRANSPORT_CLOSED' || code === 'TRANSPORT_WRITE_TIMEOUT';
    if (broken && !this.#closed) this.#link.abandon(message);
    job.reject(error);
  }

  /** Returns whether the request is asked again: while the formats are tried in a hurry, a poll waits for the right one. */
  #timedOut(job: Job, waitedMs: number, seen: string): boolean {
    this.#counts.timeouts++;
    if (this.#search.unanswered()) this.#nextFormat();
    if (!this.#search.hurried) this.#silent(job.member, [job.request.reply?.timeoutMs ?? 0, waitedMs, seen]);
    const again = this.#search.hurried && job.priority === 'poll' && !job.member.left;
    if (again) this.#queue.push(job);
    return again;
  }

  #silent({ id, silence }: Place, timeOut: Parameters<Silence['timedOut']>): void {
    silence.timedOut(...timeOut);
    if (silence.times === 1) this.#options.logger?.warn(`${id} does not answer`, { bus: this.name });
  }

  #nextFormat(): void {
    this.#renewed = true;
    this.#link.renew();
    if (!this.#search.onceThrough) return;
    const formats = this.#options.formats?.map(formatText);
    this.#options.logger?.warn('nobody answers in any serial format', { bus: this.name, formats });
  }

  #answered({ id, silence }: Place, tookMs: number): void {
    this.#counts.answered++;
    this.#link.answered();
    const { logger } = this.#options;
    if (this.#search.answered()) logger?.info('serial format found', { bus: this.name, format: this.stats().format });
    if (silence.times > 0) logger?.info(`${id} answers again`, { bus: this.name });
    silence.answered(tookMs);
  }

  #received(bytes: Uint8Array): void {
    this.#gap.activity();
    if (this.#exchange) this.#exchange.receive(bytes);
    else this.#stray.came(bytes);
  }

  #lost(error: GatewayError): void {
    this.#counts.losses++;
    this.#options.logger?.warn('link lost', { bus: this.name, detail: error.message });
    this.#exchange?.fail(error);
    this.#next();
  }

  #closedError(why: string): GatewayError {
    return new GatewayError('TRANSPORT_CLOSED', `${this.name}: ${why}`);
  }
}
