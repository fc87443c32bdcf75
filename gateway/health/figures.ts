import { statfs } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../../drivers/index.js';

/** The gateway's own figures; what is of a period is of the one between the last two reports. */
export interface ProcessFigures {
  readonly uptimeSeconds: number;
  /** Of one core, in the period. */
  readonly cpuPercent: number;
  readonly residentBytes: number;
  /** Under the state directory; absent when it cannot be asked. */
  readonly disk?: { readonly freeBytes: number; readonly totalBytes: number };
  /** In the period. */
  readonly eventLoopLagMs: { readonly mean: number; readonly p99: number; readonly max: number };
  readonly clockSynced: boolean;
}

export interface FiguresOptions<Counters extends object> {
  readonly clock: Clock;
  readonly stateDir: string;
  readonly clockSynced: () => boolean;
  /** Counters of the other parts as they are now, by part. */
  readonly counters: () => Counters;
}

/** What the `health` topic and /metrics say, from one source. */
export interface Figures<Counters extends object> {
  /** Ends the period and begins the next. */
  report(): Promise<ProcessFigures & Counters>;
  /** Of the last report; undefined before the first. */
  last(): ProcessFigures | undefined;
  counters(): Counters;
  uptimeSeconds(): number;
  stop(): void;
}

export function createFigures<Counters extends object>(options: FiguresOptions<Counters>): Figures<Counters> {
  const { clock, stateDir, clockSynced, counters } = options;
  const lag = monitorEventLoopDelay({ resolution: 20 });
  lag.enable();
  const startedAt = clock.monotonic();
  let cpu = process.cpuUsage();
  let since = startedAt;
  let last: ProcessFigures | undefined;
  const uptimeSeconds = () => (clock.monotonic() - startedAt) / 1_000;

  return {
    async report() {
      const disk = await statfs(stateDir).then(
        ({ bavail, blocks, bsize }) => ({ freeBytes: bavail * bsize, totalBytes: blocks * bsize }),
        () => undefined,
      );
      const used = process.cpuUsage(cpu);
      const elapsedMs = Math.max(1, clock.monotonic() - since);
      cpu = process.cpuUsage();
      since = clock.monotonic();
      last = {
        uptimeSeconds: Math.round(uptimeSeconds()),
        cpuPercent: Math.round(((used.user + used.system) / 1000 / elapsedMs) * 1000) / 10,
        residentBytes: process.memoryUsage.rss(),
        ...(disk === undefined ? {} : { disk }),
        eventLoopLagMs: { mean: round(lag.mean), p99: round(lag.percentile(99)), max: round(lag.max) },
        clockSynced: clockSynced(),
      };
      lag.reset();
      return { ...last, ...counters() };
    },
    last: () => last,
    counters,
    uptimeSeconds,
    stop: () => void lag.disable(),
  };
}

/** Nanoseconds of the histogram, less its own 20 ms sampling period, in ms with one decimal. */
function round(nanoseconds: number): number {
  return Number.isFinite(nanoseconds) ? Math.max(0, Math.round(nanoseconds / 1e5 - 200) / 10) : 0;
}
