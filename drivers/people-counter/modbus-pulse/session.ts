import type { DeviceSession, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import type { Turn } from '../../modbus/unit.js';
import type { CounterContext, CounterTells, Counts, CountsView, TotalsReading } from '../counting/model.js';
import { readSurely } from '../counting/read-surely.js';
import { takings } from '../counting/takings.js';
import { totalsTally } from '../counting/totals-tally.js';
import { resetFailed } from '../reset-outcome.js';
import { counterWatch } from '../watch/counter-watch.js';
import { beamWatch } from './beams.js';
import { rangeOf } from './layout.js';
import { PulseModule, type PulsePackets } from './module.js';
import { layoutOf, type ModbusPulseOptions } from './options.js';

export type ModbusPulseContext = CounterContext<ModbusPulseOptions, 'bus'>;

export const modbusPulseTells: CounterTells = { totals: true, blocked: true, power: true };

const asPoll: Turn = { priority: 'poll' };
const asCall: Turn = { priority: 'call' };
/** ms between two looks at what changes slowly: supply, packets. */
const slowlyMs = 60_000;

/** A pulse counter module at work. */
export class ModbusPulseSession implements DeviceSession {
  readonly pollIntervalMs: number;
  readonly commands = { read: () => this.#readNow(), reset: () => this.#reset() };
  readonly #context: ModbusPulseContext;
  readonly #module: PulseModule;
  readonly #tally;
  readonly #takings;
  readonly #watch;
  readonly #blocked;
  #slowlyAt = Number.NEGATIVE_INFINITY;
  #powerLow: string | undefined;
  #packets: PulsePackets | undefined;
  /** Ours that the module has heard since the last report, as far as it tells. */
  #requests = { intact: 0, damaged: 0 };

  constructor(context: ModbusPulseContext) {
    const { options, clock, logger, link } = context;
    const layout = layoutOf(options);
    this.#context = context;
    this.pollIntervalMs = options.pollIntervalMs;
    this.#module = new PulseModule(link, { ...options, layout });
    this.#tally = totalsTally(context, {
      range: rangeOf(layout),
      afterPowerCut: options.keepsCounts ? 'kept' : 'zero',
    });
    this.#takings = takings(logger);
    this.#watch = counterWatch(context, modbusPulseTells, this.#tally);
    this.#blocked = beamWatch(clock, options.blockedSeconds);
  }

  async identify(): Promise<Identity> {
    this.#module.forget();
    this.#slowlyAt = Number.NEGATIVE_INFINITY;
    this.#packets = undefined;
    await this.#module.counts(asPoll);
    const capabilities = ['totals', ...(this.#context.options.allowReset ? ['reset'] : [])];
    return { ...(await this.#module.identity(asPoll)), capabilities };
  }

  async poll(): Promise<void> {
    const reading = await this.#readSurely(asPoll);
    // Not recorded = told as such by the report; the next reading still contains it.
    if (reading) await this.#takings.note(this.#tally.record(reading)).catch(() => undefined);
    const blocked = await this.#look(reading);
    await this.#lookSlowly();
    const recorded = reading ? this.#takings.take() : undefined;
    const replies = this.#module.takeFrames();
    const requests = this.#requests;
    this.#requests = { intact: 0, damaged: 0 };
    this.#watch.report({
      ...(recorded ? { recorded } : {}),
      blocked,
      powerLow: this.#powerLow,
      frames: {
        intact: replies.intact + requests.intact,
        damaged: replies.damaged + requests.damaged + (reading ? 0 : 1),
      },
    });
  }

  async close(): Promise<void> {
    await this.#tally.settled();
  }

  /** What its contacts say of its beams. */
  async #look(counts: Counts | undefined): Promise<string | undefined> {
    const contacts = await this.#module.contacts(asPoll);
    if (!contacts || !counts) return undefined;
    const blockedReads = this.#context.options.blockedWhen === 'closed';
    return this.#blocked({ in: contacts.in === blockedReads, out: contacts.out === blockedReads }, counts);
  }

  async #lookSlowly(): Promise<void> {
    const { clock, options } = this.#context;
    if (clock.monotonic() - this.#slowlyAt < slowlyMs) return;
    this.#slowlyAt = clock.monotonic();
    const millivolts = await this.#module.millivolts(asPoll);
    const isLow = millivolts !== undefined && millivolts < options.leastSupplyMillivolts;
    // Without the voltage of the moment, which would rewrite the record at each reading.
    this.#powerLow = isLow ? `supply below ${options.leastSupplyMillivolts} mV` : undefined;
    this.#heard(await this.#module.packets(asPoll));
  }

  /** What of our requests arrived broken; counts that fell have begun again. */
  #heard(packets: PulsePackets | undefined): void {
    const before = this.#packets;
    this.#packets = packets;
    if (!packets || !before || packets.received < before.received || packets.bad < before.bad) return;
    this.#requests = { intact: packets.received - before.received, damaged: packets.bad - before.bad };
  }

  async #readNow(): Promise<CountsView> {
    const reading = await this.#readSurely(asCall);
    if (!reading) throw new GatewayError('PROTOCOL_UNEXPECTED', 'two readings in a row contradict each other');
    return (await this.#takings.note(this.#tally.record(reading))).view;
  }

  /** Saves what the module has counted, then has it begin again from zero, and looks whether it did. */
  async #reset(): Promise<Record<string, unknown>> {
    const { allowReset, address } = this.#context.options;
    if (!allowReset) {
      const text = `module ${address} is not to be reset: its option allowReset is false`;
      throw new GatewayError('PROTOCOL_UNSUPPORTED', text);
    }
    const before = await this.#readNow();
    await this.#module.reset(asCall).catch(resetFailed);
    const after = await this.#module.counts(asCall).catch(resetFailed);
    if (sum(after) > 0 && sum(after) >= Number(before.deviceIn) + Number(before.deviceOut)) {
      throw new GatewayError('PROTOCOL_REJECTED', `module ${address} took the reset and still counts on`);
    }
    // It is done whether or not it can be noted and read back; the next reading then finds out by itself.
    const noted = this.#tally.zeroed().then(() => this.#readNow());
    return noted.catch(() => ({ in: before.in, out: before.out }));
  }

  #readSurely(turn: Turn): Promise<TotalsReading | undefined> {
    return readSurely(this.#tally, async () => {
      const counts = await this.#module.counts(turn);
      // After the counts: a module that restarts in between then looks younger than them, and is asked again.
      const uptimeSeconds = await this.#module.uptime(turn);
      return uptimeSeconds === undefined ? counts : { ...counts, uptimeSeconds };
    });
  }
}

function sum({ in: entered, out: left }: Counts): number {
  return entered + left;
}
