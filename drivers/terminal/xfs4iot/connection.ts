import type { Clock } from '../../clock.js';
import { GatewayError } from '../../error.js';
import type { AllowedCommand } from './commands.js';
import { decodeMessage, encodeCommand } from './envelope.js';
import { type Json, nothing } from './json.js';
import { PendingCommands } from './pending.js';
import type { XfsSocket } from './socket.js';
import { type Dialect, dialects } from './versions.js';

export interface Asking {
  readonly payload?: Json;
  /** Default the dialect's. */
  readonly version?: string;
  readonly timeoutMs: number;
  /** Events of this very command. */
  readonly onEvent?: (name: string, payload: Json) => void;
}

type Unasked = (name: string, payload: Json) => void;

/** Commands and what comes unasked, over one socket. */
export class XfsConnection {
  readonly #socket: XfsSocket;
  readonly #pending: PendingCommands;
  #dialect: Dialect;
  #onUnasked: Unasked = () => undefined;

  constructor(socket: XfsSocket, clock: Clock, dialect: Dialect | undefined) {
    this.#socket = socket;
    this.#pending = new PendingCommands(clock);
    this.#dialect = dialect ?? (dialects[0] as Dialect);
    socket.onText((text) => this.#receive(text));
    socket.closed.then((why) => this.#pending.end(why));
  }

  /** What the other side is known to understand. */
  get dialect(): Dialect {
    return this.#dialect;
  }

  get closed(): Promise<string> {
    return this.#socket.closed;
  }

  onUnasked(listener: Unasked): void {
    this.#onUnasked = listener;
  }

  ask(name: AllowedCommand, { payload = nothing, version, timeoutMs, onEvent }: Asking): Promise<Json> {
    const { requestId, completed } = this.#pending.issue(name, timeoutMs, onEvent);
    const { release } = this.#dialect;
    this.#socket.send(
      encodeCommand({ name, release, version: version ?? this.#dialect.version, requestId, timeoutMs, payload }),
    );
    return completed;
  }

  /**
   * Asks a peer of unknown release: the same command in one dialect after the other, until one is understood. Silence to
   * the first is an answer as well: an old peer may not know what to do with a new envelope.
   */
  async askFirst(name: AllowedCommand, asking: Asking): Promise<Json> {
    const others = dialects.filter(
      ({ release, version }) => release !== this.#dialect.release || version !== this.#dialect.version,
    );
    let failed: unknown;
    for (const dialect of [this.#dialect, ...others]) {
      const silent = failed instanceof GatewayError && failed.code === 'TRANSPORT_REPLY_TIMEOUT';
      if (silent && dialect.release !== '2021-1') continue;
      this.#dialect = dialect;
      try {
        return await this.ask(name, asking);
      } catch (error) {
        failed = error;
        if (error instanceof GatewayError && error.code === 'TRANSPORT_CLOSED') break;
      }
    }
    throw failed;
  }

  ping(timeoutMs: number): Promise<boolean> {
    return this.#socket.ping(timeoutMs);
  }

  close(): void {
    this.#socket.close();
  }

  #receive(text: string): void {
    const message = decodeMessage(text);
    if (message.kind === 'unsolicited') this.#onUnasked(message.name, message.payload);
    if (message.kind === 'completion' && message.release && this.#pending.size > 0) {
      this.#dialect = { ...this.#dialect, release: message.release };
    }
    this.#pending.handle(message);
  }
}
