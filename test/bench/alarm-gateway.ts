import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { z } from 'zod';
import { type DriverContext, defineDriver, systemClock } from '../../drivers/index.js';
import { dutySchema } from '../../gateway/config/duty-schema.js';
import type { ResolvedConfig } from '../../gateway/config/schema.js';
import { startGateway } from '../../gateway/gateway.js';
import { createLogger } from '../../gateway/logger.js';
import { freePort } from '../support/free-port.js';
import { pause } from './measure.js';

/** Raised and cleared at once. */
export const prompt = 'led-write-rejected';
/** Raised after `delayMs`. */
export const delayed = 'led-content-mismatch';
export const delayMs = 1_000;

/** A device whose conditions the benchmark turns; it asks nothing. */
function testDriver(opened: (context: DriverContext) => void) {
  return defineDriver<object, 'none'>({
    class: 'led-board',
    name: 'bench',
    title: 'bench',
    contract: { class: 'led-board', state: z.object({}), commands: {}, events: {} },
    options: z.object({}),
    linkKind: 'none',
    linkTypes: [],
    alarms: [
      { type: prompt, onDelaySeconds: 0, offDelaySeconds: 0, onOccasion: true },
      { type: delayed, onDelaySeconds: delayMs / 1_000, offDelaySeconds: 0, onOccasion: true },
    ],
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

export type Heard = (topic: string, data: Record<string, unknown> | undefined) => void;

/** A whole gateway with one such device, and a subscriber of all alarm topics; both are in this process. */
export interface AlarmGateway {
  readonly context: DriverContext;
  readonly folder: string;
  /** Who hears from now on; undefined data = emptied. */
  hear(heard: Heard): void;
  storeBytes(): number;
  end(): Promise<void>;
}

export async function openAlarmGateway(): Promise<AlarmGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'branch-gateway-bench-'));
  const port = await freePort();
  let context: DriverContext | undefined;
  const driver = testDriver((each) => {
    context = each;
  });
  const gateway = await startGateway({
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
  let heard: Heard = () => undefined;
  client.on('message', (topic, payload) => {
    heard(topic, payload.length > 0 ? JSON.parse(payload.toString()).data : undefined);
  });
  await client.subscribeAsync(
    ['alarm/#', 'alarm-event', 'alarm-summary'].map((each) => `branch/b1/gw1/${each}`),
    {
      qos: 1,
    },
  );
  while (!context) await pause(10);
  return {
    context,
    folder,
    hear(next) {
      heard = next;
    },
    storeBytes: () => statSync(join(folder, 'store.log')).size,
    async end() {
      await client.endAsync(true);
      await gateway.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
