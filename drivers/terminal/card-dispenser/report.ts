import type { DriverContext } from '../../driver.js';
import { serviceOf } from '../service.js';
import { alarmsOf, isUnexplained, moduleState, type Situation } from './alarms.js';
import type { Reply } from './codec.js';
import { knownFrom, replyText } from './knowledge.js';
import type { CardDispenserOptions } from './options.js';

/** ms "not ready" may last without a reason: warming up, a lid that is open for refilling (9.4, 120 s). */
const stuckMs = 120_000;

export type ReportContext = Pick<DriverContext<CardDispenserOptions>, 'options' | 'clock' | 'state' | 'alarm'>;

/** Puts together what a unit said and tells it. */
export class DispenserReport {
  readonly #context: ReportContext;
  #unexplainedSince: number | undefined;

  constructor(context: ReportContext) {
    this.#context = context;
  }

  /** Replies of one look, newest last. What an earlier look said counts no more. */
  tell(replies: readonly Reply[]): void {
    const { options, state, alarm } = this.#context;
    const situation = this.#situation(replies);
    const modules = { [options.module]: moduleState(situation) };
    state({ reachable: true, modules, service: serviceOf(modules, []) });
    for (const condition of alarmsOf(situation)) alarm(condition);
  }

  #situation(replies: readonly Reply[]): Situation {
    const known = knownFrom(replies);
    const now = this.#context.clock.monotonic();
    this.#unexplainedSince = isUnexplained(known) ? (this.#unexplainedSince ?? now) : undefined;
    return {
      known,
      raw: replies.map((reply) => replyText(reply)).join('; '),
      stuck: this.#unexplainedSince !== undefined && now - this.#unexplainedSince >= stuckMs,
    };
  }
}
