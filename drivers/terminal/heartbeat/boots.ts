import { z } from 'zod';
import type { DriverContext } from '../../driver.js';
import type { Beat } from './message.js';

/** How far back restarts are counted, ms. */
const windowMs = 1_800_000;
const mostCounted = 100;

const storedSchema = z.object({ bootId: z.string() });

/** What a boot's first beat tells, and when it came. */
interface Boot {
  readonly beat: Pick<Beat, 'bootId' | 'uptimeSeconds'>;
  readonly reason: 'computer' | 'agent' | undefined;
}

type BootContext = Pick<DriverContext, 'clock' | 'memory' | 'logger'>;

/**
 * Tells of restarts, each once and durable: the boot that was told of last is kept, so that one which happens while the gateway
 * is away is not missed, and one that was told is not told again.
 */
export class Boots {
  readonly #context: BootContext;
  readonly #times: number[] = [];
  #told: string | undefined;
  #waiting: Boot[] = [];
  #isTelling = false;

  constructor(context: BootContext) {
    this.#context = context;
    const stored = storedSchema.safeParse(context.memory.load());
    this.#told = stored.success ? stored.data.bootId : undefined;
  }

  /**
   * A beat that counts. `elapsedMs` since the one before it of another boot, and that one's uptime, where there is one: who
   * has been up for longer than that was not switched off.
   */
  seen(beat: Boot['beat'], before?: { readonly elapsedMs: number; readonly uptimeSeconds: number | undefined }): void {
    const newest = this.#waiting.at(-1)?.beat.bootId ?? this.#told;
    if (beat.bootId === newest) return;
    if (newest !== undefined) this.#times.push(this.#context.clock.monotonic());
    this.#waiting = [...this.#waiting, { beat, reason: reasonOf(beat, before) }].slice(-mostCounted);
    this.#times.splice(0, this.#times.length - mostCounted);
  }

  /** Restarts within the last 30 minutes. */
  get recent(): number {
    const since = this.#context.clock.monotonic() - windowMs;
    return this.#times.filter((at) => at > since).length;
  }

  /** Says what is not said yet; what the disk does not take now is said the next time. Never rejects. */
  async tell(): Promise<void> {
    if (this.#isTelling) return;
    this.#isTelling = true;
    await this.#tellAll();
    this.#isTelling = false;
  }

  async #tellAll(): Promise<void> {
    const { memory, logger } = this.#context;
    for (let [boot] = this.#waiting; boot; [boot] = this.#waiting) {
      const { bootId, uptimeSeconds } = boot.beat;
      const { reason } = boot;
      const data = {
        bootId,
        ...(uptimeSeconds === undefined ? {} : { uptimeSeconds }),
        ...(reason === undefined ? {} : { reason }),
      };
      // Of the very first boot nobody knows that it is a restart.
      const told = this.#told === undefined ? {} : { event: { name: 'terminal-restarted', data } };
      try {
        await memory.save({ bootId }, told);
      } catch (error) {
        logger.warn('a restart of the terminal is not told yet', { reason: (error as Error).message });
        return;
      }
      this.#told = bootId;
      const done = boot;
      this.#waiting = this.#waiting.filter((other) => other !== done);
    }
  }
}

function reasonOf(
  { uptimeSeconds }: Boot['beat'],
  before?: { readonly elapsedMs: number; readonly uptimeSeconds: number | undefined },
): Boot['reason'] {
  if (!before || uptimeSeconds === undefined) return undefined;
  const elapsedSeconds = before.elapsedMs / 1_000;
  if (uptimeSeconds < elapsedSeconds) return 'computer';
  return before.uptimeSeconds !== undefined && uptimeSeconds >= before.uptimeSeconds + elapsedSeconds * 0.9
    ? 'agent'
    : undefined;
}
