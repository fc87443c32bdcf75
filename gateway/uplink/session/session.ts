import { asGatewayError, GatewayError, sleep, type Timer } from '../../../drivers/index.js';
import type { Session, SessionOptions, SessionStats } from './connection.js';
import { ClosedEarly, ConnectRefused } from './mqtt-client.js';
import { isConnectRefusal, reasonText, retainNotSupported, unsupportedVersion } from './reason-codes.js';
import { isRefusal, retryDelayMs } from './retry.js';
import { connectWire, type Wire, type WireEnd } from './wire.js';

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
  /** The version in use is a conclusion from closings, not the server's word. */
  #isGuess = false;
  #shortLives = 0;
  /** False once the server has refused a will that is to be retained. */
  #retainsWill = true;

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
    const { clock } = this.#options;
    await this.#forgetOldSession();
    let lost: (end: WireEnd) => void = () => undefined;
    const ending = new Promise<WireEnd>((resolve) => {
      lost = resolve;
    });
    const wire = await this.#connect(false, (end) => lost(end));
    if (this.#stop.signal.aborted) {
      await wire.end(0);
      return (await ending).error;
    }
    const since = clock.monotonic();
    this.#wire = wire;
    this.#connections += 1;
    this.#earlyClosings = 0;
    this.#lastError = undefined;
    const watching = this.#watch(wire);
    this.#options.onUp(wire);
    const end = await ending;
    watching.cancel();
    this.#wire = undefined;
    this.#lastPuback = wire.pubackAt ?? this.#lastPuback;
    this.#lastContact = clock.monotonic();
    this.#outageSince = this.#lastContact;
    this.#takeBackGuess();
    return this.#ended(end, this.#lastContact - since);
  }

  #connect(clean: boolean, onLost: (end: WireEnd) => void): Promise<Wire> {
    const { settings, clock, subscriptions, onMessage } = this.#options;
    const will = this.#options.will();
    return connectWire({
      settings,
      protocolVersion: this.#version,
      clean,
      clock,
      will: this.#retainsWill ? will : { ...will, retain: false },
      subscriptions: clean ? [] : subscriptions,
      onMessage,
      onLost,
      signal: this.#stop.signal,
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
  #watch(wire: Wire): Timer {
    const { clock } = this.#options;
    const silenceMs = wire.keepaliveSeconds * 1_500;
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

  /** What closed may have been a proxy in front of a server that was away: the next outage begins with MQTT 5 again. */
  #takeBackGuess(): void {
    if (this.#isGuess) this.#version = this.#options.settings.protocolVersion;
    this.#isGuess = false;
  }

  /** Why a connection ended, and whether it looks like another client with our id. */
  #ended({ error, isUnexplained }: WireEnd, livedMs: number): GatewayError {
    const isShort = isUnexplained && livedMs < shortLifeMs;
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
      this.#isGuess = cause instanceof ClosedEarly;
      this.#version = this.#version === 5 ? 4 : 5;
      this.#earlyClosings = 0;
      const next = this.#version === 4 ? '3.1.1' : '5';
      const what = cause instanceof ClosedEarly ? `: ${cause.message}` : ' does not take this MQTT version';
      return new GatewayError('UPLINK_CONNECT_FAILED', `${url}${what}; trying ${next}`, { cause });
    }
    if (cause instanceof ConnectRefused && cause.code === retainNotSupported && this.#retainsWill) {
      this.#retainsWill = false;
      const message = `${url} retains no messages; trying without a retained last will`;
      return new GatewayError('UPLINK_CONNECT_FAILED', message, { cause });
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
