import { z } from 'zod';
import type { AlarmCondition, DriverContext } from '../../driver.js';
import { fraudAlarm } from './alarms.js';
import { eventText } from './conditions.js';
import type { Fraud } from './listener.js';
import type { CctalkOptions } from './options.js';

type World = Pick<DriverContext<CctalkOptions>, 'options' | 'clock' | 'memory' | 'logger' | 'alarm'>;

/** The last attempt at each module, so that an old event in the module's list is not told twice after a restart. */
const rememberedSchema = z.object({
  frauds: z.record(z.string(), z.object({ code: z.int(), counter: z.int(), at: z.number() })),
});

/**
 * A fraud attempt is a moment, its alarm lasts `fraudHoldMinutes`: long enough to be seen, and over by itself. What is kept
 * is the number of the event and when it was heard.
 */
export class FraudWatch {
  readonly #context: World;
  #remembered: z.infer<typeof rememberedSchema>;
  #until = Number.NEGATIVE_INFINITY;
  #detail: string | undefined;

  constructor(context: World) {
    this.#context = context;
    const loaded = rememberedSchema.safeParse(context.memory.load());
    this.#remembered = loaded.success ? loaded.data : { frauds: {} };
    for (const { at, code } of Object.values(this.#remembered.frauds)) {
      const leftMs = Math.min(this.#holdMs, at + this.#holdMs - context.clock.now());
      if (leftMs > 0) this.#hold(leftMs, eventText(code));
    }
  }

  attempted({ module, code, counter, atFirstSight }: Fraud): void {
    const { clock, memory, logger } = this.#context;
    const known = this.#remembered.frauds[module.address];
    if (atFirstSight && known?.code === code && known.counter === counter) return;
    const when = atFirstSight ? ' (before the gateway listened)' : '';
    this.#hold(this.#holdMs, `${module.module}, ${eventText(code)}${when}`);
    this.#remembered = { frauds: { ...this.#remembered.frauds, [module.address]: { code, counter, at: clock.now() } } };
    memory.save(this.#remembered).catch((error: unknown) => {
      logger.warn('a fraud attempt cannot be remembered over a restart', { error: String(error) });
    });
    this.#context.alarm(this.condition());
  }

  condition(): AlarmCondition {
    const active = this.#context.clock.monotonic() < this.#until;
    return { ...fraudAlarm, active, ...(active && this.#detail !== undefined && { detail: this.#detail }) };
  }

  get #holdMs(): number {
    return this.#context.options.fraudHoldMinutes * 60_000;
  }

  #hold(ms: number, detail: string): void {
    this.#until = Math.max(this.#until, this.#context.clock.monotonic() + ms);
    this.#detail = detail;
  }
}
