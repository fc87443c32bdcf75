import { describe, expect, it } from 'vitest';
import { contactAlarmOf, drivers } from '../../../drivers/index.js';
import { type AlarmStep, type AlarmSteps, alarmSteps } from '../../../simulators/alarm-steps/index.js';
import { createSimulator } from '../../../simulators/registry.js';
import type { Simulator } from '../../../simulators/simulator.js';
import { createWorld } from '../../../simulators/world.js';
import { driverOf, standUp } from '../../support/device-stand.js';
import { alarmStands } from './alarm-stands.js';
import { Branch } from './support.js';

const longestDelayMs = 120_000;

async function open({ class: deviceClass, driver: name, options = {}, unit = {} }: AlarmSteps) {
  const branch = await Branch.empty();
  const { clock } = branch;
  const key = `${deviceClass}/${name}`;
  const driver = driverOf(deviceClass, name);
  const world = createWorld({ seed: 1, clock });
  const stand = alarmStands[key];
  // One that serves its driver over sockets lives in real time.
  const served = await stand?.serve?.({ ...stand.unit, ...unit }, clock);
  const simulator = served?.simulator ?? createSimulator(stand?.simulator ?? key, world, { ...stand?.unit, ...unit });
  const all = { ...stand?.options, ...served?.options, ...options };
  const contactAlarm = contactAlarmOf(driver, driver.options.parse(all));
  await branch.boot([{ deviceId: 'dev', declarations: driver.alarms, contactAlarm }]);
  const device = standUp({
    ...{ clock, store: branch.store, alarms: branch.manager, driver },
    options: all,
    beside: served?.beside,
    simulator: served ? undefined : simulator,
    beats: served?.beats,
    hours: served?.hours,
  });
  served?.onDevice?.(device);
  /** Types raised at any time: some are put right within the same poll. */
  const seen = new Set<string>();
  branch.manager.observe(({ change, record }) => {
    if (change === 'raise' && record) seen.add(record['alarm-type-id']);
  });
  const raised = () =>
    branch.manager
      .list()
      .filter((record) => !record['is-cleared'])
      .map((record) => record['alarm-type-id']);
  /** The disk and real sockets take real time beside the virtual one. */
  const pass = async (ms: number) => {
    await clock.advance(ms);
    await branch.flush();
    if (served) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  /** Second by second; days in larger strides. */
  const passSeconds = async (count: number) => {
    const stride = Math.max(1, Math.round(count / 200));
    for (let second = 0; second < count; second += stride) await pass(stride * 1_000);
  };
  const until = async (holds: () => boolean) => {
    for (let passed = 0; !holds() && passed < longestDelayMs; passed += 250) await pass(250);
  };
  const whileTimePasses = async (work: Promise<unknown>) => {
    let running = true;
    work.finally(() => {
      running = false;
    });
    while (running) await pass(100);
  };
  const run = async (step: AlarmStep, on: Simulator) => {
    if ('set' in step) on.setFaults(step.set);
    else if ('action' in step) await act(on, step.action, step.args);
    else if ('seconds' in step) await passSeconds(step.seconds);
    else await whileTimePasses(device.command(step.command, step.args).catch(() => undefined));
  };
  return {
    seen,
    raised,
    until,
    online: () => device.state()['operating'] === 'online',
    carryOut: async (steps: readonly AlarmStep[]) => {
      for (const step of steps) await run(step, simulator);
    },
    end: async () => {
      await whileTimePasses(device.end());
      await served?.close();
      await branch.shutDown();
    },
  };
}

async function act(simulator: Simulator, name: string, args: Readonly<Record<string, unknown>> = {}) {
  if (name === 'power-cycle' && !simulator.actions[name]) return simulator.restart();
  const action = simulator.actions[name];
  if (!action) throw new Error(`${simulator.kind} has no action "${name}"`);
  await action(args);
}

describe('every alarm a driver declares has steps', () => {
  it.each(drivers.map((driver) => [`${driver.class}/${driver.name}`, driver] as const))('%s', (_name, driver) => {
    const steps = alarmSteps.filter((step) => step.class === driver.class && step.driver === driver.name);
    const declared = [driver.contact.alarm, ...driver.alarms.map(({ type }) => type)];
    expect(steps.map(({ alarm }) => alarm).sort()).toEqual([...new Set(declared)].sort());
  });
});

describe('the steps raise the alarm, and clear it', () => {
  it.each(alarmSteps.map((steps) => [`${steps.class}/${steps.driver} ${steps.alarm}`, steps] as const))(
    '%s',
    async (_name, steps) => {
      const stand = await open(steps);
      await stand.until(stand.online);
      expect(stand.online()).toBe(true);
      expect(stand.raised()).toEqual([]);
      await stand.carryOut(steps.raise);
      await stand.until(() => stand.seen.has(steps.alarm));
      expect([...stand.seen]).toContain(steps.alarm);
      await stand.carryOut(steps.clear);
      await stand.until(() => stand.raised().length === 0);
      expect(stand.raised()).toEqual([]);
      await stand.end();
    },
  );
});
