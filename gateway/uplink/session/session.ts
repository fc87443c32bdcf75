import { asGatewayError, GatewayError, sleep, type Timer } from '../../../drivers/index.js';
import type { Session, SessionOptions, SessionStats } from './connection.js';
import { ClosedEarly, ConnectRefused } from './mqtt-client.js';
import { isConnectRefusal, reasonText, unsupportedVersion } from './reason-codes.js';
import { isRefusal, retryDelayMs } from './retry.js';
import { connectWire, type Wire } from './wire.js';

/** How often a connection is looked at for signs of life, ms. */
const watchMs = 1_000;
/** A PUBACK that takes longer means that nothing is taken any more, ms. */
const pubackLimitMs = 20_000;
/** A connection that ends sooner than this without a word, ms, so often in a row, looks like another client's doing. */
const shortLifeMs = 5_000;
const shortLivesOfTakeOver = 3;
/** Closings before any CONNACK, in a row, after which MQTT 5 is taken for the reason. */
const closingsOfOldServer = 2;

/** The link to the centre (connection.ts). */
export function createSession(options: SessionOptions): Session {
  return new CentralSession(options);
}

class CentralSession implements Session {
  readonly #options: SessionOptions;
  readonly #stop = new AbortController();
  #version: 4 | 5;
  #wire: Wire | undefined;
  #running: Promise<void> | undefined;
  #connections = 0;
  /** `clock.monotonic()` when a connection was last there; undefined before the first. */
  #lastContact: number | undefined;
  #lastPuback: number | undefined;
  #lastError: string | undefined;
  #outageSince: number;
  #refusals = 0;
  #earlyClosings = 0;
  #shortLives = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#version = options.settings.protocolVersion;
    this.#outageSince = options.clock.monotonic();
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(ms: number, leave?: () => boolean): Promise<void> {
    this.#stop.abort();
    await this.#wire?.end(ms, leave);
    await this.#running;
  }

  stats(): SessionStats {
    const now = this.#options.clock.monotonic();
    const wire = this.#wire;
    const pubackAt = wire?.pubackAt ?? this.#lastPuback;
    return {
      connected: wire !== undefined,
      protocolVersion: wire?.protocolVersion,
      connections: this.#connections,
      heardAgoMs: wire && Math.round(now - wire.heardAt),
      pubackAgoMs: pubackAt === undefined ? undefined : Math.round(now - pubackAt),
      lastError: this.#lastError,
    };
  }

  async #run(): Promise<void> {
    const { clock, random } = this.#options;
    const { signal } = this.#stop;
    this.#outageSince = clock.monotonic();
    while (!signal.aborted) {
      const error = await this.#connection().catch((cause) => this.#explain(cause));
      if (signal.aborted) break;
      this.#lastError = error.message;
      this.#refusals = isRefusal(error) ? this.#refusals + 1 : 0;
      this.#options.onDown({ error });
      const lastsMs = clock.monotonic() - this.#outageSince;
      await sleep(clock, retryDelayMs({ lastsMs, refusals: this.#refusals }, random), signal);
    }
  }

  /** One connection from its making to its end; resolves with why it ended. Rejects when it was not made. */
  async #connection(): Promise<GatewayError> {
    const { clock, settings } = this.#options;
    await this.#forgetOldSession();
    let lost: (error: GatewayError) => void = () => undefined;
    const end = new Promise<GatewayError>((resolve) => {
      lost = resolve;
    });
    const wire = await this.#connect(false, (error) => lost(error));
    if (this.#stop.signal.aborted) {
      await wire.end(0);
      return end;
    }
    const since = clock.monotonic();
    this.#wire = wire;
    this.#connections += 1;
    this.#earlyClosings = 0;
    this.#lastError = undefined;
    const watching = this.#watch(wire, settings.keepaliveSeconds * 1_500);
    this.#options.onUp(wire);
    const error = await end;
    watching.cancel();
    this.#wire = undefined;
    this.#lastPuback = wire.pubackAt ?? this.#lastPuback;
    this.#lastContact = clock.monotonic();
    this.#outageSince = this.#lastContact;
    return this.#ended(error, this.#lastContact - since);
  }

  #connect(clean: boolean, onLost: (error: GatewayError) => void): Promise<Wire> {
    const { settings, clock, will, subscriptions, onMessage } = this.#options;
    return connectWire({
      settings,
      protocolVersion: this.#version,
      clean,
      clock,
      will: will(),
      subscriptions: clean ? [] : subscriptions,
      signal: this.#stop.signal,
      onMessage,
      onLost,
    });
  }

  /**
   * MQTT 3.1.1 knows no session expiry: after a longer absence the old session is cleared with a connection of its own,
   * so that no command comes that is older than agreed.
   */
  async #forgetOldSession(): Promise<void> {
    const { clock, settings } = this.#options;
    if (this.#version !== 4) return;
    const awayMs = this.#lastContact === undefined ? Number.POSITIVE_INFINITY : clock.monotonic() - this.#lastContact;
    if (awayMs <= settings.sessionExpirySeconds * 1_000) return;
    const wire = await this.#connect(true, () => undefined);
    await wire.end(0);
    this.#lastContact = clock.monotonic();
  }

  /** Cuts a connection that shows no sign of life or takes nothing any more. */
  #watch(wire: Wire, silenceMs: number): Timer {
    const { clock } = this.#options;
    let timer: Timer | undefined;
    const look = () => {
      const now = clock.monotonic();
      const silent = now - wire.heardAt;
      const waiting = now - (wire.waitingSince ?? now);
      const server = this.#options.settings.url;
      if (silent > silenceMs) {
        const message = `${server} has been silent for ${Math.round(silent / 1_000)} s; check the line to the centre`;
        wire.cut(new GatewayError('UPLINK_SILENT', message));
      } else if (waiting > pubackLimitMs) {
        const message = `${server} has acknowledged nothing for ${Math.round(waiting / 1_000)} s; check the central broker`;
        wire.cut(new GatewayError('UPLINK_SILENT', message));
      } else timer = clock.setTimeout(look, watchMs);
    };
    look();
    return { cancel: () => timer?.cancel() };
  }

  /** Why a connection ended, and whether it looks like another client with our id. */
  #ended(error: GatewayError, livedMs: number): GatewayError {
    const isShort = error.code === 'UPLINK_LOST' && livedMs < shortLifeMs;
    this.#shortLives = isShort ? this.#shortLives + 1 : 0;
    if (this.#shortLives < shortLivesOfTakeOver) return named(this.#options.settings.url, error);
    const { url, clientId } = this.#options.settings;
    const message = `${url} ended ${this.#shortLives} connections in a row at once; suspected: another client with the client id "${clientId}"`;
    return new GatewayError('UPLINK_TAKEN_OVER', message, { cause: error });
  }

  /** Why a connection was not made; falls back to 3.1.1 where MQTT 5 may be the reason. */
  #explain(cause: unknown): GatewayError {
    const { url } = this.#options.settings;
    this.#earlyClosings = cause instanceof ClosedEarly ? this.#earlyClosings + 1 : 0;
    const isOld =
      (cause instanceof ConnectRefused && unsupportedVersion.has(cause.code)) ||
      this.#earlyClosings >= closingsOfOldServer;
    if (isOld && this.#options.settings.protocolVersion === 5) {
      // A server that closes may have another reason: where 3.1.1 fares no better, 5 has its turn again.
      this.#version = this.#version === 5 ? 4 : 5;
      this.#earlyClosings = 0;
      const next = this.#version === 4 ? '3.1.1' : '5';
      return new GatewayError('UPLINK_CONNECT_FAILED', `${url} does not take this MQTT version; trying ${next}`, {
        cause,
      });
    }
    if (cause instanceof ConnectRefused) {
      const code = isConnectRefusal(cause.code) ? 'UPLINK_REFUSED' : 'UPLINK_CONNECT_FAILED';
      const advice = code === 'UPLINK_REFUSED' ? '; check user, password, client id and rights' : '';
      return new GatewayError(code, `${url} refuses the connection: ${reasonText(cause.code)}${advice}`, { cause });
    }
    return named(url, asGatewayError(cause, 'UPLINK_CONNECT_FAILED'));
  }
}

function named(url: string, error: GatewayError): GatewayError {
  if (error.message.includes(url)) return error;
  return new GatewayError(error.code, `${url}: ${error.message}`, { cause: error });
}
