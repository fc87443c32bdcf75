import type { DriverContext } from '../../driver.js';
import { GatewayError } from '../../error.js';
import type { Turn } from '../board/panel.js';
import { hasErrors, isDamage, refusalError, statusText } from './errors.js';
import type { AlphaOptions } from './options.js';
import { acknowledgeDecoder, answerDecoder, type Reply } from './reply.js';
import { encodeRequest, type Question, type Request } from './request.js';

export type AlphaContext = DriverContext<AlphaOptions, 'bus'>;

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

  constructor(context: AlphaContext) {
    this.#context = context;
  }

  /**
   * Asks a sign to acknowledge, which it forgets with its power. One of the first generation does what it is told and
   * says nothing.
   */
  async agree(turn: Turn): Promise<void> {
    const { acknowledge } = this.#context.options;
    this.#acknowledges = false;
    if (acknowledge === 'off') return;
    try {
      await this.#exchange({ kind: 'acknowledge', on: true }, 'acknowledge', turn);
      this.#acknowledges = true;
    } catch (error) {
      if (acknowledge === 'on' || !isTimeout(error)) throw error;
      await this.ping(turn);
    }
  }

  /** Reads what every sign has, as a call: that also ends the rest which the line gives to one that was silent. */
  ping({ wanted }: Turn): Promise<Reply> {
    return this.#exchange({ kind: 'read-text', label: priorityFile }, 'ping', { priority: 'call', wanted });
  }

  /** Undefined where the sign refuses. */
  async read(question: Question, turn: Turn): Promise<string | undefined> {
    const reply = await this.#exchange(question, question.kind, turn);
    return reply.accepted ? reply.content : undefined;
  }

  /** As `read`, for what not every sign answers: one that was silent is not asked again. */
  async readIfKnown(question: Question, turn: Turn): Promise<string | undefined> {
    if (this.#unanswered.has(question.kind)) return undefined;
    try {
      return await this.read(question, turn);
    } catch (error) {
      if (!isTimeout(error)) throw error;
      await this.ping(turn);
      this.#unanswered.add(question.kind);
      return undefined;
    }
  }

  /** Says it, once more where it came damaged. Rejects with PROTOCOL_CORRUPT, _REJECTED or the line's error. */
  async write(request: Request, label: string, turn: Turn): Promise<'sent' | 'acknowledged'> {
    if (!this.#acknowledges) {
      await this.#context.link.send(this.#encode(request), { label, ...turn });
      return 'sent';
    }
    let reply = await this.#exchange(request, label, turn);
    if (!reply.accepted && isDamage(reply.status)) reply = await this.#exchange(request, label, turn);
    if (!reply.accepted) {
      this.report('write', `${statusText(reply.status)}, in answer to "${label}"`);
      throw refusalError(label, reply.status);
    }
    this.report('write', undefined);
    return 'acknowledged';
  }

  /** Asks which errors the sign has noted; tells them, then lets it forget them. False where it does not say. */
  async readErrors(turn: Turn): Promise<boolean> {
    const content = await this.readIfKnown({ kind: 'read-errors' }, turn);
    const status = content?.charCodeAt(0);
    if (status === undefined || Number.isNaN(status)) return false;
    this.report('line', hasErrors(status) ? `the sign noted ${statusText(status)}` : undefined);
    if (hasErrors(status)) await this.write({ kind: 'clear-errors' }, 'clear errors', turn).catch(unlessRefused);
    return true;
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

  #exchange(request: Request, label: string, turn: Turn): Promise<Reply> {
    const { link, options } = this.#context;
    return link.transact({
      label,
      request: this.#encode(request),
      decoder: () => (isQuestion(request) ? answerDecoder(request) : acknowledgeDecoder()),
      timeoutMs: options.replyTimeoutMs,
      ...turn,
    });
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
