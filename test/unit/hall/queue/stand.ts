import { onTestFinished } from 'vitest';
import type { Clock } from '../../../../drivers/clock.js';
import type { HallChange, HallCounter, HallQueue, HallService } from '../../../../gateway/hall/hall-queue.js';
import { createHallQueue } from '../../../../gateway/hall/queue/index.js';
import { openStore, type Store } from '../../../../gateway/storage/store.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { PowerCutDisk } from '../../storage/power-cut-disk.js';
import { temporaryDirectory } from '../../storage/support.js';

export function service(id: string, prefix: string, more: Partial<HallService> = {}): HallService {
  return { id, name: { zh: id }, prefix, priority: 0, firstNumber: 1, lastNumber: 999, ...more };
}

export const branch = {
  services: [service('personal', 'A'), service('corporate', 'B'), service('vip', 'V', { priority: 1 })],
  counters: [{ id: '1' }, { id: '2', services: ['personal'] }, { id: '3', services: ['corporate', 'vip'] }],
};

export interface StandOptions {
  readonly services?: readonly HallService[];
  readonly counters?: readonly HallCounter[];
  readonly openAfterCallMinutes?: number;
  readonly timezone?: string;
  /** In place of the stand's own, which goes on only when told to. */
  readonly clock?: Clock;
  readonly seed?: number;
}

/** A queue over the real store on a disk in memory, where the power can go. */
export class HallStand {
  readonly clock = new VirtualClock();
  readonly changes: HallChange[] = [];
  readonly errors: unknown[] = [];
  disk: PowerCutDisk;
  queue!: HallQueue;
  #options: StandOptions;
  #store: Store | undefined;
  #directory = '';

  constructor(options: StandOptions) {
    this.#options = options;
    this.disk = new PowerCutDisk(seededRandom(options.seed ?? 1));
  }

  static async start(options: StandOptions = {}): Promise<HallStand> {
    const stand = new HallStand(options);
    await stand.#open();
    return stand;
  }

  /** As a kill leaves it: what was not on the disk is gone. */
  killAndRestart(options: Partial<StandOptions> = {}): Promise<void> {
    return this.restartOn(this.disk.cut(), options);
  }

  /** On the disk as it was at some moment. */
  async restartOn(disk: PowerCutDisk, options: Partial<StandOptions> = {}): Promise<void> {
    await this.#store?.close();
    this.disk = disk;
    this.#options = { ...this.#options, ...options };
    await this.#open();
  }

  /** Names of the changes told so far, with the number or counter they are about. */
  told(): string[] {
    return this.changes.map((change) => {
      if (change.kind === 'new-day') return `new-day ${change.day}`;
      if ('counter' in change) return `${change.kind} ${change.counter}`;
      if (change.kind === 'called') return `called ${change.call.ticket.number} to ${change.call.counter}`;
      return `${change.kind} ${change.ticket.number}`;
    });
  }

  async #open(): Promise<void> {
    if (this.#directory === '') {
      this.#directory = await temporaryDirectory();
      onTestFinished(async () => this.#store?.close());
    }
    const {
      services = branch.services,
      counters = branch.counters,
      timezone = 'Asia/Shanghai',
      ...rest
    } = this.#options;
    const minutes = rest.openAfterCallMinutes;
    const clock = this.#options.clock ?? this.clock;
    this.#store = await openStore({ directory: this.#directory, clock, files: this.disk, compactAboveBytes: 20_000 });
    this.queue = createHallQueue({
      services,
      counters,
      ...(minutes === undefined ? {} : { openAfterCallMinutes: minutes }),
      store: this.#store,
      clock,
      timezone,
      onError: (error) => this.errors.push(error),
    });
    this.queue.onChange((change) => this.changes.push(change));
  }
}

export const numbersOf = (tickets: readonly { readonly number: string }[]) => tickets.map(({ number }) => number);
