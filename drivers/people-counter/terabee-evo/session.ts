import { withTimeout } from '../../clock.js';
import type { DeviceSession, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import type { CounterContext, CounterTells, CountsView } from '../counting/model.js';
import { takings } from '../counting/takings.js';
import { totalsTally } from '../counting/totals-tally.js';
import { resetFailed } from '../reset-outcome.js';
import { counterWatch } from '../watch/counter-watch.js';
import { obstacleWatch } from './obstacle.js';
import type { TerabeeEvoOptions } from './options.js';
import { Readings } from './readings.js';
import { encodeRequest } from './request.js';
import { type Frame, streamDecoder } from './stream.js';

export type TerabeeEvoContext = CounterContext<TerabeeEvoOptions, 'stream'>;

export const terabeeEvoTells: CounterTells = { totals: true, blocked: true, power: false };

/** ms within which a sensor tells its counts when it was told to reset them. */
const answerMs = 2_000;
/** ms for which the first frame is waited for, within what a session may take to find its device. */
const firstFrameMs = { least: 2_000, most: 25_000 };
/** ms between two tries to have a sensor in presence mode count. */
const insistEveryMs = 10_000;

/** A TeraRanger Evo counter at work: it speaks all the time and is hardly ever spoken to. */
export class TerabeeEvoSession implements DeviceSession {
  readonly pollIntervalMs: number;
  readonly commands = { read: () => this.#readNow(), reset: () => this.#reset() };
  readonly #context: TerabeeEvoContext;
  readonly #decoder;
  readonly #tally;
  readonly #takings;
  readonly #readings: Readings;
  readonly #watch;
  readonly #obstacle;
  #heardAt: number | undefined;
  #bytes = 0;
  #sensorId: number | undefined;
  /** Frames told to the watch already. */
  #reported = { intact: 0, damaged: 0 };
  /** Why none of its counts can be used, until one can. */
  #unusable: string | undefined;
  #insistedAt = Number.NEGATIVE_INFINITY;
  #onFrame: () => void = () => undefined;
  #onZero: (() => void) | undefined;

  constructor(context: TerabeeEvoContext) {
    const { options, clock, logger, link } = context;
    this.#context = context;
    this.pollIntervalMs = options.pollIntervalMs;
    this.#decoder = streamDecoder(options.model);
    this.#tally = totalsTally(context, { range: 2 ** 16, afterPowerCut: 'zero' });
    this.#takings = takings(logger);
    this.#readings = new Readings(this.#tally);
    this.#watch = counterWatch(context, terabeeEvoTells, this.#tally);
    this.#obstacle = obstacleWatch(clock, options);
    const known = this.#tally.view();
    // Until somebody passes, the totals are all that is known.
    if (known) context.state({ in: known.in, out: known.out });
    link.onData((bytes) => this.#hear(bytes));
  }

  async identify(): Promise<Identity> {
    await this.#firstFrame();
    if (this.#context.options.model === 'swipe-plus') await this.#insist();
    const sensor = this.#sensorId === undefined ? {} : { serialNumber: String(this.#sensorId) };
    return { model: `TeraRanger Evo ${this.#context.options.model}`, ...sensor, capabilities: ['totals', 'reset'] };
  }

  async poll(): Promise<void> {
    this.#checkAlive();
    const note = this.#takings.note;
    // Not recorded = told as such by the report, and tried again at the next poll.
    await this.#readings.record(note).catch(() => undefined);
    const recorded = this.#takings.take();
    this.#watch.report({
      ...(recorded ? { recorded } : {}),
      blocked: this.#unusable ?? this.#obstacle.blocked(),
      frames: this.#takeFrames(),
    });
  }

  async close(): Promise<void> {
    await this.#tally.settled();
  }

  #hear(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    const { ofOtherModel, contradictory } = this.#decoder;
    for (const frame of this.#decoder.push(bytes)) this.#take(frame);
    if (this.#decoder.ofOtherModel > ofOtherModel) {
      this.#discard('its counts have the length of the other model: see the option model');
    } else if (this.#decoder.contradictory > contradictory) {
      this.#discard('its net count contradicts its counts in and out');
    }
  }

  #take(frame: Frame): void {
    this.#heardAt = this.#context.clock.monotonic();
    switch (frame.kind) {
      case 'distances':
        this.#obstacle.seen([frame.first, frame.second]);
        break;
      case 'presence':
        this.#obstacle.seen([frame.distance]);
        this.#insist().catch(() => undefined);
        break;
      case 'counts':
        this.#counted(frame);
    }
    this.#onFrame();
  }

  #counted({ counts, sensorId }: Frame & { kind: 'counts' }): void {
    this.#sensorId = sensorId;
    this.#unusable = undefined;
    if (this.#onZero && counts.in === 0 && counts.out === 0) {
      this.#readings.zeroed();
      this.#onZero();
    }
    this.#readings.told(counts);
  }

  #discard(why: string): void {
    if (this.#unusable === undefined) this.#context.logger.warn('the counts of the sensor cannot be used', { why });
    this.#unusable = why;
  }

  /** A Swipe Plus in presence mode measures and counts nobody. */
  async #insist(): Promise<void> {
    const { clock, link } = this.#context;
    if (clock.monotonic() - this.#insistedAt < insistEveryMs) return;
    this.#insistedAt = clock.monotonic();
    await link.write(encodeRequest('traffic mode'));
  }

  #checkAlive(): void {
    const { clock, options } = this.#context;
    const silentMs = clock.monotonic() - (this.#heardAt ?? Number.NEGATIVE_INFINITY);
    if (silentMs <= options.silenceMs) return;
    throw new GatewayError('TRANSPORT_REPLY_TIMEOUT', `the sensor has said nothing for ${options.silenceMs} ms`);
  }

  async #firstFrame(): Promise<void> {
    if (this.#heardAt !== undefined) return;
    const heard = new Promise<void>((resolve) => {
      this.#onFrame = resolve;
    });
    const { clock, options } = this.#context;
    const waitMs = Math.min(Math.max(options.silenceMs, firstFrameMs.least), firstFrameMs.most);
    await withTimeout(clock, heard, waitMs, () => {
      const seen = this.#bytes === 0 ? 'nothing came' : `${this.#bytes} bytes came, none of them a frame`;
      return new GatewayError('TRANSPORT_REPLY_TIMEOUT', `${seen} within ${waitMs} ms`);
    });
  }

  #takeFrames(): { intact: number; damaged: number } {
    const { intact, damaged } = this.#decoder;
    const frames = { intact: intact - this.#reported.intact, damaged: damaged - this.#reported.damaged };
    this.#reported = { intact, damaged };
    return frames;
  }

  /** It cannot be asked, and need not be: it tells each passage. */
  async #readNow(): Promise<CountsView> {
    if (!this.#readings.latest) {
      throw new GatewayError('DEVICE_NOT_READY', 'the sensor has told no counts yet: it does at the next passage');
    }
    await this.#readings.record(this.#takings.note);
    const view = this.#tally.view();
    if (!view) throw new GatewayError('DEVICE_NOT_READY', 'nothing has been counted yet');
    return view;
  }

  async #reset(): Promise<CountsView> {
    const { clock, link } = this.#context;
    const zeroed = new Promise<void>((resolve) => {
      this.#onZero = resolve;
    });
    const late = () => new GatewayError('TRANSPORT_REPLY_TIMEOUT', `no counts of zero within ${answerMs} ms`);
    try {
      await link.write(encodeRequest('reset counters'));
      await withTimeout(clock, zeroed, answerMs, late);
    } catch (error) {
      resetFailed(error);
    } finally {
      this.#onZero = undefined;
    }
    return this.#readNow();
  }
}
