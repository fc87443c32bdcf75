import { type HoursMeans, rememberedHours } from '../../branch-hours.js';
import type { DriverContext } from '../../driver.js';
import { countIdle, type Idle } from './inactivity.js';
import type { Beat } from './message.js';
import type { HeartbeatOptions } from './options.js';

const type = 'terminal-inactive';

type IdleContext = Pick<DriverContext<HeartbeatOptions, 'none'>, 'clock' | 'options' | 'alarm'> &
  Pick<HoursMeans, 'hours'>;

/** TRM-304: nobody has finished anything for so many hours of opening time, although the terminal is in service. */
export class IdleWatch {
  readonly #context: IdleContext;
  readonly #hours: HoursMeans['hours'];
  #idle: Idle | undefined;

  constructor(context: IdleContext) {
    this.#context = context;
    this.#hours = context.hours && rememberedHours(context.hours);
  }

  /** Takes what the newest beat says, again and again; says the condition and whether the terminal is idle. */
  count({ inService, lastTransactionAt }: Pick<Beat, 'inService' | 'lastTransactionAt'>): boolean {
    const { clock, options, alarm } = this.#context;
    const hours = this.#hours;
    const limitMs = options.inactiveHours * 3_600_000;
    if (!hours || limitMs === 0) {
      alarm({ type, active: false });
      return false;
    }
    const moment = { wall: clock.now(), monotonic: clock.monotonic() };
    const counted = countIdle(this.#idle, lastTransactionAt, moment, { hours, limitMs });
    // Nobody can use it while it is out of service: the hours begin when it is back.
    this.#idle = counted && !inService ? { ...counted, openMs: 0, countedTo: moment.monotonic } : counted;
    if (!this.#idle) return false;
    const active = this.#idle.openMs >= limitMs;
    const detail = `no transaction for ${options.inactiveHours} h of opening time, the last at ${lastTransactionAt}`;
    alarm({ type, active, ...(active ? { detail } : {}) });
    return active;
  }
}
