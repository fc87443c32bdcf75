import type { Clock, Timer } from '../clock.js';
import { asGatewayError, GatewayError } from '../error.js';
import { type EchoFilter, echoFilter } from './echo.js';
import type { ByteLink } from './link.js';
import type { ReplyDecoder } from './transaction.js';

export interface Request {
  readonly label: string;
  readonly bytes: Uint8Array;
  /** Asked just before the bytes; false = they stay here. */
  readonly wanted: (() => boolean) | undefined;
  /** Undefined for a request nobody answers. */
  readonly reply: { readonly decoder: () => ReplyDecoder<unknown>; readonly timeoutMs: number } | undefined;
}

const likelyCauses = 'a second device with its address, our own echo, noise, or another speed or protocol';

/** `tookMs` from the last byte sent to the complete reply; 0 where none was expected. */
export type Outcome = { readonly value: unknown; readonly tookMs: number } | { readonly error: GatewayError };

export interface ExchangeOptions {
  readonly link: ByteLink;
  readonly request: Request;
  readonly clock: Clock;
  /** ms the reply is waited for; at most the `timeoutMs` of the request. */
  readonly patienceMs: number;
  readonly discardEcho: boolean;
  /** ms the request is still on the wire after the operating system took it. */
  readonly onWireMs: number;
  /** The request's bytes go out now. */
  readonly onStart: () => void;
  /** The request is handed over; it leaves the wire `onWireMs` later. */
  readonly onWritten: () => void;
  /** Called once. */
  readonly onEnd: (outcome: Outcome) => void;
}

/** One request at work on an open link, with the reply to it where one is expected. */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #echo: EchoFilter | undefined;
  #decode: ReplyDecoder<unknown> | undefined;
  #timer: Timer | undefined;
  /** When the last byte of the request has left the wire. */
  #sentAt: number | undefined;
  #received = 0;
  #ended = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#echo = options.discardEcho ? echoFilter(options.request.bytes) : undefined;
  }

  /** Writes in the same tick. */
  start(): void {
    const { link, request, onStart } = this.#options;
    try {
      this.#decode = request.reply?.decoder();
      if (request.wanted && !request.wanted()) throw this.#withdrawn();
    } catch (error) {
      this.#end({ error: this.#driverBug(error) });
      return;
    }
    // The question may have been answered by closing the line.
    if (this.#ended) return;
    onStart();
    link.write(request.bytes).then(
      () => this.#written(),
      (error: unknown) => this.#end({ error: asGatewayError(error, 'TRANSPORT_CLOSED') }),
    );
  }

  /** The echo of this request was taken out of what came in. */
  get echoed(): boolean {
    return this.#echo?.seen ?? false;
  }

  receive(chunk: Uint8Array): void {
    const bytes = this.#echo ? this.#echo.pass(chunk) : chunk;
    this.#received += bytes.length;
    this.#offer(bytes);
  }

  fail(error: GatewayError): void {
    this.#end({ error });
  }

  #written(): void {
    if (this.#ended) return;
    const { clock, request, onWireMs, patienceMs, onWritten } = this.#options;
    onWritten();
    this.#sentAt = clock.monotonic() + onWireMs;
    if (request.reply) this.#timer = clock.setTimeout(() => this.#timedOut(), onWireMs + patienceMs);
    else this.#end({ value: undefined, tookMs: 0 });
  }

  #offer(bytes: Uint8Array): void {
    if (this.#ended || bytes.length === 0 || !this.#decode) return;
    try {
      const value = this.#decode(bytes);
      if (value !== undefined) this.#end({ value, tookMs: this.#tookMs });
    } catch (error) {
      this.#end({ error: this.#driverBug(error) });
    }
  }

  /** A reply may be there before the system says that the request is out. */
  get #tookMs(): number {
    return this.#sentAt === undefined ? 0 : Math.max(0, this.#options.clock.monotonic() - this.#sentAt);
  }

  #timedOut(): void {
    const held = this.#echo?.rest() ?? new Uint8Array();
    this.#received += held.length;
    this.#offer(held);
    const { link, request, patienceMs } = this.#options;
    const timeoutMs = request.reply?.timeoutMs;
    const within = patienceMs === timeoutMs ? `${timeoutMs} ms` : `${Math.round(patienceMs)} of ${timeoutMs} ms`;
    const came =
      this.#received === 0 ? 'nothing came' : `${this.#received} bytes came, none of them the reply: ${likelyCauses}`;
    const text = `no reply to "${request.label}" on ${link.name} within ${within} (${came})`;
    this.#end({ error: new GatewayError('TRANSPORT_REPLY_TIMEOUT', text) });
  }

  #withdrawn(): GatewayError {
    return new GatewayError(
      'TRANSPORT_WITHDRAWN',
      `"${this.#options.request.label}" is not wanted any more; nothing was sent`,
    );
  }

  #driverBug(error: unknown): GatewayError {
    if (error instanceof GatewayError) return error;
    const text = `the driver's part of "${this.#options.request.label}" failed: ${String(error)}`;
    return new GatewayError('PROTOCOL_UNEXPECTED', text, { cause: error });
  }

  #end(outcome: Outcome): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#timer?.cancel();
    this.#options.onEnd(outcome);
  }
}
