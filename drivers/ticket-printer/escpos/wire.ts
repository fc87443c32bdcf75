import type { Clock } from '../../clock.js';
import { GatewayError } from '../../error.js';
import type { ByteLink } from '../../transport/link.js';
import { Answers } from './answers.js';
import {
  automaticStatus,
  type CutCounter,
  cutCounters,
  findIntervention,
  type IdentityByte,
  type IdentityText,
  intervention,
  padding,
  requestCutCounter,
  requestFullStatus,
  requestIdentityByte,
  requestQueuedStatus,
  requestStatus,
  requestText,
} from './control.js';
import { type Heard, Receiver } from './receiver.js';
import { type PrinterStatus, type StatusRequest, statusFromAnswers, statusFromBlock } from './status.js';

export interface WireOptions {
  readonly link: ByteLink;
  readonly clock: Clock;
  readonly deviceId: string;
  /** ms until a status request counts as unanswered. */
  readonly statusTimeoutMs: number;
  /** What the printer says by itself. */
  readonly onStatus: (status: PrinterStatus) => void;
  readonly onPowerOn: () => void;
  /** It is about to lose its power, in good order. */
  readonly onPowerOff?: () => void;
  /** Every process ID, whoever asked for it and whenever. */
  readonly onProcessId?: (id: string) => void;
}

/** ms until a write of padding counts as stuck: ample time at 9600 baud, which takes a good millisecond for a byte. */
const minWriteMs = 5_000;
const slowestByteMs = 2;

/** The conversation with one printer: requests out, answers sorted and paired. Keeps no order; that is for `Turns`. */
export class PrinterWire {
  readonly #options: WireOptions;
  readonly #receiver = new Receiver();
  readonly #statusAnswers: Answers;
  readonly #fullStatusAnswers: Answers<readonly number[]>;
  /** To GS r and GS I 1 to 3, one byte each, in the order of the requests. */
  readonly #queuedAnswers: Answers;
  readonly #textAnswers: Answers<string>;
  readonly #automaticAnswers: Answers<true>;
  readonly #clearAnswers: Answers<true>;
  readonly #over = new AbortController();
  #reason = 'the session has ended';
  #automatic: 'off' | 'asked' | 'on' = 'off';
  #cutCounter: CutCounter | undefined;
  #heardAt: number;
  /** Whoever sends waits for this; set while the printer clears its buffers. */
  #clearing: Promise<void> | undefined;

  constructor(options: WireOptions) {
    const { link, clock } = options;
    this.#options = options;
    this.#statusAnswers = new Answers(clock);
    this.#fullStatusAnswers = new Answers(clock);
    this.#queuedAnswers = new Answers(clock);
    this.#textAnswers = new Answers(clock);
    this.#automaticAnswers = new Answers(clock);
    this.#clearAnswers = new Answers(clock);
    this.#heardAt = clock.monotonic();
    link.onData((chunk) => {
      this.#heardAt = clock.monotonic();
      for (const heard of this.#receiver.push(chunk)) this.#hear(heard);
    });
    link.closed.then(({ detail }) => this.end(`${link.name}: ${detail}`));
  }

  /** Why nothing can be asked any more; undefined while the line is up. */
  get ended(): string | undefined {
    return this.#over.signal.aborted ? this.#reason : undefined;
  }

  /** Aborted when `ended` is set. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** ms since the printer last said anything; since the start while it has not. */
  get quietMs(): number {
    return this.#options.clock.monotonic() - this.#heardAt;
  }

  /** Bytes received that fit nothing, since the start. */
  get noise(): number {
    return this.#receiver.noise;
  }

  /** Runs of such bytes, since the start. */
  get framingErrors(): number {
    return this.#receiver.framingErrors;
  }

  /** `on`: the printer was told to report changes by itself, has shown that it does, and nothing has ended it since. */
  get automaticStatus(): 'off' | 'asked' | 'on' {
    return this.#automatic;
  }

  /** The counter that `cutCount` reads; undefined until one has answered. */
  get cutCounter(): CutCounter | undefined {
    return this.#cutCounter;
  }

  /** Ends every wait; the first reason stays. */
  end(reason: string): void {
    if (this.#over.signal.aborted) return;
    this.#reason = reason;
    this.#over.abort();
  }

  /** Throws TRANSPORT_CLOSED when nothing would leave any more. */
  assertUp(): void {
    if (this.ended !== undefined) throw this.#error('TRANSPORT_CLOSED', this.ended);
  }

  /**
   * Waits while the printer clears its buffers. Throws a RangeError, and sends nothing, when the bytes hold a command
   * that acts at once on what is being printed.
   *
   * @param timeoutMs as of `ByteLink.write`
   */
  async send(bytes: Uint8Array, { timeoutMs }: { readonly timeoutMs?: number } = {}): Promise<void> {
    const at = findIntervention(bytes);
    if (at !== -1) throw new RangeError(`byte ${at} of ${bytes.length} begins a command that acts at once; not sent`);
    while (this.#clearing) await this.#clearing;
    await this.#options.link.write(bytes, timeoutMs === undefined ? {} : { timeoutMs });
  }

  /** The answer to DLE EOT n; throws TRANSPORT_REPLY_TIMEOUT or TRANSPORT_CLOSED. */
  async status(n: StatusRequest): Promise<number> {
    this.assertUp();
    const { statusTimeoutMs } = this.#options;
    const byte = await this.#ask(this.#statusAnswers, requestStatus(n), statusTimeoutMs);
    if (byte !== undefined) return byte;
    this.assertUp();
    this.#statusAnswers.dropLost();
    this.#receiver.reset();
    throw this.#error('TRANSPORT_REPLY_TIMEOUT', `no answer to DLE EOT ${n} within ${statusTimeoutMs} ms`);
  }

  /** DLE EOT 1 to 4, one after the other; errors as `status`. */
  async statusAll(): Promise<PrinterStatus> {
    return statusFromAnswers([await this.status(1), await this.status(2), await this.status(3), await this.status(4)]);
  }

  /** The four bytes of DLE EOT 20, Custom kiosk units only; undefined when the printer does not answer in time. */
  async fullStatus(): Promise<readonly number[] | undefined> {
    this.#receiver.expectFullStatus();
    const bytes = await this.#ask(this.#fullStatusAnswers, requestFullStatus(), this.#options.statusTimeoutMs);
    if (bytes === undefined) this.#receiver.reset();
    this.#fullStatusAnswers.forget();
    return bytes;
  }

  /**
   * Puts GS r 1 behind what was sent; true when it was answered in time. Rejects when the request cannot be written. Ends
   * the wait of a fence before it, unanswered.
   */
  async fence(timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    return (await this.#ask(this.#queuedAnswers, requestQueuedStatus(), timeoutMs, signal)) !== undefined;
  }

  /** To be called when a fence stayed unanswered although the printer is idle and well. */
  dropLostFences(): void {
    this.#queuedAnswers.dropLost();
  }

  /** Text of GS I; undefined when the printer does not answer in time. */
  async text(what: IdentityText): Promise<string | undefined> {
    const text = await this.#ask(this.#textAnswers, requestText(what), this.#options.statusTimeoutMs);
    if (text === undefined) this.#textAnswers.dropLost();
    return text;
  }

  /**
   * Byte of GS I 1 to 3; undefined when the printer does not answer in time. Not while a fence waits; unanswered, it
   * costs the next fence its answer, so only printers are asked that know the question.
   */
  identityByte(what: IdentityByte): Promise<number | undefined> {
    return this.#ask(this.#queuedAnswers, requestIdentityByte(what), this.#options.statusTimeoutMs);
  }

  /**
   * Has the printer report changes by itself (GS a 0F); true when it did so with its present state within
   * `statusTimeoutMs`. To be done again after everything that ends it: 1B 40, a loss of power.
   */
  async enableAutomaticStatus(): Promise<boolean> {
    this.#automaticAnswers.forget();
    const { statusTimeoutMs } = this.#options;
    this.#automatic = 'asked';
    return (await this.#ask(this.#automaticAnswers, automaticStatus(true), statusTimeoutMs)) === true;
  }

  /** The same without waiting for it: a printer that is busy or has no paper obeys, and reports, later. */
  async requestAutomaticStatus(): Promise<void> {
    this.#automatic = 'asked';
    await this.send(automaticStatus(true));
  }

  /** The printer does not report any more, though it was told to and has not said that it started anew. */
  forgetAutomaticStatus(): void {
    this.#automatic = 'off';
  }

  /**
   * Drops everything the printer has not printed (DLE DC4 8); true when it said so in time: then nothing of what was sent
   * before can come out any more, nor be answered. Nothing else is sent meanwhile. Only for the windows of
   * `interventions.clear`. Rejects when the command cannot be written.
   */
  async clear(timeoutMs: number): Promise<boolean> {
    while (this.#clearing) await this.#clearing;
    let done = () => {};
    this.#clearing = new Promise((resolve) => {
      done = resolve;
    });
    try {
      const answer = this.#clearAnswers.next(timeoutMs, this.#over.signal);
      await this.#options.link.write(intervention('clear'));
      const cleared = (await answer) === true;
      if (cleared) this.#forgetQueued();
      else this.#clearAnswers.dropLost();
      return cleared;
    } finally {
      this.#clearing = undefined;
      done();
    }
  }

  /**
   * How often the printer has cut (GS g 2): since it was made (counter B2), or where it does not tell that since somebody
   * set it to zero (counter 32); always the same one within a session, see `cutCounter`. Undefined when it tells neither
   * in time. A fence behind the question shows that no answer comes any more, so that none can be taken for a later one.
   * Not while another fence waits, and only on printers that answer GS r 1.
   *
   * @param timeoutMs for each counter; the answer comes after everything that was sent before
   */
  async cutCount(timeoutMs = this.#options.statusTimeoutMs): Promise<number | undefined> {
    const candidates = Object.keys(cutCounters) as CutCounter[];
    for (const counter of this.#cutCounter === undefined ? candidates : [this.#cutCounter]) {
      const text = await this.#count(counter, timeoutMs);
      if (text === undefined || !/^\d{1,10}$/.test(text)) continue;
      this.#cutCounter = counter;
      return Number(text);
    }
    return undefined;
  }

  /**
   * Completes whatever command a broken session left half-sent, where `clear` is not to be had (W12): it costs a line of
   * garbage at most. Modes are reset; automatic status goes on where it was on.
   *
   * @param missing as of `padding`
   */
  async padOut(missing?: number): Promise<void> {
    const wasAutomatic = this.#automatic !== 'off';
    this.forgetAutomaticStatus();
    const bytes = padding(missing);
    await this.send(bytes, { timeoutMs: minWriteMs + bytes.length * slowestByteMs });
    if (wasAutomatic) await this.requestAutomaticStatus();
  }

  async #count(counter: CutCounter, timeoutMs: number): Promise<string | undefined> {
    const passed = new AbortController();
    // Both are waited for at once: a link that breaks rejects them together, and a rejection nobody waits for ends the program.
    const [text, fenced] = await Promise.all([
      this.#ask(this.#textAnswers, requestCutCounter(counter), timeoutMs, passed.signal),
      this.fence(timeoutMs, this.#over.signal).then((answered) => {
        if (answered) passed.abort();
        return answered;
      }),
    ]);
    if (fenced) this.#textAnswers.forget();
    return text;
  }

  async #ask<T>(
    answers: Answers<T>,
    request: Uint8Array,
    timeoutMs: number,
    ...signals: readonly AbortSignal[]
  ): Promise<T | undefined> {
    while (this.#clearing) await this.#clearing;
    const ends = [...signals, this.#over.signal];
    // Unasked, it cannot be answered later, when it would be taken for the answer to another.
    if (ends.some(({ aborted }) => aborted)) return undefined;
    const answer = answers.next(timeoutMs, ...ends);
    await this.#options.link.write(request);
    return answer;
  }

  #hear(heard: Heard): void {
    const { onStatus, onPowerOn, onPowerOff, onProcessId } = this.#options;
    if (heard.kind === 'status') this.#statusAnswers.offer(heard.byte);
    else if (heard.kind === 'full-status') this.#fullStatusAnswers.offer(heard.bytes);
    else if (heard.kind === 'queued-status') this.#queuedAnswers.offer(heard.byte);
    else if (heard.kind === 'text') this.#textAnswers.offer(heard.text);
    else if (heard.kind === 'process-id') onProcessId?.(heard.id);
    else if (heard.kind === 'cleared') this.#clearAnswers.offer(true);
    else if (heard.kind === 'power-off') onPowerOff?.();
    else if (heard.kind === 'automatic-status') {
      // Some interfaces switch it on by themselves; only what was asked for can be relied on.
      if (this.#automatic === 'asked') this.#automatic = 'on';
      this.#automaticAnswers.offer(true);
      onStatus(statusFromBlock(heard.block));
    } else if (heard.kind === 'power-on') {
      this.#statusAnswers.forget();
      this.#clearAnswers.forget();
      this.#forgetQueued();
      this.forgetAutomaticStatus();
      onPowerOn();
    }
  }

  /** What waited in the printer's buffer is gone, and with it every answer it would have led to. */
  #forgetQueued(): void {
    this.#queuedAnswers.forget();
    this.#textAnswers.forget();
    this.#automaticAnswers.forget();
  }

  #error(code: 'TRANSPORT_CLOSED' | 'TRANSPORT_REPLY_TIMEOUT', message: string): GatewayError {
    return new GatewayError(code, message, { deviceId: this.#options.deviceId });
  }
}
