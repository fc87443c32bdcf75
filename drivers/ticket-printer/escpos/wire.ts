import type { Clock } from '../../clock.js';
import { GatewayError } from '../../error.js';
import type { ByteLink } from '../../transport/link.js';
import { Answers } from './answers.js';
import { requestQueuedStatus, requestStatus, requestText } from './builder.js';
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
}

/** The conversation with one printer: requests out, answers sorted and paired. Keeps no order; that is for `Turns`. */
export class PrinterWire {
  readonly #options: WireOptions;
  readonly #receiver = new Receiver();
  readonly #statusAnswers: Answers;
  readonly #fenceAnswers: Answers;
  readonly #over = new AbortController();
  #text: ((text: string) => void) | undefined;
  #reason = 'the session has ended';

  constructor(options: WireOptions) {
    const { link, clock } = options;
    this.#options = options;
    this.#statusAnswers = new Answers(clock);
    this.#fenceAnswers = new Answers(clock);
    link.onData((chunk) => {
      for (const heard of this.#receiver.push(chunk)) this.#hear(heard);
    });
    link.closed.then(({ detail }) => this.end(`${link.name}: ${detail}`));
  }

  /** Why nothing can be asked any more; undefined while the line is up. */
  get ended(): string | undefined {
    return this.#over.signal.aborted ? this.#reason : undefined;
  }

  /** Bytes received that fit nothing, since the start. */
  get noise(): number {
    return this.#receiver.noise;
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

  async send(bytes: Uint8Array): Promise<void> {
    await this.#options.link.write(bytes);
  }

  /** The answer to DLE EOT n; throws TRANSPORT_REPLY_TIMEOUT or TRANSPORT_CLOSED. */
  async status(n: StatusRequest): Promise<number> {
    this.assertUp();
    const { statusTimeoutMs } = this.#options;
    const answer = this.#statusAnswers.next(statusTimeoutMs, this.#over.signal);
    await this.send(requestStatus(n));
    const byte = await answer;
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

  /** Puts GS r 1 behind what was sent; true when it was answered in time. Rejects when the request cannot be written. */
  async fence(timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    const answer = this.#fenceAnswers.next(timeoutMs, signal, this.#over.signal);
    await this.send(requestQueuedStatus());
    return (await answer) !== undefined;
  }

  /** To be called when a fence stayed unanswered although the printer is idle and well. */
  dropLostFences(): void {
    this.#fenceAnswers.dropLost();
  }

  /** Text of GS I; undefined when the printer does not answer in time. */
  async text(what: 'maker' | 'model'): Promise<string | undefined> {
    const { clock, statusTimeoutMs } = this.#options;
    const answer = new Promise<string | undefined>((resolve) => {
      const finish = (text?: string) => {
        timer.cancel();
        this.#over.signal.removeEventListener('abort', giveUp);
        this.#text = undefined;
        resolve(text);
      };
      const giveUp = () => finish();
      const timer = clock.setTimeout(giveUp, statusTimeoutMs);
      this.#over.signal.addEventListener('abort', giveUp, { once: true });
      this.#text = finish;
    });
    await this.send(requestText(what));
    return answer;
  }

  #hear(heard: Heard): void {
    const { onStatus, onPowerOn } = this.#options;
    if (heard.kind === 'status') this.#statusAnswers.offer(heard.byte);
    else if (heard.kind === 'queued-status') this.#fenceAnswers.offer(heard.byte);
    else if (heard.kind === 'automatic-status') onStatus(statusFromBlock(heard.block));
    else if (heard.kind === 'text') this.#text?.(heard.text);
    else if (heard.kind === 'power-on') {
      this.#statusAnswers.forget();
      this.#fenceAnswers.forget();
      onPowerOn();
    }
  }

  #error(code: 'TRANSPORT_CLOSED' | 'TRANSPORT_REPLY_TIMEOUT', message: string): GatewayError {
    return new GatewayError(code, message, { deviceId: this.#options.deviceId });
  }
}
