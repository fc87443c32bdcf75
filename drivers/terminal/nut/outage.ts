import { z } from 'zod';
import type { Clock } from '../../clock.js';
import type { DriverContext, Told } from '../../driver.js';
import { type Figures, timeLeft } from './reading.js';

/** What is remembered of the mains, over the end of a session and of the gateway. */
const remembered = z.object({
  onBattery: z.boolean(),
  /** Wall-clock ms when that began. */
  since: z.number(),
  /** Wall-clock ms when it was so for certain; on battery renewed every ten minutes. */
  seenAt: z.number(),
  /** The status and what was left then, for people. */
  status: z.string(),
});
export type Remembered = z.infer<typeof remembered>;

/**
 * A UPS that was last seen on battery longer ago is not taken for one that still is: no battery of a branch lasts as long.
 * A gateway that was switched off in an outage would else begin the next morning with it.
 */
const believedMs = 12 * 3_600_000;
/** On battery only: flash wears out. */
const renewMs = 600_000;

export function readMemory(value: unknown): Remembered | undefined {
  const read = remembered.safeParse(value);
  return read.success ? read.data : undefined;
}

/** Why a UPS that cannot be asked counts as one with an empty battery; undefined when it does not. */
export function onBatteryWhenSilent(memory: unknown, clock: Clock): string | undefined {
  const known = readMemory(memory);
  if (!known?.onBattery || clock.now() - known.seenAt > believedMs) return undefined;
  return `last seen on battery since ${new Date(known.since).toISOString()}: ${known.status}`;
}

type Means = Pick<DriverContext, 'memory' | 'clock' | 'logger'>;

/** Notes when the mains go and come back, each once, also over restarts. */
export class Outage {
  readonly #means: Means;
  /** When this session saw the mains go; the wall clock may be set meanwhile. */
  #sawLoss: number | undefined;
  #savingFails = false;

  constructor(means: Means) {
    this.#means = means;
  }

  get mainsBefore(): 'present' | 'lost' {
    return readMemory(this.#means.memory.load())?.onBattery ? 'lost' : 'present';
  }

  /** What cannot be saved is tried again at the next reading, and told then. */
  async saw(mains: 'present' | 'lost' | 'unknown', status: string, figures: Figures): Promise<void> {
    if (mains === 'unknown') return;
    const onBattery = mains === 'lost';
    const left = onBattery ? `${status}, ${timeLeft(figures)}` : status;
    if (mains === this.mainsBefore) await this.#renew(left);
    else await this.#turned(onBattery, status, left, figures);
  }

  async #turned(onBattery: boolean, status: string, left: string, figures: Figures): Promise<void> {
    const { memory, clock } = this.#means;
    const before = readMemory(memory.load());
    if (onBattery) this.#sawLoss ??= clock.monotonic();
    const now = clock.now();
    const value: Remembered = { onBattery, since: now, seenAt: now, status: left };
    const event = onBattery
      ? { name: 'mains-lost', data: { status, ...leftFor(figures) } }
      : { name: 'mains-back', data: { status, seconds: this.#lasted(before) } };
    if ((await this.#save(value, { event })) && !onBattery) this.#sawLoss = undefined;
  }

  async #renew(left: string): Promise<void> {
    const { memory, clock } = this.#means;
    const known = readMemory(memory.load());
    const now = clock.now();
    // A clock that was set back must not keep it from being renewed.
    if (!known?.onBattery || Math.abs(now - known.seenAt) < renewMs) return;
    await this.#save({ ...known, seenAt: now, status: left });
  }

  /** False when the disk refuses. */
  async #save(value: Remembered, told?: Told): Promise<boolean> {
    const { memory, logger } = this.#means;
    try {
      await memory.save(value, told);
      this.#savingFails = false;
      return true;
    } catch (error) {
      if (!this.#savingFails) logger.warn('what is known of the mains cannot be saved', { error: String(error) });
      this.#savingFails = true;
      return false;
    }
  }

  /** Whole seconds. */
  #lasted(before: Remembered | undefined): number {
    const { clock } = this.#means;
    const ms =
      this.#sawLoss === undefined ? clock.now() - (before?.since ?? clock.now()) : clock.monotonic() - this.#sawLoss;
    return Math.max(0, Math.round(ms / 1_000));
  }
}

function leftFor({ runtimeSeconds, chargePercent }: Figures): Record<string, number> {
  return {
    ...(runtimeSeconds === undefined ? {} : { runtimeSeconds }),
    ...(chargePercent === undefined ? {} : { chargePercent }),
  };
}
