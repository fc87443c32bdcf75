// node --expose-gc alarm-list.js fill COUNT FOLDER, then … hold COUNT FOLDER: a line of JSON each.
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../drivers/index.js';
import { composeAlarms } from '../../gateway/alarms/compose.js';
import { openFoundation } from '../../gateway/foundation.js';
import { createLogger } from '../../gateway/logger.js';
import { nowMs } from './measure.js';

export const alarmListFile = fileURLToPath(import.meta.url);
const type = 'led-write-rejected';

/** What a process with the alarm list of `folder` needs, after garbage collection. */
export interface Held {
  /** ms to open the store and publish every record anew. */
  readonly startMs: number;
  readonly heapMB: number;
  readonly residentMB: number;
}

async function work(what: string, count: number, folder: string): Promise<void> {
  const begun = nowMs();
  const foundation = await openFoundation({
    site: { branchId: 'b1', gatewayId: 'gw1' },
    stateDir: folder,
    clock: systemClock,
    random: Math.random,
    logger: createLogger('silent'),
    hasUplink: false,
    onStorageCondition: () => undefined,
  });
  const alarms = composeAlarms(foundation, { language: 'zh', overrides: undefined, pollNow: () => undefined });
  await alarms.start([{ deviceId: 'board-1', declarations: [{ type, onOccasion: true as const }] }]);
  const startMs = nowMs() - begun;
  if (what === 'fill') {
    for (let n = 0; n < count; n++) alarms.condition('board-1', { type, qualifier: `q${n}`, active: true });
  } else {
    await sleep(200);
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    console.log(JSON.stringify({ startMs, heapMB: heapUsed / 1e6, residentMB: rss / 1e6 } satisfies Held));
  }
  await alarms.stop();
  foundation.retained.stop();
  await foundation.store.close();
}

const [, file, what = '', count, folder = ''] = process.argv;
if (file === alarmListFile) await work(what, Number(count), folder);
