import { existsSync } from 'node:fs';
import type { Clock } from '../../drivers/index.js';

/** Files that a time service leaves when it has set the clock. */
const markers = ['/run/systemd/timesync/synchronized', '/run/chrony/synchronized'];

/**
 * Whether the system says that its clock is set by a time server; looked up at most every 10 s. False also where
 * nothing tells (a container): then a consumer orders by `seq`, not by `time`.
 */
export function createClockSync(clock: Clock, exists: (path: string) => boolean = existsSync): () => boolean {
  let synced = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (clock.monotonic() - lookedAt >= 10_000) {
      lookedAt = clock.monotonic();
      synced = markers.some(exists);
    }
    return synced;
  };
}
