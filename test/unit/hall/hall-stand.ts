import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlarmCondition } from '../../../drivers/index.js';
import { createTurns } from '../../../gateway/commands/turns.js';
import { createDeviceOrders, type DeviceOrders } from '../../../gateway/hall/device-orders.js';
import type { HallQueue } from '../../../gateway/hall/hall-queue.js';
import { createHallQueue } from '../../../gateway/hall/queue/index.js';
import { openStore, type Store } from '../../../gateway/storage/store.js';
import { VirtualClock } from '../../support/virtual-clock.js';

type Answer = (args: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** Devices that write down what they are told, in order; each answers as it is bidden, else at once. */
export class RecordingDevices {
  readonly told: string[] = [];
  readonly ready = new Set<string>();
  readonly #answers = new Map<string, Answer>();

  answer(deviceId: string, answer: Answer): void {
    this.#answers.set(deviceId, answer);
  }

  fail(deviceId: string, error: Error): void {
    this.answer(deviceId, () => Promise.reject(error));
  }

  mend(deviceId: string): void {
    this.#answers.delete(deviceId);
  }

  /** What was told since the last time somebody asked. */
  news(): string[] {
    return this.told.splice(0);
  }

  target(deviceId: string) {
    return {
      commands: {},
      execute: (name: string, args: unknown) => {
        this.told.push(`${deviceId} ${name} ${JSON.stringify(args)}`);
        return this.#answers.get(deviceId)?.(args as Record<string, unknown>) ?? Promise.resolve({ evidence: 'A' });
      },
    };
  }
}

/** A queue on a disk, in virtual time, with devices that write down what they are told. */
export interface HallStand {
  readonly clock: VirtualClock;
  readonly devices: RecordingDevices;
  readonly orders: DeviceOrders;
  readonly store: Store;
  readonly queue: HallQueue;
  /** What was said of alarms last, by type. */
  readonly alarms: Map<string, AlarmCondition>;
  readonly condition: (condition: AlarmCondition) => void;
  /** As after a kill: what was on disk is there, and nothing else. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

export const services = [
  {
    id: 'personal',
    name: { zh: '个人业务', en: 'Personal' },
    prefix: 'A',
    priority: 0,
    firstNumber: 1,
    lastNumber: 999,
  },
  { id: 'vip', name: { zh: '贵宾' }, prefix: 'V', priority: 1, firstNumber: 1, lastNumber: 999 },
];

export async function openHallStand(): Promise<HallStand> {
  const directory = await mkdtemp(join(tmpdir(), 'hall-'));
  const clock = new VirtualClock();
  const devices = new RecordingDevices();
  const alarms = new Map<string, AlarmCondition>();
  const open = async () => {
    const store = await openStore({ directory, clock });
    const onError = (error: unknown) => {
      throw error;
    };
    const counters = [{ id: '1' }, { id: '2' }];
    const orders = createDeviceOrders({
      target: (deviceId) => devices.target(deviceId),
      turns: createTurns({ clock }),
      foundation: { clock, bootId: 'boot' },
    });
    return {
      store,
      orders,
      queue: createHallQueue({ services, counters, store, clock, timezone: 'Asia/Shanghai', onError }),
    };
  };
  let now = await open();
  return {
    clock,
    devices,
    get orders() {
      return now.orders;
    },
    alarms,
    condition: (condition) => void alarms.set(condition.type, condition),
    get store() {
      return now.store;
    },
    get queue() {
      return now.queue;
    },
    async restart() {
      await now.store.close();
      now = await open();
    },
    async end() {
      await now.store.close();
      await rm(directory, { recursive: true });
    },
  };
}
