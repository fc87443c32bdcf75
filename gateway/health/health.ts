import type { Clock, Timer } from '../../drivers/index.js';
import type { AlarmPort } from '../devices/device.js';
import { certificateCondition } from './certificate.js';
import type { Figures } from './figures.js';

/** Free space under which the state directory counts as nearly full: the larger of the two. */
const lowDisk = { bytes: 100 * 1024 * 1024, share: 0.03 };

export interface HealthOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly figures: Pick<Figures<object>, 'report'>;
  readonly alarms: Pick<AlarmPort, 'condition'>;
  readonly publish: (data: Record<string, unknown>) => void;
  /** PEM text of the gateway's certificate at the centre, where it has one. */
  readonly certificate?: string | undefined;
}

export interface Health {
  /** Resolves after the first report. */
  readonly first: Promise<void>;
  stop(): void;
}

/** Publishes the gateway's own figures at a fixed interval and watches its disk and its certificate. */
export function startHealth({ clock, intervalMs, figures, alarms, publish, certificate }: HealthOptions): Health {
  let timer: Timer | undefined;
  let stopped = false;

  async function report(): Promise<void> {
    const said = await figures.report();
    if (stopped) return;
    publish({ ...said });
    const { disk } = said;
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
    },
  };
}
