import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { z } from 'zod';
import { drivers } from '../../../drivers/index.js';
import { composeAlarms } from '../../../gateway/alarms/compose.js';
import { createTurns } from '../../../gateway/commands/turns.js';
import { routinesSchema } from '../../../gateway/config/routines-schema.js';
import type { ResolvedConfig, ResolvedDevice } from '../../../gateway/config/schema.js';
import { openFoundation } from '../../../gateway/foundation.js';
import { routineAlarmTypes } from '../../../gateway/routines/alarm-types.js';
import { composeRoutines } from '../../../gateway/routines/compose.js';
import type { RoutineReport } from '../../../gateway/routines/report-schema.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';
import { RecordingDevices } from '../hall/hall-stand.js';

/** Local time of the branch, as ms since 1970. */
export const local = (text: string) => Date.parse(`${text}:00+08:00`);

const names: Readonly<Record<string, string>> = {
  'printer-1': 'ticket-printer/escpos',
  'board-1': 'led-board/onbon',
  door: 'people-counter/hpc168',
  'kiosk-1': 'terminal/probe',
  'kiosk-2': 'terminal/probe',
};

/** A branch with routines in virtual time; its devices write down what they are told. */
export async function openDay(options: Partial<Parameters<typeof routinesSchema.parse>[0] & object> = {}) {
  const stateDir = await mkdtemp(join(tmpdir(), 'routines-'));
  const clock = new VirtualClock(local('2026-11-27T08:50'));
  const devices = new RecordingDevices();
  const states: Record<string, Record<string, unknown>> = {};
  const told: { routine: string; data: RoutineReport }[] = [];
  const polled: string[] = [];
  const errors: unknown[] = [];
  let synced = true;
  for (const id of Object.keys(names)) states[id] = { admin: 'enabled', operating: 'online' };

  const config = {
    branch: { id: 'b1', name: '测试', timezone: 'Asia/Shanghai', hours: { 'mon-fri': '09:00-17:00' } },
    gateway: { language: 'en' },
    devices: Object.entries(names).map(([id, name]): ResolvedDevice => {
      const driver = drivers.find((each) => `${each.class}/${each.name}` === name);
      if (!driver) throw new Error(`no driver ${name}`);
      return {
        ...{ id, class: driver.class, driver, admin: 'enabled', options: {} },
        ...(id === 'kiosk-2' ? { hours: 'always' } : {}),
      };
    }),
  } as unknown as ResolvedConfig;

  async function start() {
    const foundation = await openFoundation({
      site: { branchId: 'b1', gatewayId: 'gw1' },
      ...{ stateDir, clock, hasUplink: true },
      random: Math.random,
      logger: pino({ level: 'silent' }),
      clockSynced: () => synced,
      onStorageCondition: () => undefined,
    });
    const alarms = composeAlarms(foundation, { language: 'en', overrides: undefined, pollNow: () => undefined });
    foundation.bus.subscribe(({ topic, envelope }) => {
      const [, routine] = /\/report\/(.+)$/.exec(topic) ?? [];
      if (routine !== undefined) told.push({ routine, data: envelope?.data as RoutineReport });
    });
    const routines = composeRoutines({
      foundation: { ...foundation, onError: (error) => errors.push(error) },
      ...{ config, alarms },
      routines: routinesSchema.parse(options),
      hall: undefined,
      turns: createTurns({ clock }),
      target: (id) => devices.target(id),
      pollNow: (id) => polled.push(id),
      states: () => states,
    });
    const alarming = config.devices.map(({ id, driver }) => ({
      deviceId: id,
      declarations: driver.alarms,
      contactAlarm: driver.contact.alarm,
    }));
    const own = routineAlarmTypes.map((type) => ({ type }));
    await alarms.start([...alarming, { deviceId: 'gateway', declarations: own }]);
    routines.start();
    const barrier = foundation.store.table('barrier', z.number());
    const flushed = async () => {
      await settle();
      await barrier.put('barrier', clock.now());
    };
    return { foundation, alarms, routines, flushed };
  }

  let running = await start();
  const stop = async () => {
    await running.routines.stop();
    await running.alarms.stop();
    await running.foundation.store.close();
  };
  return {
    ...{ clock, devices, states, told, polled, errors },
    get alarms() {
      return running.alarms;
    },
    get store() {
      return running.foundation.store;
    },
    /** Whether a time server has set the clock. */
    setSynced(value: boolean) {
      synced = value;
    },
    /** Raised now, by name. */
    raised: () =>
      running.alarms
        .records()
        .filter((record) => !record['is-cleared'])
        .map((record) => `${record.resource.split('/').at(-1)}/${record['alarm-type-id']}`),
    command: (name: string, args: Record<string, unknown>) => {
      const contract = running.routines.commands.commands[name];
      const info = { commandId: 'c1', clientId: 'test', expiresAt: clock.now() + 60_000 };
      return running.routines.commands.execute(name, contract?.args.parse(args), info);
    },
    /** Until the local time, letting what falls into it happen. */
    async until(text: string) {
      // Disks answer in real time: in steps they can; small ones where something is about to happen.
      for (let left = local(text) - clock.now(); left > 0; left = local(text) - clock.now()) {
        await clock.advance(left > 1_200_000 ? 600_000 : Math.min(10_000, left));
        // Behind everything that is on its way to the disk.
        await running.flushed();
        await settle();
      }
    },
    async restart() {
      await stop();
      running = await start();
    },
    async end() {
      await stop();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
export type Day = Awaited<ReturnType<typeof openDay>>;
