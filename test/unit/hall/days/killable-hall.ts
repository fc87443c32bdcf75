import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HallChange, HallQueue, HallView, IssuedTicket } from '../../../../gateway/hall/hall-queue.js';
import { createHallQueue } from '../../../../gateway/hall/queue/index.js';
import { openStore, type Store } from '../../../../gateway/storage/store.js';
import type { FastTime } from '../../../../simulators/hall/fast-time.js';
import type { HallPeople } from '../../../../simulators/hall/people.js';
import { branchProfile } from '../../../../simulators/hall/profile.js';
import { PowerCutDisk } from '../../storage/power-cut-disk.js';

const services = branchProfile.services.map(({ id, priority = 0 }, index) => ({
  ...{ id, name: { zh: id }, prefix: 'ABV'[index] ?? 'Z', priority, firstNumber: 1, lastNumber: 999 },
}));
const counters = branchProfile.counters.map(({ id, services: taken }) => ({ id, ...(taken && { services: taken }) }));
export interface KillableHallOptions {
  readonly clock: FastTime;
  readonly random: () => number;
  readonly onChange: (change: HallChange) => void;
  /** Every ticket somebody got, with what it said of his wait. */
  readonly onTicket: (ticket: IssuedTicket) => void;
  readonly onStart: () => void;
}

/** s in which whoever supervises the gateway has started it again, at least and at most. */
const away = { least: 2, most: 90 };

/**
 * The queue of the gateway over its real store, on a disk that loses what was not synced. A kill comes between any two
 * disk operations: whoever waited for an answer gets none.
 */
export class KillableHall {
  readonly #clock: FastTime;
  readonly #random: () => number;
  readonly #options: KillableHallOptions;
  #disk: PowerCutDisk;
  #store: Store | undefined;
  #queue: HallQueue | undefined;
  #directory = '';
  #starting: Promise<void> = Promise.resolve();
  #die: () => void = () => undefined;
  #dead: Promise<never> = never();
  kills = 0;
  /** Draws that nobody answered: of each, a ticket may be issued that nobody holds. */
  unansweredDraws = 0;
  readonly errors: unknown[] = [];

  constructor(options: KillableHallOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#random = options.random;
    this.#disk = new PowerCutDisk(options.random);
  }

  async start(): Promise<void> {
    this.#directory = await mkdtemp(join(tmpdir(), 'branch-gateway-'));
    await this.#open();
  }

  async close(): Promise<void> {
    await this.#starting;
    await this.#store?.close();
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** undefined while it is away. */
  view(): HallView | undefined {
    return this.#queue?.view();
  }

  async startDay(day: string): Promise<void> {
    await this.#queue?.startDay(day);
  }

  /** The next disk operations but this many, then it is gone. */
  killAfter(operations: number): void {
    let left = operations;
    this.#disk.onOperation = () => {
      left -= 1;
      if (left === -1) this.#kill();
    };
  }

  /** Resolves when nothing of the gateway's own is under way. */
  async settled(): Promise<void> {
    await this.#starting;
  }

  #kill(): void {
    const disk = this.#disk.cut();
    const store = this.#store;
    this.kills += 1;
    this.#disk = disk;
    this.#queue = undefined;
    this.#die();
    const seconds = away.least + Math.floor(this.#random() * (away.most - away.least));
    this.#clock.setTimeout(() => {
      this.#starting = Promise.resolve(store?.close()).then(() => this.#open());
    }, seconds * 1_000);
  }

  async #open(): Promise<void> {
    this.#dead = new Promise<never>((_, reject) => {
      this.#die = () => reject(new Error('the gateway is gone'));
    });
    this.#dead.catch(() => undefined);
    const clock = this.#clock;
    this.#store = await openStore({ directory: this.#directory, clock, files: this.#disk });
    const queue = createHallQueue({
      ...{ services, counters, store: this.#store, clock, timezone: 'Asia/Shanghai' },
      onError: (error) => this.errors.push(error),
    });
    queue.onChange((change) => {
      // What a gateway says that is gone, nobody hears.
      if (this.#queue === queue) this.#options.onChange(change);
    });
    this.#queue = queue;
    this.#options.onStart();
  }

  async #ask<T>(act: (queue: HallQueue) => Promise<T>): Promise<T> {
    if (!this.#queue) throw new Error('the gateway is away');
    const work = act(this.#queue);
    work.catch(() => undefined);
    return Promise.race([work, this.#dead]);
  }

  people(): HallPeople {
    const ask = <T>(act: (queue: HallQueue) => Promise<T>) => this.#ask(act);
    return {
      walkIn: async () => undefined,
      walkOut: async () => undefined,
      drawTicket: async (service) => {
        const kills = this.kills;
        try {
          const issued = await ask((queue) => queue.issue(service));
          this.#options.onTicket(issued);
          return issued.ticket.number;
        } catch (error) {
          if (this.kills !== kills) this.unansweredDraws += 1;
          throw error;
        }
      },
      handBack: (number) =>
        ask((queue) =>
          queue.abandon(number).then(
            () => true,
            (error: { code?: string }) => {
              if (error.code === 'HALL_STATE') return false;
              throw error;
            },
          ),
        ),
      signOn: (counter) => ask((queue) => queue.signOn(counter)),
      signOff: (counter) => ask((queue) => queue.signOff(counter)),
      next: async (counter) => (await ask((queue) => queue.callNext(counter)))?.ticket.number,
      recall: async (counter) => void (await ask((queue) => queue.recall(counter))),
      noShow: async (counter) => void (await ask((queue) => queue.noShow(counter))),
      finish: async (counter) => void (await ask((queue) => queue.finish(counter))),
      transfer: async (counter, service) => void (await ask((queue) => queue.transfer(counter, { service }))),
      serving: async (counter) => {
        const view = this.view();
        if (!view) throw new Error('the boards are dark');
        return view.counters.find(({ id }) => id === counter)?.ticket?.number;
      },
    };
  }
}

const never = () => new Promise<never>(() => undefined);
