import { oneAtATime } from '../../one-at-a-time.js';
import type { Counts, Recorded, TotalsTally } from '../counting/model.js';

/** What waits to be recorded: totals as told, or that they were set to zero as we asked. */
type Waiting = Counts | 'zeroed';

/**
 * The totals that a sensor tells at each passage, on their way into the books: those that only go on are taken together, so
 * that a crowd is one record and not fifty. What cannot be recorded waits for the next time.
 */
export class Readings {
  readonly #tally: Pick<TotalsTally, 'record' | 'zeroed'>;
  readonly #waiting: Waiting[] = [];
  readonly #turn = oneAtATime();
  #latest: Counts | undefined;

  constructor(tally: Pick<TotalsTally, 'record' | 'zeroed'>) {
    this.#tally = tally;
  }

  /** As last told; undefined before the first. */
  get latest(): Counts | undefined {
    return this.#latest;
  }

  told(counts: Counts): void {
    const last = this.#waiting.at(-1);
    if (last !== undefined && last !== 'zeroed' && goesOn(last, counts)) this.#waiting.pop();
    this.#waiting.push(counts);
    this.#latest = counts;
  }

  zeroed(): void {
    this.#waiting.push('zeroed');
  }

  /**
   * Records what waits, or the last totals again where nothing does: the day goes on without passages too. Nothing where
   * none were told yet.
   * @param note hears of each recording; a rejection ends the round
   */
  record(note: (recording: Promise<Recorded>) => Promise<Recorded>): Promise<void> {
    return this.#turn(async () => {
      if (this.#waiting.length === 0 && this.#latest) this.#waiting.push(this.#latest);
      for (;;) {
        const [next] = this.#waiting;
        if (next === undefined) return;
        // Taken out first: what is told meanwhile must not be taken together with it.
        this.#waiting.shift();
        try {
          if (next === 'zeroed') await this.#tally.zeroed();
          else await note(this.#tally.record(next));
        } catch (error) {
          this.#waiting.unshift(next);
          throw error;
        }
      }
    });
  }
}

function goesOn(before: Counts, now: Counts): boolean {
  return now.in >= before.in && now.out >= before.out;
}
