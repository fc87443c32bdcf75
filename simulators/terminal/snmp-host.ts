import { z } from 'zod';
import { action } from '../action.js';
import type { Action, Clock } from '../simulator.js';
import { dateAndTime } from './snmp-date.js';
import { row, type SnmpObject, type SnmpProfile, scalar } from './snmp-objects.js';
import type { SnmpOptions } from './snmp-options.js';

const hostResources = '1.3.6.1.2.1.25';
const deviceTypes = { processor: 3, printer: 5, disk: 6 } as const;
/** hrStorageSize of every storage, in allocation units of 4096 bytes: 4 GiB. */
const storageSize = 1_048_576;

export interface HostDevice {
  readonly kind: keyof typeof deviceTypes;
  readonly description: string;
  /** hrDeviceStatus: 1 unknown, 2 running, 3 warning, 4 testing, 5 down. */
  status: number;
  errors: number;
}

export interface HostState extends SnmpProfile {
  readonly actions: Readonly<Record<string, Action>>;
  /** hrDevice table by index; a profile adds its own. */
  readonly devices: Map<number, HostDevice>;
}

/** HOST-RESOURCES-MIB of a Windows kiosk computer (terminal-health.md 2.1): disks, load, devices, processes, date. */
export function createHost(options: SnmpOptions, clock: Clock, uptimeTicks: () => number): HostState {
  const storage = new Map([
    [1, { description: 'Physical Memory', type: 2, usedPercent: 40 }],
    [2, { description: 'C:\\ Label:System', type: 4, usedPercent: 55 }],
    [3, { description: 'D:\\ Label:Data', type: 4, usedPercent: 20 }],
  ]);
  const loads = new Map([
    [3, 12],
    [4, 9],
  ]);
  const devices = new Map<number, HostDevice>([
    [3, { kind: 'processor', description: 'CPU 0', status: 2, errors: 0 }],
    [4, { kind: 'processor', description: 'CPU 1', status: 2, errors: 0 }],
    [5, { kind: 'disk', description: 'Fixed Disk', status: 2, errors: 0 }],
  ]);
  const processes = new Map([
    [4, { name: 'System', status: 1 }],
    [812, { name: 'kiosk.exe', status: 1 }],
    [1044, { name: 'watchdog.exe', status: 1 }],
  ]);
  let clockOffsetMs = 0;
  let nextProcess = 2_000;

  const date = () => dateAndTime(clock.now() + clockOffsetMs, options.utcOffsetMinutes, options.dateOctets);
  const objects = (): SnmpObject[] => [
    scalar(`${hostResources}.1.1`, 'ticks', uptimeTicks()),
    scalar(`${hostResources}.1.2`, 'string', date()),
    ...[...storage].flatMap(([index, { description, type, usedPercent }]) =>
      row(`${hostResources}.2.3.1`, index, [
        { number: 1, type: 'integer', value: index },
        { number: 2, type: 'oid', value: `${hostResources}.2.1.${type}` },
        { number: 3, type: 'string', value: description },
        { number: 4, type: 'integer', value: 4_096 },
        { number: 5, type: 'integer', value: storageSize },
        { number: 6, type: 'integer', value: Math.round((storageSize * usedPercent) / 100) },
      ]),
    ),
    ...[...devices].flatMap(([index, { kind, description, status, errors }]) =>
      row(`${hostResources}.3.2.1`, index, [
        { number: 1, type: 'integer', value: index },
        { number: 2, type: 'oid', value: `${hostResources}.3.1.${deviceTypes[kind]}` },
        { number: 3, type: 'string', value: description },
        { number: 5, type: 'integer', value: status },
        { number: 6, type: 'counter', value: errors },
      ]),
    ),
    ...[...loads].flatMap(([index, percent]) =>
      row(`${hostResources}.3.3.1`, index, [{ number: 2, type: 'integer', value: percent }]),
    ),
    ...[...processes].flatMap(([index, { name, status }]) =>
      row(`${hostResources}.4.2.1`, index, [
        { number: 1, type: 'integer', value: index },
        { number: 2, type: 'string', value: name },
        { number: 7, type: 'integer', value: status },
      ]),
    ),
  ];

  return {
    devices,
    objects,
    actions: {
      storage: action(
        { index: z.int().min(1).max(99).default(2), usedPercent: z.number().min(0).max(100) },
        ({ index, usedPercent }) => {
          const before = storage.get(index) ?? { description: `Volume ${index}`, type: 4 };
          storage.set(index, { ...before, usedPercent });
        },
      ),
      load: action({ percent: z.int().min(0).max(100) }, ({ percent }) => {
        for (const index of loads.keys()) loads.set(index, percent);
      }),
      /** hrDeviceStatus of one device; the indices are in the view. */
      device: action(
        { index: z.int().min(1).max(99), status: z.int().min(1).max(5), errors: z.int().min(0).default(0) },
        ({ index, ...patch }) => {
          const device = devices.get(index);
          if (!device) throw new Error(`index: there is none, there are ${[...devices.keys()].join(', ')}`);
          Object.assign(device, patch);
        },
      ),
      /** A process that is started gets a new number, as an operating system gives it. */
      process: action({ name: z.string().min(1).max(64), running: z.boolean() }, ({ name, running }) => {
        for (const [index, process] of processes) if (process.name === name) processes.delete(index);
        if (running) processes.set(nextProcess++, { name, status: 1 });
      }),
      clock: action({ offsetSeconds: z.int().min(-86_400_000).max(86_400_000) }, ({ offsetSeconds }) => {
        clockOffsetMs = offsetSeconds * 1_000;
      }),
    },
    view: () => ({
      storage: Object.fromEntries([...storage].map(([index, { usedPercent }]) => [index, usedPercent])),
      load: [...loads.values()],
      devices: Object.fromEntries([...devices].map(([index, { status }]) => [index, status])),
      processes: [...processes.values()].map(({ name }) => name),
      clockOffsetSeconds: clockOffsetMs / 1_000,
    }),
  };
}
