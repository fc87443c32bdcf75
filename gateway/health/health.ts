import { statfs } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock, Timer } from '../../drivers/index.js';
import type { AlarmPort } from '../devices/device.js';
import { certificateCondition } from './certificate.js';

/** Free space under which the state directory counts as nearly full: the larger of the two. */
const lowDisk = { bytes: 100 * 1024 * 1024, share: 0.03 };

export interface HealthOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly stateDir: string;
  readonly alarms: AlarmPort;
  readonly publish: (data: Record<string, unknown>) => void;
  /** Counters of other parts, by part. */
  readonly counters: () => Record<string, unknown>;
  readonly clockSynced: () => boolean;
  /** PEM text of the gateway's certificate at the centre, where it has one. */
  readonly certificate?: string | undefined;
}

export interface Health {
  /** Resolves after the first report. */
  readonly first: Promise<void>;
  stop(): void;
}

/** Publishes the gateway's own figures at a fixed interval and watches its disk and its certificate. */
export function startHealth(options: HealthOptions): Health {
  const { clock, intervalMs, stateDir, alarms, publish, counters, clockSynced, certificate } = options;
  const lag = monitorEventLoopDelay({ resolution: 20 });
  lag.enable();
  const startedAt = clock.monotonic();
  let cpu = process.cpuUsage();
  let cpuAt = clock.monotonic();
  let timer: Timer | undefined;
  let stopped = false;

  async function report(): Promise<void> {
    const disk = await statfs(stateDir).then(
      ({ bavail, blocks, bsize }) => ({ freeBytes: bavail * bsize, totalBytes: blocks * bsize }),
      () => undefined,
    );
    if (stopped) return;
    const used = process.cpuUsage(cpu);
    const elapsedMs = Math.max(1, clock.monotonic() - cpuAt);
    cpu = process.cpuUsage();
    cpuAt = clock.monotonic();
    publish({
      uptimeSeconds: Math.round((clock.monotonic() - startedAt) / 1000),
      cpuPercent: Math.round(((used.user + used.system) / 1000 / elapsedMs) * 1000) / 10,
      residentBytes: process.memoryUsage.rss(),
      ...(disk === undefined ? {} : { disk }),
      eventLoopLagMs: { mean: round(lag.mean), max: round(lag.max) },
      clockSynced: clockSynced(),
      ...counters(),
    });
    lag.reset();
    if (disk) {
      const active = disk.freeBytes < Math.max(lowDisk.bytes, lowDisk.share * disk.totalBytes);
      const detail = `${Math.round(disk.freeBytes / 1024 / 1024)} MiB free under the state directory`;
      alarms.condition('gateway', { type: 'storage-nearly-full', active, detail });
    }
    if (certificate !== undefined) alarms.condition('gateway', certificateCondition(certificate, clock.now()));
    timer = clock.setTimeout(run, intervalMs);
  }
  const run = () => void report();
  return {
    first: report(),
    stop() {
      stopped = true;
      timer?.cancel();
      lag.disable();
    },
  };
}

/** Nanoseconds of the histogram, less its own 20 ms sampling period, in ms with one decimal. */
function round(nanoseconds: number): number {
  return Number.isFinite(nanoseconds) ? Math.max(0, Math.round(nanoseconds / 1e5 - 200) / 10) : 0;
}
