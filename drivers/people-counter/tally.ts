import { z } from 'zod';
import type { DriverContext } from '../driver.js';
import { countsSchema } from './contract.js';
import { localDay, peopleInside, startOfDay } from './occupancy.js';
import { account, type Counts, type Quality } from './totals.js';

/** ms after which the counts are reported although nobody passed. */
const quietReportMs = 60_000;

/** What survives a restart of the gateway. */
const memorySchema = z.object({
  device: countsSchema,
  total: countsSchema,
  dayStart: z.object({ day: z.string(), total: countsSchema }),
  /** End of the last reported interval, ms since 1970 UTC. */
  reportedAt: z.number(),
});
type Memory = z.infer<typeof memorySchema>;

/** The counts as state and command results show them. */
export interface CountsView extends Record<string, unknown> {
  readonly in: number;
  readonly out: number;
  readonly inside: number;
  readonly deviceIn: number;
  readonly deviceOut: number;
}

export interface Recorded {
  readonly view: CountsView;
  /** False when the reading was the same as the one before. */
  readonly changed: boolean;
}

/**
 * Turns a counter's raw readings into totals since installation, intervals and people inside; what all people counters
 * share (led-boards-counters-hid.md 5.5).
 */
export class Tally {
  readonly #context: DriverContext;
  #memory: Memory | undefined;
  #reportedMonotonic: number;
  #last: Promise<unknown> = Promise.resolve();

  constructor(context: DriverContext) {
    this.#context = context;
    this.#memory = loadMemory(context);
    this.#reportedMonotonic = context.clock.monotonic();
  }

  /**
   * Accounts readings in the order of the calls. Counts are durable together with the interval that tells them. Rejects
   * when they cannot be saved; nothing is lost or told then, because the next reading still contains them.
   */
  record(reading: Counts): Promise<Recorded> {
    const recorded = this.#last.then(() => this.#record(reading));
    this.#last = recorded.catch(() => undefined);
    return recorded;
  }

  /** Resolves when every reading handed in so far is saved or refused. */
  async settled(): Promise<void> {
    await this.#last;
  }

  async #record(reading: Counts): Promise<Recorded> {
    const { clock, logger, memory, timezone } = this.#context;
    const before = this.#memory;
    const now = clock.now();
    const { next, delta, quality } = account(before, reading);
    const dayStart = startOfDay(before?.dayStart, localDay(now, timezone), next.total);
    const changed = quality !== 'good' || delta.in > 0 || delta.out > 0;
    const toSave = changed || dayStart !== before?.dayStart;
    const remembered: Memory = { ...next, dayStart, reportedAt: now };
    const view = viewOf(remembered);
    const measurement = intervalOf(before?.reportedAt ?? now, remembered, delta, quality);
    const isDue = clock.monotonic() - this.#reportedMonotonic >= quietReportMs;
    if (toSave) {
      const restart = quality === 'restart' && before ? { before: before.device, after: reading } : undefined;
      await memory.save(remembered, {
        measurement,
        ...(restart ? { event: { name: 'counter-restarted', data: restart } } : {}),
      });
      if (restart) logger.info('the counter began again from zero', restart);
    }
    this.#context.state(view);
    // Nobody passed: an interval without counts is worth no writing.
    if (!toSave && isDue) this.#context.measurement(measurement);
    if (toSave || isDue) {
      this.#memory = remembered;
      this.#reportedMonotonic = clock.monotonic();
    }
    return { view, changed };
  }
}

function intervalOf(since: number, { reportedAt, total }: Memory, delta: Counts, quality: Quality) {
  return {
    // A wall clock that was set back must not give an interval that ends before it begins.
    from: new Date(Math.min(since, reportedAt)).toISOString(),
    to: new Date(reportedAt).toISOString(),
    in: delta.in,
    out: delta.out,
    totalIn: total.in,
    totalOut: total.out,
    quality,
  };
}

function viewOf({ device, total, dayStart }: Memory): CountsView {
  return { ...total, inside: peopleInside(dayStart, total), deviceIn: device.in, deviceOut: device.out };
}

function loadMemory({ memory, logger }: DriverContext): Memory | undefined {
  const stored = memory.load();
  if (stored === undefined || stored === null) return undefined;
  const parsed = memorySchema.safeParse(stored);
  if (parsed.success) return parsed.data;
  logger.warn('the remembered totals are damaged; counting starts again from zero', { found: stored });
  return undefined;
}
