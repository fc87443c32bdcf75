import { z } from 'zod';
import { type AnyDriver, defineDriver, GatewayError, sleep, ticketTemplates } from '../../../../drivers/index.js';
import type { AlarmingDevice } from '../../../../gateway/alarms/alarming-device.js';
import { createDeviceRegistry, type DeviceRegistry } from '../../../../gateway/devices/registry.js';
import { createMessageBus } from '../../../../gateway/messages/bus.js';
import { createEnveloper } from '../../../../gateway/messages/envelope.js';
import { createPublisher } from '../../../../gateway/messages/publisher.js';
import { topicsOf } from '../../../../gateway/messages/topics.js';
import { memoryTable } from '../../../support/memory-table.js';
import { seededRandom } from '../../../support/random.js';
import { Branch } from '../support.js';

const site = { branchId: 'b017', gatewayId: 'gw1' };
const timeoutMs = 3_000;

/** A terminal asked as `probe` asks one: every 30 s with a tenth of jitter, 3 s for an answer. */
function probeOf(answers: () => boolean, random: () => number): AnyDriver {
  return defineDriver<unknown, 'none'>({
    class: 'terminal',
    name: 'asked',
    title: 'asked',
    contract: { class: 'terminal', state: z.object({}), commands: {}, events: {} },
    options: z.unknown(),
    linkKind: 'none',
    linkTypes: [],
    alarms: [],
    contact: { alarm: 'terminal-unreachable', failures: 3, successes: 2, confirmIntervalMs: 5_000 },
    commands: [],
    async open({ clock, signal }) {
      const ask = async () => {
        await sleep(clock, answers() ? 5 : timeoutMs, signal);
        if (!answers()) throw new GatewayError('TRANSPORT_REPLY_TIMEOUT', 'no answer in 3 s');
      };
      return {
        get pollIntervalMs() {
          return Math.round(30_000 * (0.9 + 0.2 * random()));
        },
        identify: async () => {
          await ask();
          return {};
        },
        poll: ask,
        commands: {},
        close: async () => undefined,
      };
    },
  });
}

/** A switch with forty terminals behind it, each under its supervisor, and the alarms of the branch. */
export async function fortyTerminals(seed: number) {
  const dead = new Set<string>();
  const ids = ['switch', ...Array.from({ length: 40 }, (_, n) => `kiosk-${n + 1}`)];
  const answers = (id: string) => !dead.has(id) && !dead.has('switch');
  const dependsOn = (id: string) => (id === 'switch' ? undefined : ['switch']);
  const devices: AlarmingDevice[] = ids.map((id) => ({
    deviceId: id,
    declarations: [],
    contactAlarm: 'terminal-unreachable',
    dependsOn: dependsOn(id),
  }));
  let registry: DeviceRegistry | undefined;
  const branch = await Branch.open(devices, { pollNow: (id) => registry?.pollNow(id) });
  const { clock, manager } = branch;
  const random = seededRandom(seed);
  const bus = createMessageBus((error) => {
    throw error;
  });
  const envelop = createEnveloper({ site, bootId: 'x', clock, clockSynced: () => true });
  registry = createDeviceRegistry(
    ids.map((id) => ({
      device: { id, driver: probeOf(() => answers(id), random), admin: 'enabled' as const, options: {} },
      links: {
        openStream: () => Promise.reject(new Error('not used')),
        openHid: () => Promise.reject(new Error('not used')),
        line: () => {
          throw new Error('not used');
        },
        close: async () => undefined,
      },
      clock,
      random,
      logger: { debug: () => undefined, info: () => undefined, warn: () => undefined },
      publisher: createPublisher({ bus, topics: topicsOf(site), envelop }),
      alarms: manager,
      memory: {
        load: () => undefined,
        save: async () => undefined,
        records: { load: () => new Map(), get: () => undefined, put: async () => undefined },
      },
      windows: memoryTable(),
      commit: async () => undefined,
      language: 'zh',
      timezone: 'Asia/Shanghai',
      templates: ticketTemplates(() => new Map(), 'zh'),
      hours: undefined,
    })),
  );
  registry.start();
  const running = registry;
  return {
    branch,
    dead,
    operating: () => Object.values(running.view()).map(({ operating }) => operating),
    stop: () => running.stop(),
  };
}
