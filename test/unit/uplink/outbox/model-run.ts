import type { GatewayError } from '../../../../drivers/index.js';
import { type Chain, chains, type Outbox, type OutboxRecord } from '../../../../gateway/uplink/outbox/outbox.js';
import { perChain } from '../../../../gateway/uplink/outbox/per-chain.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { MemoryDisk, Mount, type Operation } from './memory-disk.js';
import { Model } from './model.js';
import type { Step } from './model-steps.js';
import { opened, quiet } from './support.js';

const maxBytes = 40 * 1024;
const reservedBytes = 12 * 1024;
const maxAgeMs = 30_000;
const failing: readonly Operation[] = ['create', 'write', 'sync', 'truncate', 'remove', 'rename'];

/** Drives an outbox and its model through the same steps. */
export class ModelRun {
  readonly model = new Model();
  readonly #random: () => number;
  readonly #disk = new MemoryDisk();
  #mount: Mount;
  #clock = new VirtualClock();
  #outbox: Outbox | undefined;
  /** Taken in this life and not answered. */
  #out: OutboxRecord[] = [];
  #life = 0;
  #pending = new Set<Promise<void>>();
  /** Operations that fail from now on. */
  #failures = 0;
  /** In this life. */
  #hasFailed = false;
  #most = 0;
  #problem: Error | undefined;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.#mount = new Mount(this.#disk);
    this.#disk.onChange = () => {
      this.#most = Math.max(this.#most, this.#disk.bytes);
    };
  }

  async run(steps: readonly Step[]): Promise<void> {
    await this.#open();
    for (const step of steps) {
      await this.#do(step);
      this.#check();
    }
    this.#failures = 0;
    await this.#reopen();
    await this.#drain();
    this.#check();
    const { bytes, refused } = this.#live.stats();
    this.model.judge(perChain((chain) => this.#live.head(chain)));
    await this.#close();
    if (this.#disk.bytes !== bytes || refused > 0) {
      throw new Error(`${bytes} bytes were counted, the files have ${this.#disk.bytes}; ${refused} refused in the end`);
    }
  }

  get #live(): Outbox {
    if (!this.#outbox) throw new Error('no outbox is open');
    return this.#outbox;
  }

  async #do(step: Step): Promise<void> {
    if (step.do === 'append') for (let time = 0; time < step.times; time++) this.#append(step);
    else if (step.do === 'take') this.#take(step.chain, step.count);
    else if (step.do === 'acknowledge') this.#acknowledge(this.#picked(step.pick));
    else if (step.do === 'acknowledge-all') {
      for (const record of this.#out.filter(({ chain }) => chain === step.chain)) this.#acknowledge(record);
    } else if (step.do === 'bury') this.#bury(this.#picked(step.pick));
    else if (step.do === 'rewind') this.#rewind();
    else if (step.do === 'advance') await this.#clock.advance(step.ms);
    else if (step.do === 'fail') this.#failures = step.operations;
    else if (step.do === 'kill') await this.#kill(step.operations);
    else if (step.do === 'reopen') await this.#reopen();
    else await quiet(8);
  }

  #append({ chain, bytes, retain, envelope, correlation }: Extract<Step, { do: 'append' }>): void {
    const message = {
      chain,
      topic: `t${this.model.messages.length}`,
      payload: Buffer.alloc(bytes, this.#random() * 256),
      envelope,
      retain,
      correlation: correlation > 0 ? Buffer.alloc(correlation, 0xc0) : undefined,
    };
    const n = this.model.add(message, this.#clock.now());
    const life = this.#life;
    const settled: Promise<void> = this.#live.append(message).then(
      (seq) => this.#guard(() => life === this.#life && this.model.keep(n, seq)),
      (error: GatewayError) => this.#guard(() => life === this.#life && this.model.refuse(n, error.code)),
    );
    this.#track(settled);
  }

  #take(chain: Chain, count: number): OutboxRecord[] {
    const taken: OutboxRecord[] = [];
    for (let record = this.#live.take(chain); record; record = this.#live.take(chain)) {
      this.model.take(record);
      taken.push(record);
      if (taken.length === count) break;
    }
    this.#out.push(...taken);
    return taken;
  }

  #picked(pick: number): OutboxRecord | undefined {
    return this.#out[Math.floor(pick * this.#out.length)];
  }

  #acknowledge(record: OutboxRecord | undefined): void {
    if (!record) return;
    this.#out = this.#out.filter((other) => other !== record);
    this.#live.acknowledge(record.chain, record.seq);
    this.model.acknowledge(record.chain, record.seq);
  }

  #bury(record: OutboxRecord | undefined): void {
    if (!record) return;
    this.#out = this.#out.filter((other) => other !== record);
    this.model.chains[record.chain].buried.add(record.seq);
    this.#track(
      this.#live.deadLetter(record, 'no').then(
        () => undefined,
        () => undefined,
      ),
    );
  }

  #rewind(): void {
    this.#live.rewind();
    this.model.rewind();
    this.#out = [];
  }

  async #open(): Promise<void> {
    this.#mount = new Mount(this.#disk, this.#random);
    this.#mount.fails = (operation) => {
      const fails = failing.includes(operation) && this.#failures > 0;
      if (fails) this.#failures -= 1;
      this.#hasFailed ||= fails;
      return fails;
    };
    this.#hasFailed = false;
    // What cannot be cut off or removed while opening is not counted.
    const failures = this.#failures;
    this.#failures = 0;
    this.#clock = new VirtualClock(this.#clock.now());
    const life = this.#life;
    const { outbox } = await opened({
      disk: this.#disk,
      clock: this.#clock,
      mount: this.#mount,
      options: {
        maxBytes,
        reservedBytes,
        segmentBytes: 4 * 1024,
        lingerMs: { telemetry: 25, event: this.#random() < 0.5 ? 0 : 5 },
        maxAgeMs,
        onReport: (report) => {
          if (report.kind !== 'evicted' || life !== this.#life) return;
          this.#guard(() => this.model.evict(report.gap, this.#clock.now() - maxAgeMs));
        },
      },
    });
    this.#failures = failures;
    this.#outbox = outbox;
    this.#out = [];
  }

  async #kill(operations: number): Promise<void> {
    this.#mount.killAfter(operations);
    await quiet(10);
    this.#mount.killAfter(-1);
    this.#pending = new Set();
    this.#life += 1;
    this.model.nextLife(false);
    await this.#open();
  }

  async #reopen(): Promise<void> {
    await this.#close();
    this.#life += 1;
    this.model.nextLife(!this.#hasFailed);
    await this.#open();
  }

  async #close(): Promise<void> {
    const closed = this.#live.close();
    await this.#clock.advance(5_000);
    await closed;
    await Promise.all(this.#pending);
    if (this.#clock.pending > 0) throw new Error(`${this.#clock.pending} timers are left behind`);
  }

  /** Everything that waits comes and is acknowledged. */
  async #drain(): Promise<void> {
    for (let round = 0; round < 40; round++) {
      for (const chain of chains) for (const record of this.#take(chain, 1_000)) this.#acknowledge(record);
      await this.#clock.advance(300);
      await quiet(15);
      if (chains.every((chain) => this.#live.stats().chains[chain].depth === 0)) return;
    }
    throw new Error(`not empty: ${JSON.stringify(this.#live.stats())}`);
  }

  #check(): void {
    if (this.#problem) throw this.#problem;
    if (this.#most > maxBytes) throw new Error(`the files had ${this.#most} bytes`);
    const { event, telemetry } = this.#live.stats().chains;
    if (event.bytes + telemetry.bytes > maxBytes - reservedBytes) throw new Error('the reserve is used');
  }

  #track(promise: Promise<void>): void {
    this.#pending.add(promise);
    void promise.then(() => this.#pending.delete(promise));
  }

  #guard(check: () => unknown): void {
    try {
      check();
    } catch (error) {
      this.#problem ??= error as Error;
    }
  }
}
