import type { DeviceSession, DriverContext, Identity } from '../../driver.js';
import { type ErrorCode, GatewayError } from '../../error.js';
import type { ReplyDecoder } from '../../transport/transaction.js';
import { type NoChangeWatch, noChangeWatch } from '../no-change.js';
import { type CountsView, type Recorded, Tally } from '../tally.js';
import { type DoorState, doorReply, doorRequest, readReply, readRequest, resetReply, resetRequest } from './codec.js';
import type { Hpc168Options } from './options.js';

type Priority = 'call' | 'poll';

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
  readonly #context: DriverContext<Hpc168Options, 'bus'>;
  readonly #tally: Tally;
  readonly #noChange: NoChangeWatch;
  #door: DoorState | undefined;
  #doorAnswered = false;
  #doorMisses = 0;
  #savingFails = false;

  constructor(context: DriverContext<Hpc168Options, 'bus'>) {
    this.#context = context;
    this.pollIntervalMs = context.options.pollIntervalMs;
    this.#tally = new Tally(context);
    this.#noChange = noChangeWatch(context.options.frozenMinutes, context.clock);
  }

  /** Another unit may be there now: what the last one could not do is tried again. */
  async identify(): Promise<Identity> {
    this.#doorAnswered = false;
    this.#doorMisses = 0;
    await this.#readTotals('poll');
    return { capabilities: ['totals', 'reset'] };
  }

  async poll(): Promise<void> {
    const changed = await this.#pollTotals();
    const door = await this.#pollDoor();
    this.#context.alarm(this.#noChange({ changed, doorOpen: door === 'open' }));
  }

  async close(): Promise<void> {
    await this.#tally.settled();
  }

  /** The unit's answer proves contact; a gateway that cannot save it must not be taken for a silent unit. */
  async #pollTotals(): Promise<boolean> {
    const reading = await this.#readTotals('poll');
    try {
      const { changed } = await this.#tally.record(reading);
      this.#savingFails = false;
      return changed;
    } catch (error) {
      if (!this.#savingFails) this.#context.logger.warn('the counts cannot be saved', { error: String(error) });
      this.#savingFails = true;
      return true;
    }
  }

  /** The door as last told; undefined when the unit does not tell. One lost answer changes nothing. */
  async #pollDoor(): Promise<DoorState | undefined> {
    const { address, queryDoor } = this.#context.options;
    if (!queryDoor || (!this.#doorAnswered && this.#doorMisses >= doorTries)) return undefined;
    try {
      this.#door = await this.#ask('door', doorRequest(address), () => doorReply(address), 'poll');
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
    return (await this.#readAndRecord()).view;
  }

  /** Saves what the unit has counted, then has it begin again from zero. */
  async #reset(): Promise<Record<string, unknown>> {
    const { address } = this.#context.options;
    const before = await this.#readAndRecord();
    const { done } = await this.#ask('reset', resetRequest(address), () => resetReply(address), 'call').catch(
      (error: unknown) => {
        if (!(error instanceof GatewayError) || !mayHaveArrived.has(error.code)) throw error;
        throw new GatewayError('DEVICE_OUTCOME_UNKNOWN', `no answer to the reset: ${error.message}`, { cause: error });
      },
    );
    if (!done) throw new GatewayError('PROTOCOL_REJECTED', `the counter ${address} refused the reset`);
    // The reset is done whether or not this reading succeeds; the sooner it is seen, the fewer passages are missed.
    return this.#readAndRecord().then(
      (after) => after.view,
      () => ({ in: before.view.in, out: before.view.out }),
    );
  }

  async #readAndRecord(): Promise<Recorded> {
    return this.#tally.record(await this.#readTotals('call'));
  }

  #readTotals(priority: Priority) {
    const { address } = this.#context.options;
    return this.#ask('read totals', readRequest(address), () => readReply(address), priority);
  }

  #ask<T>(label: string, request: Uint8Array, decoder: () => ReplyDecoder<T>, priority: Priority): Promise<T> {
    const { link, options } = this.#context;
    return link.transact({ label, request, decoder, timeoutMs: options.replyTimeoutMs, priority });
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'TRANSPORT_REPLY_TIMEOUT';
}
