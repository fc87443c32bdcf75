import type { DeviceSession, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import type { ReplyDecoder } from '../../transport/transaction.js';
import type { CounterContext, CounterTells, CountsView, Recorded, TotalsReading } from '../counting/model.js';
import { readSurely } from '../counting/read-surely.js';
import { takings } from '../counting/takings.js';
import { totalsTally } from '../counting/totals-tally.js';
import { resetFailed } from '../reset-outcome.js';
import { counterWatch } from '../watch/counter-watch.js';
import {
  type DoorState,
  doorReply,
  doorRequest,
  type Ear,
  readReply,
  readRequest,
  resetReply,
  resetRequest,
} from './codec.js';
import type { Hpc168Options } from './options.js';

export type Hpc168Context = CounterContext<Hpc168Options, 'bus'>;
type Priority = 'call' | 'poll';

/** It has no flag for a blocked lens and none for its supply. */
export const hpc168Tells: CounterTells = { totals: true, blocked: false, power: false };

/** Door queries without an answer after which the unit counts as having none, or its door as unknown. */
const doorTries = 3;

/** An HPC168 at work: reads the totals, and the door where the unit tells it. */
export class Hpc168Session implements DeviceSession {
  readonly pollIntervalMs: number;
  readonly commands = { read: () => this.#readNow(), reset: () => this.#reset() };
  readonly #context: Hpc168Context;
  readonly #tally;
  readonly #takings;
  readonly #watch;
  #door: DoorState | undefined;
  #doorAnswered = false;
  #doorMisses = 0;
  /** Since the last report. */
  #frames = { intact: 0, damaged: 0 };

  constructor(context: Hpc168Context) {
    this.#context = context;
    this.pollIntervalMs = context.options.pollIntervalMs;
    this.#tally = totalsTally(context);
    this.#takings = takings(context.logger);
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
    const reading = await this.#readSurely('poll');
    // What cannot be recorded is told as such by the report; the next reading still contains it.
    if (reading) await this.#record(reading).catch(() => undefined);
    const door = await this.#pollDoor();
    const recorded = reading ? this.#takings.take() : undefined;
    const frames = this.#frames;
    this.#frames = { intact: 0, damaged: 0 };
    this.#watch.report({ door, frames, ...(recorded ? { recorded } : {}) });
  }

  async close(): Promise<void> {
    await this.#tally.settled();
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
    const { done } = await this.#ask('reset', resetRequest(address), resetReply, 'call').catch(resetFailed);
    if (!done) throw new GatewayError('PROTOCOL_REJECTED', `the counter ${address} refused the reset`);
    // The reset is done whether or not it can be noted and read back; the next reading then finds out by itself.
    const noted = this.#tally.zeroed().then(() => this.#readNow());
    return noted.catch(() => ({ in: before.in, out: before.out }));
  }

  #record(reading: TotalsReading): Promise<Recorded> {
    return this.#takings.note(this.#tally.record(reading));
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
    reply: (address: string, ear: Ear) => ReplyDecoder<T>,
    priority: Priority,
  ): Promise<T> {
    const { link, options } = this.#context;
    const { address, replyTimeoutMs: timeoutMs } = options;
    const strangers = new Set<string>();
    const ear: Ear = {
      damaged: () => {
        this.#frames.damaged += 1;
      },
      stranger: (sender) => strangers.add(sender),
    };
    const work = link.transact({ label, request, decoder: () => reply(address, ear), timeoutMs, priority });
    const answer = await work.catch((error: unknown) => {
      throw isTimeout(error) && strangers.size > 0 ? answeredBy(strangers, error) : error;
    });
    this.#frames.intact += 1;
    return answer;
  }
}

function isTimeout(error: unknown): error is GatewayError {
  return error instanceof GatewayError && error.code === 'TRANSPORT_REPLY_TIMEOUT';
}

/** A unit that is set to another address than the configuration says. */
function answeredBy(strangers: ReadonlySet<string>, timeout: GatewayError): GatewayError {
  const text = `${timeout.message}; heard instead: unit ${[...strangers].join(', ')}`;
  return new GatewayError(timeout.code, text, { cause: timeout });
}
