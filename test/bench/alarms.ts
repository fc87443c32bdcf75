import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { z } from 'zod';
import { type DriverContext, defineDriver, systemClock } from '../../drivers/index.js';
import { composeAlarms } from '../../gateway/alarms/compose.js';
import { dutySchema } from '../../gateway/config/duty-schema.js';
import type { ResolvedConfig } from '../../gateway/config/schema.js';
import { openFoundation } from '../../gateway/foundation.js';
import { type Gateway, startGateway } from '../../gateway/gateway.js';
import { createLogger } from '../../gateway/logger.js';
import { freePort } from '../support/free-port.js';
import { nowMs, pause, percentile, printTable } from './measure.js';

const turns = 600;
const records = 2_000;
const type = 'led-write-rejected';

/** A device whose condition the benchmark turns; it asks nothing. */
function testDriver(opened: (context: DriverContext) => void) {
  return defineDriver<object, 'none'>({
    class: 'led-board',
    name: 'bench',
    title: 'bench',
    contract: { class: 'led-board', state: z.object({}), commands: {}, events: {} },
    options: z.object({}),
    linkKind: 'none',
    linkTypes: [],
    alarms: [{ type, onDelaySeconds: 0, offDelaySeconds: 0, onOccasion: true }],
    contact: { alarm: 'led-unreachable', failures: 3, successes: 1, confirmIntervalMs: 1_000 },
    commands: [],
    open: async (context) => {
      opened(context as unknown as DriverContext);
      return {
        pollIntervalMs: 60_000,
        identify: async () => ({}),
        poll: async () => undefined,
        commands: {},
        close: async () => undefined,
      };
    },
  });
}

/** Condition at the driver → record at a subscriber on the local broker, disk included; the subscriber is in this process. */
async function latency(): Promise<(string | number)[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'branch-gateway-bench-'));
  const port = await freePort();
  let context: DriverContext | undefined;
  const driver = testDriver((each) => {
    context = each;
  });
  const gateway: Gateway = await startGateway({
    config: {
      version: 1,
      branch: { id: 'b1', name: 'bench', timezone: 'Asia/Shanghai' },
      gateway: { id: 'gw1', stateDir: folder, language: 'zh', healthIntervalSeconds: 3_600 },
      broker: { host: '127.0.0.1', port, accounts: [], maxPacketBytes: 1_048_576, maxClients: 10, wrongLogins: 5 },
      buses: [],
      devices: [{ id: 'board-1', class: 'led-board', driver, admin: 'enabled', options: {} }],
      deviceFile: { maxMegabytes: 256, maxAgeDays: 1_095 },
      duty: dutySchema.parse({}),
    } as unknown as ResolvedConfig,
    digest: 'bench',
    stateDir: folder,
    version: 'bench',
    clock: systemClock,
    random: Math.random,
    logger: createLogger('silent'),
  });
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4 });
  (client.stream as unknown as { setNoDelay?: (on: boolean) => void }).setNoDelay?.(true);
  let heard: ((topic: string, record: Record<string, unknown>) => void) | undefined;
  client.on('message', (topic, payload) => {
    if (payload.length > 0) heard?.(topic, (JSON.parse(payload.toString()) as { data: Record<string, unknown> }).data);
  });
  await client.subscribeAsync('branch/b1/gw1/alarm/board-1/#', { qos: 1 });
  while (!context) await pause(10);
  const raises: number[] = [];
  const clears: number[] = [];
  /** What the disk alone takes for as many bytes as a record has, in turns with the rest. */
  const synced: number[] = [];
  const bare = await openFile(join(folder, 'bare'), 'w');
  const bytes = Buffer.alloc(2_048, 1);
  for (let turn = 0; turn < turns; turn++) {
    for (const active of [true, false]) {
      const begun = nowMs();
      const arrived = new Promise<number>((resolve) => {
        heard = (topic, record) => {
          if (topic.endsWith(`/q${turn}`) && record['is-cleared'] === !active) resolve(nowMs());
        };
      });
      // Critical, or all but the first ten would be part of a flood and go by turns.
      context.alarm({ type, qualifier: `q${turn}`, active, severity: 'critical' });
      (active ? raises : clears).push((await arrived) - begun);
    }
    const begun = nowMs();
    await bare.write(bytes);
    await bare.datasync();
    synced.push(nowMs() - begun);
    await pause(2);
  }
  await bare.close();
  await client.endAsync(true);
  await gateway.stop();
  rmSync(folder, { recursive: true });
  const row = (name: string, values: readonly number[]) => [
    name,
    ...[0.5, 0.99, 1].map((share) => percentile(values, share).toFixed(2)),
  ];
  return [row('raise', raises), row('clear', clears), row('a synced write of 2 kB by itself', synced)];
}

/** Heap and disk of a list of 2,000 raised alarms, and how long a start with them takes. */
async function memory(): Promise<(string | number)[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'branch-gateway-bench-'));
  const open = async () => {
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
    return { foundation, alarms };
  };
  const devices = [{ deviceId: 'board-1', declarations: [{ type, onOccasion: true as const }] }];
  const used = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / 1e6;
  };
  const first = await open();
  await first.alarms.start(devices);
  const before = used();
  for (let n = 0; n < records; n++) first.alarms.condition('board-1', { type, qualifier: `q${n}`, active: true });
  await first.alarms.stop();
  const after = used();
  first.foundation.retained.stop();
  await first.foundation.store.close();
  const disk = statSync(join(folder, 'store.log')).size / 1e6;
  const begun = nowMs();
  const second = await open();
  await second.alarms.start(devices);
  const startMs = nowMs() - begun;
  await second.alarms.stop();
  second.foundation.retained.stop();
  await second.foundation.store.close();
  rmSync(folder, { recursive: true });
  return [
    ['heap added, MB', (after - before).toFixed(1)],
    ['per alarm, kB', (((after - before) * 1_000) / records).toFixed(1)],
    ['on disk, MB', disk.toFixed(1)],
    ['opened and published anew at a start, ms', startMs.toFixed(0)],
  ];
}

/** npm run bench -- alarms. Run node with --expose-gc for the heap of the second table. */
export async function alarms(): Promise<void> {
  printTable(
    `Condition at the driver → retained record at a local subscriber, ${turns} raises and clears, delays 0, on disk before it is published`,
    ['', 'p50 ms', 'p99 ms', 'max ms'],
    await latency(),
  );
  printTable(`${records} raised alarms`, ['', ''], await memory());
}
