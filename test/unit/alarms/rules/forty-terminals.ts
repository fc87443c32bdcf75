import { z } from 'zod';
import { type AnyDriver, defineDriver, GatewayError, sleep, ticketTemplates } from '../../../../drivers/index.js';
import type { AlarmingDevice } from '../../../../gateway/alarms/alarming-device.js';
import { asSwitch } from '../../../../gateway/config/switches.js';
import type { MaintenanceWindow } from '../../../../gateway/devices/maintenance.js';
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

/**
 * A terminal asked as `probe` asks one: every 30 s or up to a tenth sooner, 5 s apart while in doubt, both from the beginning
 * of the last question; 3 s for an answer.
 */
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
      let tookMs = 0;
      let failures = 0;
      const ask = async () => {
        const begun = clock.monotonic();
        const isThere = answers();
        await sleep(clock, isThere ? 5 : timeoutMs, signal);
        tookMs = clock.monotonic() - begun;
        failures = isThere ? 0 : failures + 1;
        if (!isThere) throw new GatewayError('TRANSPORT_REPLY_TIMEOUT', 'no answer in 3 s');
      };
      return {
        get pollIntervalMs() {
          const interval = failures === 1 || failures === 2 ? 5_000 : 30_000 * (1 - 0.1 * random());
          return Math.round(interval - tookMs);
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

export interface FortyOptions {
  /**
   * `parent`: a device that others hang on, and nothing more; `managed`: a switch that can be asked; `unmanaged`: one that
   * cannot.
   */
  readonly kind?: 'parent' | 'managed' | 'unmanaged';
  /** Default 40. */
  readonly terminals?: number;
  readonly behindUplink?: boolean;
  readonly disabled?: readonly string[];
}

/**
 * A switch with forty terminals behind it, each under its supervisor, and the alarms of the branch. In `dead`, `switch` is
 * the switch with all that hangs on it, `ports` only what hangs on it.
 */
export async function fortyTerminals(seed: number, options: FortyOptions = {}) {
  const { kind = 'parent', terminals = 40, behindUplink = false, disabled = [] } = options;
  const dead = new Set<string>();
  const kiosks = Array.from({ length: terminals }, (_, n) => `kiosk-${n + 1}`);
  const ids = kind === 'unmanaged' ? kiosks : ['switch', ...kiosks];
  const answers = (id: string) => !dead.has(id) && !dead.has('switch') && (id === 'switch' || !dead.has('ports'));
  const uplink = behindUplink ? { dependsOn: ['uplink'] } : {};
  const devices: AlarmingDevice[] = [
    ...ids.map((id) => ({
      deviceId: id,
      declarations: [],
      contactAlarm: id === 'switch' && kind === 'managed' ? 'network-switch-down' : 'terminal-unreachable',
      disabled: disabled.includes(id),
      ...(id === 'switch' ? uplink : { dependsOn: ['switch'] }),
    })),
    { deviceId: 'gateway', declarations: [{ type: 'network-switch-down' }, { type: 'uplink-down' }] },
  ];
  const own = kind === 'managed' ? { deviceId: 'switch' } : uplink;
  const switches = kind === 'parent' ? [] : [{ id: 'switch', ...own }];
  let registry: DeviceRegistry | undefined;
  const settings = { switches, pollNow: (id: string) => registry?.pollNow(id) };
  const branch = await Branch.open(devices, settings);
  const { clock } = branch;
  const random = seededRandom(seed);
  const driverOf = (id: string) => {
    const driver = probeOf(() => answers(id), random);
    return id === 'switch' && kind === 'managed' ? asSwitch(driver) : driver;
  };
  const windows = memoryTable<MaintenanceWindow>();
  const bus = createMessageBus((error) => {
    throw error;
  });
  const envelop = createEnveloper({ site, bootId: 'x', clock, clockSynced: () => true });
  const start = () => {
    registry = createDeviceRegistry(
      ids.map((id) => ({
        device: {
          id,
          driver: driverOf(id),
          admin: disabled.includes(id) ? ('disabled' as const) : ('enabled' as const),
          options: {},
        },
        links: {
          openStream: () => Promise.reject(new Error('not used')),
          openHid: () => Promise.reject(new Error('not used')),
          openPort: () => Promise.reject(new Error('not used')),
          line: () => {
            throw new Error('not used');
          },
          close: async () => undefined,
        },
        clock,
        random,
        logger: { debug: () => undefined, info: () => undefined, warn: () => undefined },
        publisher: createPublisher({ bus, topics: topicsOf(site), envelop }),
        alarms: branch.manager,
        memory: {
          load: () => undefined,
          save: async () => undefined,
          records: { load: () => new Map(), get: () => undefined, put: async () => undefined },
        },
        windows,
        commit: async () => undefined,
        language: 'zh',
        timezone: 'Asia/Shanghai',
        templates: ticketTemplates(() => new Map(), 'zh'),
        hours: undefined,
      })),
    );
    registry.start();
  };
  start();
  return {
    branch,
    dead,
    operating: () => Object.values(registry?.view() ?? {}).map(({ operating }) => operating),
    /** An engineer's window for one of them, as the command opens it. */
    maintain: (id: string, on: boolean) =>
      on
        ? branch.manager.suppress(id, 'maintenance', 'moved to another place')
        : branch.manager.suppress(id, 'maintenance', undefined),
    async restart() {
      await registry?.stop();
      await branch.restart(devices, settings);
      start();
    },
    stop: async () => registry?.stop(),
  };
}
