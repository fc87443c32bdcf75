import type { DriverContext } from '../../driver.js';
import { GatewayError } from '../../error.js';
import type { ModbusReader } from '../../modbus/read-only.js';
import type { TerminalModule } from '../contract.js';
import { source } from './contacts.js';
import type { ModbusInputsOptions } from './options.js';
import { type Reading, type Readings, readingsOf, type Span, spansOf, tooHot } from './sensor.js';

const alarm = 'environment-over-temperature';
/** Questions in a row without an answer after which nobody knows the temperature any more. */
const tries = 3;

/** Temperature and humidity of a module: asked seldom, and never taken for more than what was read. */
export class Climate {
  readonly #context: DriverContext<ModbusInputsOptions, 'bus'>;
  readonly #unit: ModbusReader;
  readonly #spans: readonly Span[];
  #dueAt = Number.NEGATIVE_INFINITY;
  #measuredAt = Number.NEGATIVE_INFINITY;
  #misses = 0;
  #hot: boolean | undefined;
  /** The words as read, and since when they are the same. */
  #stands = { words: '', since: 0 };
  #readings: Readings = {};

  constructor(context: DriverContext<ModbusInputsOptions, 'bus'>, unit: ModbusReader) {
    this.#context = context;
    this.#unit = unit;
    this.#spans = spansOf(context.options);
  }

  get isConfigured(): boolean {
    return this.#spans.length > 0;
  }

  /** Asks with the next poll. */
  askNext(): void {
    this.#dueAt = Number.NEGATIVE_INFINITY;
  }

  /** Contact was lost: another module may be there, and is asked with the next poll. */
  forget(): void {
    this.askNext();
    this.#misses = 0;
    this.#hot = undefined;
    this.#stands = { words: '', since: 0 };
    this.#readings = {};
  }

  /**
   * Asks when it is time to, or at once where this is all that the module tells (`only`): then it rejects when nobody answers
   * or it is refused.
   */
  async poll({ only }: { readonly only: boolean }): Promise<void> {
    const { clock, options } = this.#context;
    // An alarm of a thermometer that is not configured any more is over.
    if (!options.temperature) this.#context.alarm({ type: alarm, active: false });
    if (!this.isConfigured || (!only && clock.monotonic() < this.#dueAt)) return;
    this.#dueAt = clock.monotonic() + options.sensorIntervalMs;
    try {
      this.#take(await this.#read());
    } catch (error) {
      if (only || !(error instanceof GatewayError) || !this.#missed(error)) throw error;
    }
  }

  /** For the state. */
  values(): { temperature: number | undefined; humidity: number | undefined } {
    return { temperature: numberIn(this.#readings.temperature), humidity: numberIn(this.#readings.humidity) };
  }

  module(): TerminalModule {
    const readings = [this.#readings.temperature, this.#readings.humidity].flatMap((each) => (each ? [each] : []));
    const unknown = readings.flatMap((each) => ('unknown' in each ? [each.unknown] : []));
    if (readings.length === 0) return { status: 'unknown', source };
    if (this.#hot) return { status: 'warn', detail: this.#hotText(), source };
    if (unknown.length === 0) return { status: 'ok', source };
    return { status: 'unknown', detail: unknown.join('; '), source };
  }

  async #read(): Promise<Map<number, number>> {
    const { registers, replyTimeoutMs } = this.#context.options;
    const words = new Map<number, number>();
    for (const { address, count } of this.#spans) {
      const access = { timeoutMs: replyTimeoutMs };
      const read =
        registers === 'input'
          ? await this.#unit.readInput(address, count, access)
          : await this.#unit.readHolding(address, count, access);
      read.forEach((word, index) => {
        words.set(address + index, word);
      });
    }
    return words;
  }

  #take(words: ReadonlyMap<number, number>): void {
    const { options, clock } = this.#context;
    this.#misses = 0;
    const registers = [options.temperature, options.humidity].flatMap((each) => (each ? [each.register] : []));
    const text = registers.map((register) => words.get(register)).join();
    if (text !== this.#stands.words) this.#stands = { words: text, since: clock.monotonic() };
    const minutes = (clock.monotonic() - this.#stands.since) / 60_000;
    const isFrozen = options.frozenMinutes > 0 && minutes >= options.frozenMinutes;
    const read = readingsOf(words, options);
    this.#readings = isFrozen ? allUnknown(options, `has not moved for ${options.frozenMinutes} minutes`) : read;
    this.#judge();
    this.#measure();
  }

  /**
   * Whether it concerns the sensor alone: the module has just told its inputs. A refusal is believed at once; one lost answer
   * says nothing yet.
   */
  #missed({ code, message }: GatewayError): boolean {
    const isRefused = code.startsWith('PROTOCOL_');
    if (!isRefused && code !== 'TRANSPORT_REPLY_TIMEOUT') return false;
    this.#misses += 1;
    if (isRefused || this.#misses >= tries) this.#readings = allUnknown(this.#context.options, message);
    return true;
  }

  /** Of a sensor that tells nothing the alarm stays as it is. */
  #judge(): void {
    const { options } = this.#context;
    const celsius = numberIn(this.#readings.temperature);
    if (!options.temperature || celsius === undefined) return;
    this.#hot = tooHot(celsius, options.temperature, this.#hot);
    if (this.#hot === undefined) return;
    this.#context.alarm({ type: alarm, active: this.#hot, ...(this.#hot ? { detail: this.#hotText() } : {}) });
  }

  /** Without the temperature of the moment, which would rewrite the record at each reading. */
  #hotText(): string {
    const { over = 0, register = 0 } = this.#context.options.temperature ?? {};
    return `register ${register}: above ${over} °C`;
  }

  #measure(): void {
    const { options, clock } = this.#context;
    const values = Object.entries(this.values()).filter(([, value]) => value !== undefined);
    if (values.length === 0 || clock.monotonic() - this.#measuredAt < options.measurementIntervalMs) return;
    this.#measuredAt = clock.monotonic();
    this.#context.measurement(Object.fromEntries(values));
  }
}

function numberIn(reading: Reading | undefined): number | undefined {
  return reading && 'value' in reading ? reading.value : undefined;
}

function allUnknown({ temperature, humidity }: ModbusInputsOptions, unknown: string): Readings {
  return { ...(temperature && { temperature: { unknown } }), ...(humidity && { humidity: { unknown } }) };
}
