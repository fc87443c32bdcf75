import { expect, it, onTestFinished } from 'vitest';
import { callRoutes } from '../../../../gateway/board-call/routes.js';
import { createTurns } from '../../../../gateway/commands/turns.js';
import { hallSchema } from '../../../../gateway/config/hall-schema.js';
import type { ResolvedConfig } from '../../../../gateway/config/schema.js';
import { hallAlarmTypes } from '../../../../gateway/hall/alarm-types.js';
import { type Hall as BranchHall, composeHall } from '../../../../gateway/hall/compose.js';
import { hallTopicSchema } from '../../../../gateway/hall/hall-schema.js';
import { Hall } from '../../alarms/hall.js';
import { services } from '../hall-stand.js';
import { madeDays } from './support.js';

const gateway = [{ deviceId: 'gateway', declarations: hallAlarmTypes.map((type) => ({ type })) }];
const hall = hallSchema.parse({
  services: services.map(({ id, name, prefix, priority }) => ({ id, name, prefix, priority })),
  counters: ['1', '2', '3', '4', '5', '6'].map((id) => ({ id })),
});
const config = {
  branch: { id: 'b017', name: 'b', timezone: 'Asia/Shanghai', hours: { 'mon-sat': '09:00-17:00' } },
  gateway: { id: 'gw1', language: 'en' },
  devices: [],
  hall,
} as unknown as ResolvedConfig;

const minute = 60_000;

/** The branch's hall over a real store, bus and alarm list; 2026-11-23, a Monday, 09:00 local time. */
async function open(history: { readonly days: number }) {
  const world = await Hall.open(gateway);
  const earlier = madeDays('2026-08-24', history.days, 1).map(({ day, ...rest }) => ({
    table: 'hall-days',
    key: day,
    value: { day, ...rest },
  }));
  await world.foundation.store.commit(earlier);
  let now: BranchHall;
  const boot = () => {
    const { foundation, alarms, clock } = world;
    const parts = { foundation, config, hall, routes: callRoutes(config), turns: createTurns({ clock }), alarms };
    now = composeHall({ ...parts, target: () => undefined, states: () => ({}) });
    now.start();
  };
  boot();
  onTestFinished(() => now.stop());
  const topic = () => hallTopicSchema.parse(world.retained.get('branch/b017/gw1/hall'));
  /** One thing after the other goes to the disk before a new day is there. */
  const newDay = async () => {
    for (let look = 0; look < 4; look++) await world.after(2);
  };
  return {
    world,
    topic,
    newDay,
    get hall() {
      return now;
    },
    async restart() {
      await now.stop();
      await world.restart(gateway);
      boot();
    },
  };
}

it('a new branch says on its topic that its history is too short', async () => {
  const { world, topic } = await open({ days: 0 });
  await world.after(2);
  expect(topic().forecast).toEqual({ status: 'too-short', comparableDays: 0, neededDays: 3 });
});

it('one with a quarter of a year behind it says what is to come', async () => {
  const { world, topic } = await open({ days: 91 });
  await world.after(2);
  expect(topic().forecast).toMatchObject({ status: 'ready', comparableDays: 13, ahead: { status: 'nobody-open' } });
});

it('warns once before the level is there, writes nothing while it stands, and ends when enough counters are open', async () => {
  const { world, hall: branch, topic } = await open({ days: 91 });
  await branch.queue.signOn('1');
  // Six customers of four minutes each: now it is known how long a service takes.
  for (let n = 0; n < 6; n++) await branch.queue.issue('personal');
  for (let n = 0; n < 6; n++) {
    await branch.queue.callNext('1');
    await world.after(240);
  }
  await branch.queue.finish('1');
  await branch.queue.issue('personal');
  await world.after(180);
  expect(topic()).toMatchObject({ level: 0, forecast: { ahead: { status: 'level' } } });
  const ahead = async () => (await world.said()).filter((said) => said.endsWith('/hall-congestion-ahead'));
  expect(await ahead()).toEqual(['raise gateway/hall-congestion-ahead']);
  const told = world.record('gateway/hall-congestion-ahead');
  expect(told).toMatchObject({ 'x-code': 'HAL-702', 'perceived-severity': 'warning' });
  const version = told?.['x-seq'];
  await world.after(120);
  expect(world.record('gateway/hall-congestion-ahead')?.['x-seq']).toBe(version);
  for (const counter of ['2', '3', '4', '5', '6']) await branch.queue.signOn(counter);
  await world.after(480);
  expect(topic()).toMatchObject({ forecast: { ahead: { status: 'calm' } } });
  expect(await ahead()).toEqual(['clear gateway/hall-congestion-ahead']);
});

it('a day goes into the history before the queue forgets it, whatever time the gateway was off in between', async () => {
  const stand = await open({ days: 0 });
  for (let n = 0; n < 5; n++) await stand.hall.queue.issue('personal');
  await stand.hall.queue.signOn('1');
  await stand.hall.queue.callNext('1');
  await stand.world.after(60);
  await stand.hall.stop();
  // Off from five past nine until two days later.
  stand.world.clock.jump(49 * 60 * minute);
  await stand.restart();
  await stand.newDay();
  expect(stand.hall.queue.view()).toMatchObject({ day: '2026-11-25', waiting: [] });
  const [record, ...others] = stand.hall.forecast.days();
  expect(others).toEqual([]);
  expect(record).toMatchObject({
    day: '2026-11-23',
    services: { personal: { issued: 5 } },
    open: { from: 36, to: 68 },
  });
  expect(record?.arrivals[36]).toBe(5);
  // Nobody was there to see the rest of that day: no forecast will learn from it.
  expect(record?.unwatched).toHaveLength(32);
});
