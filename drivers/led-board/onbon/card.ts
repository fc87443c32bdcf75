import type { HoursMeans } from '../../branch-hours.js';
import { sleep } from '../../clock.js';
import type { DriverContext } from '../../driver.js';
import { GatewayError } from '../../error.js';
import { asCall, type Turn } from '../board/panel.js';
import { isMissing, refusalError, refusals, refusalText } from './errors.js';
import type { OnbonOptions } from './options.js';
import type { CommandName } from './packet.js';
import { type Reply, replyDecoder } from './reply.js';
import { encodeRequest, frameLimit, type Request } from './request.js';

export type OnbonContext = DriverContext<OnbonOptions, 'bus'> & HoursMeans;

/** How often a request is repeated after a refusal; any other refusal is final. */
const repetitions: ReadonlyMap<number, number> = new Map([
  [refusals.busy, 3],
  [refusals.corrupt, 1],
]);
const busyWaitMs = 200;

const refusedAlarm = 'led-write-rejected';
const hardwareAlarm = 'led-pixel-or-module-fault';

export interface WriteOptions {
  /** For logs and alarm texts, e.g. `show main`. */
  readonly label: string;
  readonly turn: Turn;
}

/** Requests and replies of one card, with the repetitions and alarms its refusals call for. */
export class Card {
  readonly #context: OnbonContext;
  /** Queries it did not answer at all. */
  readonly #unanswered = new Set<CommandName>();
  #deviceType = 0;

  constructor(context: OnbonContext) {
    this.#context = context;
  }

  /** As its last answer says, see `modelOf`; 0 before the first. */
  get deviceType(): number {
    return this.#deviceType;
  }

  /** Any answer will do. Rejects when there is none. */
  ping(turn: Turn): Promise<Reply> {
    return this.#exchange({ kind: 'ping' }, 'ping', turn);
  }

  /** What the card tells; undefined where it refuses or stays silent. One that was silent is not asked again. */
  async query(kind: 'status' | 'firmware', turn: Turn): Promise<Uint8Array | undefined> {
    if (this.#unanswered.has(kind)) return undefined;
    try {
      const reply = await this.#exchange({ kind }, kind, turn);
      return reply.accepted ? reply.payload : undefined;
    } catch (error) {
      if (!(error instanceof GatewayError) || error.code !== 'TRANSPORT_REPLY_TIMEOUT') throw error;
      // Also ends the rest that the line gives to a member which was silent.
      await this.ping(asCall);
      this.#unanswered.add(kind);
      return undefined;
    }
  }

  /**
   * Puts the request on the line in this very tick; resolves when the card has accepted it. Rejects with
   * PROTOCOL_UNSUPPORTED, _BUSY, _CORRUPT, _REJECTED or the line's error.
   */
  async write(request: Request, { label, turn }: WriteOptions): Promise<void> {
    const { clock, signal } = this.#context;
    const left = new Map(repetitions);
    for (;;) {
      const reply = await this.#delivered(request, label, turn);
      if (reply.accepted) return this.#accepted();
      const { code } = reply;
      const tries = left.get(code) ?? 0;
      if (tries === 0) {
        this.#refused(request, label, code);
        throw refusalError(label, code);
      }
      left.set(code, tries - 1);
      if (code === refusals.busy) await sleep(clock, busyWaitMs, signal);
      // Something newer may have been ordered while the card was busy.
      if (signal.aborted || !turn.newest()) throw refusalError(label, code);
    }
  }

  /** Whether the frame is short enough for the card. */
  fits(request: Request): boolean {
    return encodeRequest(request, this.#context.options.address).length <= frameLimit;
  }

  /**
   * A frame that noise has eaten must not cost a customer the call: an order nobody answers goes once more to the end of
   * the orders that wait. The same text twice is the same; a time would be another by then.
   */
  async #delivered(request: Request, label: string, turn: Turn): Promise<Reply> {
    try {
      return await this.#exchange(request, label, turn);
    } catch (error) {
      const unanswered = error instanceof GatewayError && error.code === 'TRANSPORT_REPLY_TIMEOUT';
      const again = unanswered && turn.priority === 'call' && request.kind !== 'clock' && turn.newest();
      if (!again || this.#context.signal.aborted) throw error;
      // What comes of the first is the worse news: it may have arrived.
      return this.#exchange(request, label, { ...turn, wanted: turn.newest }).catch(() => Promise.reject(error));
    }
  }

  async #exchange(request: Request, label: string, { priority, wanted }: Turn): Promise<Reply> {
    const { link, options } = this.#context;
    const reply = await link.transact({
      label,
      request: encodeRequest(request, options.address),
      decoder: () => replyDecoder(options.address, request.kind),
      timeoutMs: options.replyTimeoutMs,
      priority,
      wanted,
    });
    this.#deviceType = reply.deviceType;
    return reply;
  }

  #accepted(): void {
    this.#context.alarm({ type: refusedAlarm, active: false });
    this.#context.alarm({ type: hardwareAlarm, active: false });
  }

  /** A card without brightness control is nothing to repair; one that cannot take a text is. */
  #refused(request: Request, label: string, code: number): void {
    if (isMissing(code) && request.kind !== 'areas') return;
    const type = code === refusals.flash ? hardwareAlarm : refusedAlarm;
    this.#context.alarm({ type, active: true, detail: `${refusalText(code)}, in answer to "${label}"` });
  }
}
