import type { DeviceSession, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import { epochOf, localClock } from '../../local-time.js';
import type { CounterContext, CounterTells, PeriodRecord } from '../counting/model.js';
import { periodsTally } from '../counting/periods-tally.js';
import { takings } from '../counting/takings.js';
import { counterWatch } from '../watch/counter-watch.js';
import { type Caller, Callers } from './callers.js';
import type { Frame } from './frame.js';
import { encodeAnswer, type Message, readMessage, stampParts } from './message.js';
import type { FoorirOptions } from './options.js';

export type FoorirContext = CounterContext<FoorirOptions, 'listen'>;

export const foorirTells: CounterTells = { totals: false, blocked: true, power: true };

const minuteMs = 60_000;

/** A Foorir counter at work: it calls, reports, and repeats until it is answered. It is answered when it is on disk. */
export class FoorirSession implements DeviceSession {
  readonly pollIntervalMs: number;
  readonly commands = {};
  readonly #context: FoorirContext;
  readonly #openedAt: number;
  readonly #tally;
  readonly #takings;
  readonly #watch;
  readonly #callers: Callers;
  readonly #wall;
  #heardAt: number | undefined;
  #said: Message | undefined;
  /** What was logged once. */
  readonly #told = new Set<string>();

  constructor(context: FoorirContext) {
    const { clock, options, logger, link, timezone } = context;
    this.#context = context;
    this.pollIntervalMs = options.pollIntervalMs;
    this.#openedAt = clock.monotonic();
    this.#wall = localClock(timezone);
    this.#tally = periodsTally(context);
    this.#takings = takings(logger);
    this.#watch = counterWatch(context, foorirTells, this.#tally);
    const known = this.#tally.view();
    // Until its next report, the totals are all that is known.
    if (known) context.state({ in: known.in, out: known.out });
    this.#callers = new Callers({ port: link, clock, onFrame: (frame, caller) => this.#take(frame, caller) });
  }

  async identify(): Promise<Identity> {
    const { serial: serialNumber, firmware, model } = this.#heard();
    return {
      serialNumber,
      ...(firmware === undefined ? {} : { firmware }),
      ...(model === undefined ? {} : { model }),
      capabilities: ['increments'],
    };
  }

  async poll(): Promise<void> {
    const { binding, receiverPower, transmitterPower } = this.#heard();
    const low = [receiverPower === 'low' && 'receiver', transmitterPower === 'low' && 'transmitter'].filter(Boolean);
    const recorded = this.#takings.take();
    this.#watch.report({
      ...(recorded ? { recorded } : {}),
      blocked: binding === 'lost' ? 'receiver and transmitter do not see each other' : undefined,
      powerLow: low.length > 0 ? `battery of ${low.join(' and ')} low` : undefined,
      frames: this.#callers.takeFrames(),
    });
  }

  async close(): Promise<void> {
    await this.#callers.settled();
    await this.#tally.settled();
  }

  /** What it said last. Throws when it should have said something by now, or it is too early to know. */
  #heard(): Message {
    const { clock, options } = this.#context;
    // Two reports may be lost on the way.
    const patienceMinutes = 2 * options.uploadMinutes + 1;
    const isMissed = clock.monotonic() - (this.#heardAt ?? this.#openedAt) > patienceMinutes * minuteMs;
    if (isMissed) {
      throw new GatewayError('TRANSPORT_REPLY_TIMEOUT', `the counter has not reported for ${patienceMinutes} min`);
    }
    if (!this.#said) throw new GatewayError('DEVICE_NOT_HEARD', 'the counter has not reported yet');
    return this.#said;
  }

  async #take(frame: Frame, caller: Caller): Promise<void> {
    const message = readMessage(frame);
    if (!message) {
      this.#once('said something that is not understood', { command: frame.command.toString(16), caller: caller.name });
      return;
    }
    if (this.#isAnother(message)) {
      this.#once('another unit than the configured one calls', { serial: message.serial, caller: caller.name });
      await this.#answer(frame, caller, false);
      return caller.hangUp();
    }
    caller.known();
    if (this.#said && this.#said.serial !== message.serial) {
      this.#context.logger.warn('another unit reports now', { before: this.#said.serial, now: message.serial });
    }
    this.#heardAt = this.#context.clock.monotonic();
    this.#said = message;
    // Not answered where it cannot be recorded: then it is told again.
    if (message.counts) await this.#takings.note(this.#tally.record(this.#periodOf(message, message.counts)));
    await this.#answer(frame, caller, true);
  }

  #isAnother({ serial }: Message): boolean {
    const { serialNumber = serial } = this.#context.options;
    return serial !== serialNumber;
  }

  #periodOf({ serial, stamp }: Message, counts: NonNullable<Message['counts']>): PeriodRecord {
    const { options } = this.#context;
    const to = epochOf(stampParts(stamp), this.#wall);
    return { serial, stamp, ...counts, from: to - options.recordMinutes * minuteMs, to };
  }

  #answer(frame: Frame, caller: Caller, accepted: boolean): Promise<void> {
    const { clock, options } = this.#context;
    const { uploadMinutes, recordMinutes } = options;
    const time = this.#wall(clock.now());
    return caller.answer(encodeAnswer(frame, { accepted, time, uploadMinutes, recordMinutes }));
  }

  #once(what: string, details: Record<string, unknown>): void {
    const text = `${what} ${details['serial'] ?? details['command']}`;
    if (this.#told.has(text) || this.#told.size > 20) return;
    this.#told.add(text);
    this.#context.logger.warn(what, details);
  }
}
