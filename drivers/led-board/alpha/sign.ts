import type { HoursMeans } from '../../branch-hours.js';
import type { DriverContext } from '../../driver.js';
import { GatewayError } from '../../error.js';
import type { Turn } from '../board/panel.js';
import { hasErrors, isDamage, refusalError, statusText } from './errors.js';
import type { AlphaOptions } from './options.js';
import { acknowledgeDecoder, answerDecoder, type Reply } from './reply.js';
import { encodeRequest, type Question, type Request } from './request.js';

export type AlphaContext = DriverContext<AlphaOptions, 'bus'> & HoursMeans;

/** The priority TEXT file, which every sign has (led-boards-counters-hid.md 4.1). */
export const priorityFile = '0';

const refusedAlarm = 'led-write-rejected';

/** What stands in the way, by where it was noticed. */
type Trouble = 'write' | 'memory' | 'line';

/** Requests and replies of one sign, and the alarm its refusals call for. */
export class Sign {
  readonly #context: AlphaContext;
  readonly #unanswered = new Set<Question['kind']>();
  readonly #troubles = new Map<Trouble, string>();
  #acknowledges = false;
  #isKnown = false;
  /** What it has noted so far was not said by us, or was said while its serial format was looked for. */
  #hasOldErrors = true;

  constructor(context: AlphaContext) {
    this.#context = context;
  }

  /** False from the start, and from a lost reply on: it may have lost its power, and what it was told with it. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** A first word: rejects when nobody answers. */
  async greet(turn: Turn): Promise<void> {
    await this.#ping(turn);
    await this.#agree(turn);
    this.#isKnown = true;
  }

  /** Asks for what every sign has. */
  async #ping(turn: Turn): Promise<void> {
    await this.#exchange({ kind: 'read-text', label: priorityFile }, 'ping', turn);
  }

  /**
   * Asks a sign to acknowledge, which it forgets with its power. One of the first generation does what it is told and
   * says nothing.
   */
  async #agree(turn: Turn): Promise<void> {
    const { acknowledge } = this.#context.options;
    this.#acknowledges = false;
    if (acknowledge === 'off') return;
    this.#acknowledges =
      (await this.#acknowledged({ kind: 'acknowledge', on: true }, 'acknowledge', turn)) !== undefined;
  }

  /** Undefined where the sign has no such file: it refuses, or says nothing to that. */
  async read(question: Question, turn: Turn): Promise<string | undefined> {
    const isSure = 'label' in question && question.label === priorityFile;
    const ask = isSure ? this.#exchange(question, question.kind, turn) : this.#tolerant(question, question.kind, turn);
    return this.#contentOf(await ask, turn);
  }

  /** As `read`, for what not every sign answers: one that was silent is not asked again. */
  async readIfKnown(question: Question, turn: Turn): Promise<string | undefined> {
    if (this.#unanswered.has(question.kind)) return undefined;
    const reply = await this.#tolerant(question, question.kind, turn);
    if (!reply) this.#unanswered.add(question.kind);
    return this.#contentOf(reply, turn);
  }

  /**
   * Says it, once more where it came damaged. A sign that does not acknowledge but answers has lost its power in between,
   * or is of the first generation. Rejects with PROTOCOL_CORRUPT, _REJECTED or the line's error.
   */
  async write(request: Request, label: string, turn: Turn): Promise<'sent' | 'acknowledged'> {
    if (!this.#acknowledges) {
      await this.#context.link.send(this.#encode(request), { label, priority: turn.priority, wanted: turn.wanted });
      return 'sent';
    }
    let reply = await this.#acknowledged(request, label, turn);
    if (reply?.accepted === false && isDamage(reply.status) && turn.newest()) {
      reply = await this.#acknowledged(request, label, turn);
    }
    if (!reply) {
      this.#acknowledges = false;
      this.#isKnown = false;
      return 'sent';
    }
    if (!reply.accepted) {
      this.report('write', `${statusText(reply.status)}, in answer to "${label}"`);
      throw refusalError(label, reply.status);
    }
    this.report('write', undefined);
    return 'acknowledged';
  }

  /** Asks which errors the sign has noted; tells them, but for those of before the first time, then lets it forget them. */
  async readErrors(turn: Turn): Promise<void> {
    const content = await this.readIfKnown({ kind: 'read-errors' }, turn);
    const status = content?.charCodeAt(0);
    if (status === undefined || Number.isNaN(status)) return;
    const isNews = hasErrors(status) && !this.#hasOldErrors;
    this.report('line', isNews ? `the sign noted ${statusText(status)}` : undefined);
    if (hasErrors(status)) await this.#clearErrors(turn);
    this.#hasOldErrors = false;
  }

  /** Raises the alarm, or clears it once nothing else stands in the way. */
  report(trouble: Trouble, detail: string | undefined): void {
    if (detail === undefined) this.#troubles.delete(trouble);
    else this.#troubles.set(trouble, detail);
    const active = this.#troubles.size > 0;
    this.#context.alarm({
      type: refusedAlarm,
      active,
      ...(active ? { detail: [...this.#troubles.values()].join('; ') } : {}),
    });
  }

  /** What a question of ours has made the sign note is no trouble. */
  async #contentOf(reply: Reply | undefined, turn: Turn): Promise<string | undefined> {
    if (reply?.accepted) return reply.content;
    if (reply) await this.#clearErrors(turn);
    return undefined;
  }

  async #clearErrors(turn: Turn): Promise<void> {
    await this.write({ kind: 'clear-errors' }, 'clear errors', turn).catch(unlessRefused);
  }

  #acknowledged(request: Request, label: string, turn: Turn): Promise<Reply | undefined> {
    const isSure = this.#context.options.acknowledge === 'on';
    return isSure ? this.#exchange(request, label, turn) : this.#tolerant(request, label, turn);
  }

  /** Undefined where the sign says nothing to this, but is there. */
  async #tolerant(request: Request, label: string, turn: Turn): Promise<Reply | undefined> {
    const wasKnown = this.#isKnown;
    try {
      return await this.#exchange(request, label, turn);
    } catch (error) {
      if (!isTimeout(error)) throw error;
      // As a call: that also ends the rest which the line gives to a member that was silent.
      await this.#ping({ ...turn, priority: 'call' });
      this.#isKnown = wasKnown;
      return undefined;
    }
  }

  async #exchange(request: Request, label: string, turn: Turn): Promise<Reply> {
    const { link, options } = this.#context;
    const transaction = {
      label,
      request: this.#encode(request),
      decoder: () => (isQuestion(request) ? answerDecoder(request) : acknowledgeDecoder()),
      timeoutMs: options.replyTimeoutMs,
      priority: turn.priority,
      wanted: turn.wanted,
    };
    try {
      return await link.transact(transaction);
    } catch (error) {
      if (error instanceof GatewayError && error.code !== 'TRANSPORT_WITHDRAWN') this.#isKnown = false;
      throw error;
    }
  }

  #encode(request: Request): Uint8Array {
    return encodeRequest(request, this.#context.options);
  }
}

function isQuestion(request: Request): request is Question {
  return request.kind.startsWith('read-');
}

function isTimeout(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'TRANSPORT_REPLY_TIMEOUT';
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof GatewayError) || !error.code.startsWith('PROTOCOL_')) throw error;
}
