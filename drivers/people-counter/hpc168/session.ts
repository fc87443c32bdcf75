import type { DeviceSession, Identity } from '../../driver.js';
import { type ErrorCode, GatewayError } from '../../error.js';
import type { ReplyDecoder } from '../../transport/transaction.js';
import type { CounterContext, CounterTells, CountsView, Recorded, TotalsReading } from '../counting/model.js';
import { readSurely } from '../counting/read-surely.js';
import { totalsTally } from '../counting/totals-tally.js';
import { counterWatch } from '../watch/counter-watch.js';
import { type DoorState, doorReply, doorRequest, readReply, readRequest, resetReply, resetRequest } from './codec.js';
import type { Hpc168Options } from './options.js';

export type Hpc168Context = CounterContext<Hpc168Options, 'bus'>;
type Priority = 'call' | 'poll';

/** It has no flag for a blocked lens and none for its supply. */
export const hpc168Tells: CounterTells = { totals: true, blocked: false, power: false };

/** Door queries without an answer after which the unit counts as having none, or its door as unknown. */
const doorTries = 3;

/** After these the request may have reached the unit. */
const mayHaveArrived: ReadonlySet<ErrorCode> = new Set([
  'TRANSPORT_REPLY_TIMEOUT',
  'TRANSPORT_WRITE_TIMEOUT',
  'TRANSPORT_CLOSED',
]);

/** An HPC168 at work: reads the totals, and the door where the unit tells it. */
export class Hpc168Session implements DeviceSession {
  readonly pollIntervalMs: number;
  readonly commands = { read: () => this.#readNow(), reset: () => this.#reset() };
  readonly #context: Hpc168Context;
  readonly #tally;
  readonly #watch;
  #door: DoorState | undefined;
  #doorAnswered = false;
  #doorMisses = 0;
  #savingFails = false;
  /** Since the last report. */
  #frames = { intact: 0, damaged: 0 };
  #recorded: Recorded[] = [];

  constructor(context: Hpc168Context) {
    this.#context = context;
    this.pollIntervalMs = context.options.pollIntervalMs;
    this.#tally = totalsTally(context);
    this.#watch = counterWatch(context, hpc168Tells, this.#tally);
  }

  /** Another unit may be there now: what the last one could not do is tried again. */
  async identify(): Promise<Identity> {
    this.#doorAnswered = false;
    this.#doorMisses = 0;
    await this.#readTotals('poll');
    return { capabilities: ['totals', 'reset'] };
  }

  async poll(): Promise<void> {
    const known = await this.#pollTotals();
    const door = await this.#pollDoor();
    const seen = { door, frames: this.#frames, ...(known ? { recorded: this.#recorded } : {}) };
    this.#frames = { intact: 0, damaged: 0 };
    this.#recorded = [];
    this.#watch.report(seen);
  }

  async close(): Promise<void> {
    await this.#tally.settled();
  }

  /**
   * False when what the unit has answered could not be recorded. Its answer proves contact all the same: a gateway that
   * cannot save must not be taken for a silent unit.
   */
  async #pollTotals(): Promise<boolean> {
    const reading = await this.#readSurely('poll');
    if (!reading) return false;
    try {
      await this.#record(reading);
      this.#savingFails = false;
      return true;
    } catch (error) {
      if (!this.#savingFails) this.#context.logger.warn('the counts cannot be saved', { error: String(error) });
      this.#savingFails = true;
      return false;
    }
  }

  /** The door as last told; undefined when the unit does not tell. One lost answer changes nothing. */
  async #pollDoor(): Promise<DoorState | undefined> {
    const { address, queryDoor } = this.#context.options;
    if (!queryDoor || (!this.#doorAnswered && this.#doorMisses >= doorTries)) return undefined;
    try {
      this.#door = await this.#ask('door', doorRequest(address), doorReply, 'poll');
      this.#doorAnswered = true;
      this.#doorMisses = 0;
    } catch (error) {
      if (!isTimeout(error)) throw error;
      this.#doorMisses += 1;
      if (this.#doorMisses >= doorTries) this.#door = undefined;
      if (this.#doorMisses === doorTries) this.#context.logger.info('the unit does not tell its door', { doorTries });
    }
    this.#context.state({ door: this.#door });
    return this.#door;
  }

  async #readNow(): Promise<CountsView> {
    const reading = await this.#readSurely('call');
    if (!reading) throw new GatewayError('PROTOCOL_UNEXPECTED', 'two readings in a row contradict each other');
    return (await this.#record(reading)).view;
  }

  /** Saves what the unit has counted, then has it begin again from zero. */
  async #reset(): Promise<Record<string, unknown>> {
    const { address } = this.#context.options;
    const before = await this.#readNow();
    const { done } = await this.#ask('reset', resetRequest(address), resetReply, 'call').catch((error: unknown) => {
      if (!(error instanceof GatewayError) || !mayHaveArrived.has(error.code)) throw error;
      throw new GatewayError('DEVICE_OUTCOME_UNKNOWN', `no answer to the reset: ${error.message}`, { cause: error });
    });
    if (!done) throw new GatewayError('PROTOCOL_REJECTED', `the counter ${address} refused the reset`);
    // The reset is done whether or not it can be noted and read back; the next reading then finds out by itself.
    const noted = this.#tally.zeroed().then(() => this.#readNow());
    return noted.catch(() => ({ in: before.in, out: before.out }));
  }

  async #record(reading: TotalsReading): Promise<Recorded> {
    const recorded = await this.#tally.record(reading);
    this.#recorded.push(recorded);
    return recorded;
  }

  async #readSurely(priority: Priority): Promise<TotalsReading | undefined> {
    const reading = await readSurely(this.#tally, () => this.#readTotals(priority));
    if (!reading) this.#frames.damaged += 1;
    return reading;
  }

  #readTotals(priority: Priority) {
    return this.#ask('read totals', readRequest(this.#context.options.address), readReply, priority);
  }

  async #ask<T>(
    label: string,
    request: Uint8Array,
    reply: (address: string, damaged: () => void) => ReplyDecoder<T>,
    priority: Priority,
  ): Promise<T> {
    const { link, options } = this.#context;
    const damaged = () => {
      this.#frames.damaged += 1;
    };
    const decoder = () => reply(options.address, damaged);
    const answer = await link.transact({ label, request, decoder, timeoutMs: options.replyTimeoutMs, priority });
    this.#frames.intact += 1;
    return answer;
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'TRANSPORT_REPLY_TIMEOUT';
}
