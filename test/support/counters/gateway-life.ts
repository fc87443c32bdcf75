import type {
  AnyDriver,
  BranchHours,
  ByteLink,
  DeviceSession,
  DriverContext,
  ListenPort,
} from '../../../drivers/index.js';
import { createBus } from '../../../drivers/transport/bus.js';
import { memoryPort } from '../../../drivers/transport/listen-memory.js';
import { type MemoryEnd, memoryPair } from '../../../drivers/transport/memory.js';
import type { BusMember } from '../../../drivers/transport/transaction.js';
import { guardContext } from '../../../gateway/devices/attempt.js';
import { plugIn } from '../../../simulators/line.js';
import type { Simulator } from '../../../simulators/simulator.js';
import { settle, type VirtualClock } from '../virtual-clock.js';

/** What a kill of the gateway leaves: the memory of one device, and what was said together with it. */
export interface Disk {
  value: unknown;
  readonly records: Map<string, unknown>;
  readonly measurements: Record<string, unknown>[];
}

export const emptyDisk = (): Disk => ({ value: undefined, records: new Map(), measurements: [] });

export interface LifeOptions {
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly driver: AnyDriver;
  readonly options: Readonly<Record<string, unknown>>;
  readonly simulator: Simulator;
  readonly hours: BranchHours | undefined;
  readonly disk: Disk;
}

/** Longer than any time-out of a poll. */
const patienceStepMs = 100;
const never = new Promise<never>(() => undefined);

/**
 * The gateway over one counter from its start until it is killed, without its supervisor: the driver's session, its link,
 * and a disk on which a change is there whole or not at all. Killed, it says and hears nothing more.
 */
export class GatewayLife {
  /** The state as last reported. */
  readonly state: Record<string, unknown> = {};
  readonly #world: LifeOptions;
  readonly #port = memoryPort('counter');
  readonly #bootedAt: number;
  readonly #ends = new Set<MemoryEnd>();
  #bus: BusMember | undefined;
  #session: DeviceSession | undefined;
  #stream: ByteLink | undefined;
  #identified = false;
  #dead = false;

  constructor(world: LifeOptions) {
    this.#world = world;
    this.#bootedAt = world.clock.monotonic();
  }

  /** Whether the session is there and its link with it. */
  get listens(): boolean {
    return this.#identified && !this.#dead;
  }

  /** What a supervisor does at one poll; false when the counter was not reached. */
  async poll(): Promise<boolean> {
    try {
      await this.#whileItSpeaks(this.#poll());
      return true;
    } catch {
      this.#identified = false;
      return false;
    }
  }

  /** Begins a poll and is killed this many turns later, wherever it is then. */
  async killDuringPoll(turns: number): Promise<void> {
    this.#poll().catch(() => undefined);
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    this.kill();
    await settle();
  }

  /** The device calls, where it is one that does. */
  call(): void {
    if (this.#dead || this.#world.driver.linkKind !== 'listen') return;
    const end = this.#port.call();
    this.#ends.add(end);
    plugIn(this.#world.simulator, end);
  }

  kill(): void {
    this.#dead = true;
    for (const end of this.#ends) end.unplug('the process was killed');
  }

  /** A sensor that speaks all the time does so while it is listened to; a month of that would take hours. */
  async #whileItSpeaks(work: Promise<void>): Promise<void> {
    const { clock, simulator } = this.#world;
    let running = true;
    const settled = work.finally(() => {
      running = false;
    });
    settled.catch(() => undefined);
    while (running) {
      simulator.actions['measure']?.({});
      await clock.advance(patienceStepMs);
    }
    await settled;
    await settle();
  }

  async #poll(): Promise<void> {
    const session = await this.#open();
    if (!this.#identified) await session.identify();
    this.#identified = true;
    await session.poll();
  }

  async #open(): Promise<DeviceSession> {
    if (this.#session) return this.#session;
    const { driver } = this.#world;
    const link = this.#link();
    const session = await driver.open(this.#context(link) as never);
    this.#session = session;
    if (this.#stream) {
      void this.#stream.closed.then(() => {
        this.#session = undefined;
        this.#identified = false;
        void session.close();
      });
    }
    return session;
  }

  #link(): ByteLink | BusMember | ListenPort {
    const { driver, random } = this.#world;
    if (driver.linkKind === 'listen') return this.#port.port;
    if (driver.linkKind === 'stream') {
      this.#stream = this.#plug();
      return this.#stream;
    }
    this.#bus ??= createBus({ name: 'counter', open: async () => this.#plug(), clock: this.#clock(), random }).member(
      'counter',
    );
    return this.#bus;
  }

  #plug(): ByteLink {
    const [host, far] = memoryPair('counter');
    this.#ends.add(host);
    if (this.#dead) host.unplug();
    plugIn(this.#world.simulator, far);
    return host;
  }

  /** Monotonic time begins with the process; what it still wanted to do ends with it. */
  #clock(): DriverContext['clock'] {
    const { clock } = this.#world;
    return {
      now: () => clock.now(),
      monotonic: () => clock.monotonic() - this.#bootedAt,
      setTimeout: (callback, ms) => clock.setTimeout(() => this.#dead || callback(), ms),
    };
  }

  #context(link: ByteLink | BusMember | ListenPort): DriverContext {
    const { driver, options, random, disk, hours } = this.#world;
    const commit = async (change: () => void, measurement?: Record<string, unknown>) => {
      await Promise.resolve();
      if (this.#dead) return never;
      change();
      if (measurement) disk.measurements.push(measurement);
      await Promise.resolve();
      return this.#dead ? never : undefined;
    };
    const copy = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;
    const context = {
      deviceId: 'counter',
      options: driver.options.parse(options),
      ...{ link, random, hours, clock: this.#clock() },
      logger: { debug: () => undefined, info: () => undefined, warn: () => undefined },
      signal: new AbortController().signal,
      language: 'en' as const,
      timezone: 'Asia/Shanghai',
      file: () => Promise.reject(new Error('no files here')),
      state: (patch: Record<string, unknown>) => void Object.assign(this.state, patch),
      alarm: () => undefined,
      suppress: () => undefined,
      measurement: () => undefined,
      event: async () => undefined,
      memory: {
        load: () => disk.value,
        save: (value: unknown, told?: { measurement?: Record<string, unknown> }) =>
          commit(() => {
            disk.value = copy(value);
          }, told?.measurement),
        records: {
          load: () => disk.records,
          put: (key: string, value: unknown, told?: { measurement?: Record<string, unknown> }) =>
            commit(() => {
              if (value === undefined) disk.records.delete(key);
              else disk.records.set(key, copy(value));
            }, told?.measurement),
        },
      },
    };
    return guardContext(context as unknown as DriverContext, () => !this.#dead);
  }
}
