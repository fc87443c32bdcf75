import { backoffMs, type Clock, sleep } from '../../clock.js';
import { GatewayError } from '../../error.js';
import type { Endpoint } from './address.js';
import type { AllowedCommand } from './commands.js';
import { XfsConnection } from './connection.js';
import { type Json, nothing, objectAt } from './json.js';
import { ServiceKnowledge } from './knowledge.js';
import type { Xfs4iotOptions } from './options.js';
import { openSocket } from './socket.js';
import { type Dialect, offers, versionFor, versionsToSet } from './versions.js';
import { Wishes } from './wishes.js';

export interface ServiceOptions {
  readonly endpoint: Endpoint;
  readonly options: Xfs4iotOptions;
  readonly ca: string | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** What its publisher understood. */
  readonly dialect: Dialect;
  /** Something it says has changed, or it came or went. */
  readonly onChange: (name: string) => void;
}

/** ms between two tries of a command that the service is too busy to take, doubled each time. */
const busyPauseMs = 500;
const busyTries = 3;
/** Full statuses in a row, when something changes each time while one is under way. */
const mostRounds = 3;

/** Sensors that are told of only to who registers for them, as far as an alarm depends on them (terminal-health.md 1.4). */
const sensors = [
  ...['operatorSwitch', 'tamperSensor', 'internalTamperSensor', 'seismicSensor', 'heatSensor', 'UPS'],
  ...['cabinetDoor', 'cabinetFrontDoor', 'cabinetRearDoor', 'cabinetLeftDoor', 'cabinetRightDoor', 'safeDoor'],
  ...['vandalShield', 'consumerDisplaySensor', 'displaySensor'],
];

/** Follows one service for ever: connects, takes everything once, then what changes, and everything again from time to time. */
export class ServiceClient {
  readonly knowledge: ServiceKnowledge;
  /** Settled when the first attempt has shown whether the service is there. */
  readonly attempted: Promise<void>;
  readonly #options: ServiceOptions;
  readonly #ended = new AbortController();
  readonly #signal: AbortSignal;
  readonly #running: Promise<void>;
  #resolveAttempted: () => void = () => undefined;
  #wasAttempted = false;
  #connection: XfsConnection | undefined;
  #isReady = false;
  #why: string | undefined;
  #pause = new AbortController();
  #capabilities: Json = nothing;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.knowledge = new ServiceKnowledge(options.endpoint.name, options.options.patienceSeconds * 1_000);
    this.#signal = AbortSignal.any([options.signal, this.#ended.signal]);
    this.attempted = new Promise((resolve) => {
      this.#resolveAttempted = () => {
        this.#wasAttempted = true;
        resolve();
      };
    });
    this.#running = this.#run();
  }

  get name(): string {
    return this.#options.endpoint.name;
  }

  /** Connected, and its status is known. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** False until the first attempt has ended either way. */
  get wasAttempted(): boolean {
    return this.#wasAttempted;
  }

  /** Why it is not connected. */
  get why(): string | undefined {
    return this.#why;
  }

  /** Cuts a connection that does not answer. Resolves with whether it did. */
  async ping(): Promise<boolean> {
    const connection = this.#connection;
    if (!connection) return false;
    const answered = await connection.ping(this.#options.options.connectTimeoutMs);
    if (!answered) connection.close();
    return answered;
  }

  /** Tries again now: something says that it may be back. */
  wake(): void {
    this.#pause.abort();
  }

  async close(): Promise<void> {
    this.#ended.abort();
    this.#connection?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, random } = this.#options;
    for (let attempt = 0; !this.#signal.aborted; attempt++) {
      const why = await this.#live().catch((error: unknown) =>
        error instanceof Error ? error.message : String(error),
      );
      if (this.#isReady) attempt = 0;
      this.#connection = undefined;
      this.#isReady = false;
      this.#why = why;
      this.#resolveAttempted();
      if (this.#signal.aborted) return;
      this.#options.onChange(this.name);
      this.#pause = new AbortController();
      const wait = AbortSignal.any([this.#signal, this.#pause.signal]);
      await sleep(clock, backoffMs(attempt, random, { floorMs: 500 }), wait);
    }
  }

  /** One connection from its beginning to its end; gives the reason why it is over. */
  async #live(): Promise<string> {
    const { endpoint, options, ca, clock, dialect } = this.#options;
    const { connectTimeoutMs: timeoutMs, verifyCertificate } = options;
    const opening = await openSocket(endpoint.url, { clock, signal: this.#signal, timeoutMs, ca, verifyCertificate });
    if (opening.kind !== 'open') return `${endpoint.url}: ${opening.detail}`;
    const connection = new XfsConnection(opening.socket, clock, dialect);
    this.#connection = connection;
    if (this.#signal.aborted) connection.close();
    const wishes = new Wishes(clock, options.pollIntervalMs, connection.closed);
    connection.onUnasked((name, payload) => {
      const again = this.knowledge.takeEvent(name, payload, clock.monotonic());
      wishes.add(again, name === 'Common.StatusChangedEvent');
      if (this.#isReady) this.#options.onChange(this.name);
    });
    try {
      await this.#introduce(connection);
      await this.#takeAll(connection, wishes);
      await this.#register(connection);
      for (;;) {
        this.#isReady = true;
        this.#why = undefined;
        this.#resolveAttempted();
        this.#options.onChange(this.name);
        const over = await wishes.next();
        if (over !== undefined) return over;
        await this.#takeAll(connection, wishes);
      }
    } finally {
      wishes.end();
      connection.close();
    }
  }

  async #introduce(connection: XfsConnection): Promise<void> {
    const { commandTimeoutMs: timeoutMs } = this.#options.options;
    this.#capabilities = await connection.askFirst('Common.Capabilities', { timeoutMs });
    this.knowledge.takeCapabilities(this.#capabilities);
    const wanted = versionsToSet(this.#capabilities);
    if (wanted) await this.#ask(connection, 'Common.SetVersions', wanted);
  }

  /** Full status and storage; once more when something has changed meanwhile, as nobody knows which of the two is newer. */
  async #takeAll(connection: XfsConnection, wishes: Wishes): Promise<void> {
    for (let round = 0; round < mostRounds; round++) {
      wishes.begin();
      const status = await this.#ask(connection, 'Common.Status');
      this.knowledge.takeStatus(status, this.#options.clock.monotonic());
      if (offers(this.#capabilities, 'Storage.GetStorage')) {
        const answer = await this.#ask(connection, 'Storage.GetStorage');
        this.knowledge.takeUnits(objectAt(answer, 'storage'));
      }
      if (!wishes.changedMeanwhile) return;
    }
  }

  /** Without it the sensors are still told by each full status. */
  async #register(connection: XfsConnection): Promise<void> {
    const has = objectAt(this.knowledge.status, 'auxiliaries');
    const own = sensors.filter((sensor) => Object.hasOwn(has, sensor));
    if (own.length === 0 || !offers(this.#capabilities, 'Auxiliaries.Register')) return;
    const payload = Object.fromEntries(own.map((sensor) => [sensor, 'register']));
    await this.#ask(connection, 'Auxiliaries.Register', payload).catch((error: unknown) => {
      if (!(error instanceof GatewayError) || error.code.startsWith('TRANSPORT_')) throw error;
    });
  }

  async #ask(connection: XfsConnection, name: AllowedCommand, payload: Json = nothing): Promise<Json> {
    const { clock, options } = this.#options;
    const version = versionFor(this.#capabilities, name, connection.dialect);
    for (let tried = 1; ; tried++) {
      try {
        return await connection.ask(name, { payload, version, timeoutMs: options.commandTimeoutMs });
      } catch (error) {
        const isBusy = error instanceof GatewayError && error.code === 'PROTOCOL_BUSY';
        if (!isBusy || tried >= busyTries) throw error;
        await sleep(clock, busyPauseMs * 2 ** tried, this.#signal);
      }
    }
  }
}
