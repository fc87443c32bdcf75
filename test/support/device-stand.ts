import { z } from 'zod';
import {
  type AnyDriver,
  type BranchHours,
  drivers,
  type LinkSettings,
  type OptionFile,
  type TerminalMeans,
  ticketTemplates,
} from '../../drivers/index.js';
import { createBus } from '../../drivers/transport/bus.js';
import { type MemoryPort, memoryPort } from '../../drivers/transport/listen-memory.js';
import { memoryPair } from '../../drivers/transport/memory.js';
import type { AlarmPort } from '../../gateway/devices/device.js';
import { createLinkProvider } from '../../gateway/devices/links.js';
import { windowSchema } from '../../gateway/devices/maintenance.js';
import { createDeviceMemory } from '../../gateway/devices/memory.js';
import { createDeviceRegistry } from '../../gateway/devices/registry.js';
import { createMessageBus, type Message } from '../../gateway/messages/bus.js';
import { createEnveloper } from '../../gateway/messages/envelope.js';
import { createPublisher } from '../../gateway/messages/publisher.js';
import { topicsOf } from '../../gateway/messages/topics.js';
import type { Store } from '../../gateway/storage/store.js';
import { plugIn } from '../../simulators/line.js';
import type { Simulator } from '../../simulators/simulator.js';
import { seededRandom } from './random.js';
import type { VirtualClock } from './virtual-clock.js';

const site = { branchId: 'b1', gatewayId: 'gw1' };
const link: LinkSettings = { type: 'tcp', host: 'stand', port: 1 };
const calledAt: LinkSettings = { type: 'tcp-listen', host: 'stand', port: 1 };
const redialMs = 1_000;

export interface StandOptions {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly alarms: AlarmPort;
  readonly driver: AnyDriver;
  /** As in the configuration. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Devices that it is made of. */
  readonly beside?: readonly BesideDevice[] | undefined;
  /** What the driver's link leads to; undefined for one that connects itself. */
  readonly simulator: Simulator | undefined;
  /** Where what the device sends by itself comes in; default nothing does. */
  readonly beats?: TerminalMeans['beats'] | undefined;
  /** Default not known. */
  readonly hours?: BranchHours | undefined;
  /** Hears everything that is published. */
  readonly onMessage?: ((message: Message) => void) | undefined;
  /** Default seeded. */
  readonly random?: () => number;
  /** Contents of the files that the options name; default none can be read. */
  readonly file?: (file: OptionFile) => Promise<string>;
}

/** Another device of the same branch, which connects itself. */
export interface BesideDevice {
  readonly id: string;
  readonly driver: AnyDriver;
  readonly options: Readonly<Record<string, unknown>>;
}

/** One device, `dev`, under its supervisor, wired to a simulator; time is virtual. */
export function standUp(wish: StandOptions) {
  const { clock, store, alarms, driver, options, beside = [], simulator, random = seededRandom(1), ...more } = wish;
  const bus = createMessageBus((error) => {
    throw error;
  });
  if (more.onMessage) bus.subscribe(more.onMessage);
  const openByteLink = async () => {
    const [host, far] = memoryPair('stand');
    if (!simulator) throw new Error('nothing is wired to this device');
    plugIn(simulator, far);
    return host;
  };
  const links = createLinkProvider({
    buses: [],
    openByteLink,
    openHidLink: () => Promise.reject(new Error('no HID here')),
    openListenPort: async () => {
      const memory = memoryPort('stand');
      if (!simulator) throw new Error('nothing calls this device');
      keepCalling(simulator, memory, clock);
      return memory.port;
    },
    createLine: ({ id }) => createBus({ name: id, open: openByteLink, clock, random: () => 0.5 }),
  });
  const tables = {
    values: store.table('device-memory', z.unknown()),
    records: store.table('device-records', z.unknown()),
    windows: store.table('maintenance', windowSchema),
  };
  const registry = createDeviceRegistry(
    [{ id: 'dev', driver, options }, ...beside].map((each) => ({
      device: {
        ...each,
        admin: 'enabled' as const,
        ...(each.driver.linkKind === 'none' ? {} : { link: each.driver.linkKind === 'listen' ? calledAt : link }),
        options: each.driver.options.parse(each.options),
      },
      links,
      clock,
      random,
      logger: { debug: () => undefined, info: () => undefined, warn: () => undefined },
      publisher: createPublisher({
        bus,
        topics: topicsOf(site),
        envelop: createEnveloper({ site, bootId: 'x', clock, clockSynced: () => true }),
      }),
      alarms,
      memory: createDeviceMemory(each.id, tables.values, tables.records),
      windows: tables.windows,
      commit: (changes) => store.commit(changes),
      language: 'zh' as const,
      timezone: 'Asia/Shanghai',
      templates: ticketTemplates(() => new Map(), 'zh'),
      hours: more.hours,
      beats: more.beats,
      ...(more.file ? { file: more.file } : {}),
    })),
  );
  registry.start();
  return {
    state: () => registry.view()['dev'] ?? {},
    pollNow: () => registry.pollNow('dev'),
    /** Runs a command of the class; rejects as it does. */
    command: async (name: string, args: Readonly<Record<string, unknown>>) => {
      const target = registry.target('dev');
      const parsed = target?.commands[name]?.args.parse(args);
      return target?.execute(name, parsed, { commandId: 'c', clientId: 'test', expiresAt: clock.now() + 60_000 });
    },
    async end() {
      await registry.stop();
      await links.close();
      simulator?.close();
    },
  };
}

/** A device calls, and again a second after each end of a call, as long as there is somebody to call. */
export function keepCalling(simulator: Simulator, { port, call }: MemoryPort, clock: VirtualClock): void {
  let isOpen = true;
  port.closed.then(() => {
    isOpen = false;
  });
  const dial = () => {
    if (!isOpen) return;
    const end = call();
    plugIn(simulator, end);
    end.closed.then(() => clock.setTimeout(dial, redialMs));
  };
  dial();
}

export function driverOf(deviceClass: string, name: string): AnyDriver {
  const found = drivers.find((driver) => driver.class === deviceClass && driver.name === name);
  if (!found) throw new Error(`no driver ${deviceClass}/${name}`);
  return found;
}
