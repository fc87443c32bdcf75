import { z } from 'zod';
import { type AnyDriver, ticketTemplates } from '../../../../drivers/index.js';
import { terminalComposite } from '../../../../drivers/terminal/composite/index.js';
import { terminalProbe } from '../../../../drivers/terminal/probe/index.js';
import type { AlarmingDevice } from '../../../../gateway/alarms/alarming-device.js';
import { windowSchema } from '../../../../gateway/devices/maintenance.js';
import { createDeviceMemory } from '../../../../gateway/devices/memory.js';
import { createDeviceRegistry, type DeviceRegistry } from '../../../../gateway/devices/registry.js';
import { createMessageBus } from '../../../../gateway/messages/bus.js';
import { createEnveloper } from '../../../../gateway/messages/envelope.js';
import { createPublisher } from '../../../../gateway/messages/publisher.js';
import { topicsOf } from '../../../../gateway/messages/topics.js';
import { createKiosk } from '../../../../simulators/terminal/kiosk.js';
import { createWorld } from '../../../../simulators/world.js';
import { seededRandom } from '../../../support/random.js';
import { Branch } from '../../alarms/support.js';
import { Script, scripted } from './scripted.js';

const site = { branchId: 'b017', gatewayId: 'gw1' };

/**
 * Two kiosks and the alarms of their branch. `kiosk-1` is a real probe of a simulated kiosk, over sockets, and a scripted
 * source; `kiosk-2` a scripted source; the doors of both hang on one scripted module. Time is virtual.
 */
export async function openHall() {
  const kiosk = createKiosk(createWorld({ seed: 1 }));
  const port = await kiosk.listen({ host: '127.0.0.1', port: 0 });
  const scripts = { xfs: new Script(), other: new Script(), doors: new Script() };
  scripts.doors.say({
    modules: {
      'cabinet-1': { status: 'ok', source: 'scripted' },
      'cabinet-2': { status: 'ok', source: 'scripted' },
    },
  });
  scripts.xfs.say({ modules: { 'card-reader': { status: 'ok', source: 'scripted' } } });
  const door = (n: number) => ({ device: 'doors', modules: [`cabinet-${n}`], as: { [`cabinet-${n}`]: 'cabinet' } });
  const configured: readonly { id: string; driver: AnyDriver; options?: unknown }[] = [
    { id: 'kiosk-1-net', driver: terminalProbe, options: { http: { url: `http://127.0.0.1:${port}/health` } } },
    { id: 'kiosk-1-xfs', driver: scripted(scripts.xfs) },
    { id: 'kiosk-2-agent', driver: scripted(scripts.other) },
    { id: 'doors', driver: scripted(scripts.doors) },
    {
      id: 'kiosk-1',
      driver: terminalComposite,
      options: { parts: ['kiosk-1-net', 'kiosk-1-xfs', door(1)], essential: ['application'] },
    },
    { id: 'kiosk-2', driver: terminalComposite, options: { parts: ['kiosk-2-agent', door(2)] } },
  ];
  const devices = configured.map((each) => ({ ...each, options: each.driver.options.parse(each.options ?? {}) }));
  const alarming: AlarmingDevice[] = devices.map(({ id, driver, options }) => {
    const parts = driver.parts?.(options);
    return {
      deviceId: id,
      declarations: driver.alarms,
      contactAlarm: driver.contact.alarm,
      dependsOn: parts ?? (id === 'kiosk-1-xfs' ? ['kiosk-1-net'] : undefined),
      parts,
    };
  });
  let registry: DeviceRegistry | undefined;
  const settings = { pollNow: (id: string) => registry?.pollNow(id) };
  const branch = await Branch.open(alarming, settings);
  const { clock } = branch;
  const random = seededRandom(1);
  const bus = createMessageBus((error) => {
    throw error;
  });
  const states: { id: string; at: number; state: Record<string, unknown> }[] = [];
  bus.subscribe(({ topic, envelope }) => {
    const [, id] = /\/device\/([^/]+)\/state$/.exec(topic) ?? [];
    if (id !== undefined) states.push({ id, at: clock.monotonic(), state: envelope?.data as Record<string, unknown> });
  });
  const start = () => {
    const tables = {
      values: branch.store.table('device-memory', z.unknown()),
      records: branch.store.table('device-records', z.unknown()),
      windows: branch.store.table('maintenance', windowSchema),
    };
    registry = createDeviceRegistry(
      devices.map((device) => ({
        device: { ...device, admin: 'enabled' as const },
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
        publisher: createPublisher({
          bus,
          topics: topicsOf(site),
          envelop: createEnveloper({ site, bootId: 'x', clock, clockSynced: () => true }),
        }),
        alarms: branch.manager,
        memory: createDeviceMemory(device.id, tables.values, tables.records),
        windows: tables.windows,
        commit: (changes) => branch.store.commit(changes),
        language: 'en' as const,
        timezone: 'Asia/Shanghai',
        templates: ticketTemplates(() => new Map(), 'en'),
        hours: undefined,
      })),
    );
    registry.start();
  };
  start();

  /** Sockets take real time beside the virtual one. */
  const pass = async (seconds: number) => {
    for (let passed = 0; passed < seconds; passed += 0.5) {
      await clock.advance(500);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await branch.flush();
  };
  return {
    ...{ branch, kiosk, scripts, states, pass },
    state: (id: string) => registry?.view()[id] ?? {},
    module: (id: string, name: string) => (registry?.view()[id]?.['modules'] as Record<string, unknown>)?.[name],
    command: async (id: string, name: string, args: Record<string, unknown> = {}) => {
      const work = registry?.target(id)?.execute(name, args, {
        commandId: 'c',
        clientId: 'test',
        expiresAt: clock.now() + 60_000,
      });
      let running = true;
      const done = work?.finally(() => {
        running = false;
      });
      while (running) await pass(0.5);
      return done;
    },
    told: async () =>
      (await branch.takeRecords()).map(({ change, record }) =>
        [change, record.resource.split('/')[2], record['alarm-type-id']].join(' '),
      ),
    async restart() {
      await stopDevices();
      await branch.restart(alarming, settings);
      start();
    },
    async end() {
      await stopDevices();
      await branch.shutDown();
      kiosk.close();
    },
  };

  async function stopDevices() {
    let running = true;
    const stopped = registry?.stop().finally(() => {
      running = false;
    });
    while (running) await pass(0.5);
    await stopped;
  }
}
