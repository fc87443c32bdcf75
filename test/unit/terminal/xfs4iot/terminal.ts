import type { z } from 'zod';
import type { AlarmCondition } from '../../../../drivers/driver.js';
import { type Xfs4iotOptions, xfs4iotOptions } from '../../../../drivers/terminal/xfs4iot/options.js';
import { Xfs4iotSession } from '../../../../drivers/terminal/xfs4iot/session.js';
import {
  createXfs4iot,
  type xfs4iotOptions as unitOptions,
  type Xfs4iot,
} from '../../../../simulators/terminal/xfs4iot.js';
import { freePort } from '../../../support/free-port.js';
import { seededRandom } from '../../../support/random.js';
import { recordingContext } from '../../../support/recording-context.js';
import { settle, VirtualClock } from '../../../support/virtual-clock.js';

export type UnitOptions = z.input<typeof unitOptions>;
export type DriverOptions = Partial<z.input<typeof xfs4iotOptions>>;

/** Real ms a wait may take; virtual time passes beside it. */
const patienceMs = 4_000;

/** Lets sockets work while virtual time passes at some hundred times its pace. */
export async function pass(clock: VirtualClock, ms: number, stepMs = 100): Promise<void> {
  for (let passed = 0; passed < ms; passed += stepMs) {
    await clock.advance(Math.min(stepMs, ms - passed));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Waits for what is under way on the sockets; a little virtual time passes as well. */
export async function until(clock: VirtualClock, holds: () => boolean, what = 'it'): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`${what} did not come to be`);
    await clock.advance(20);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

export interface Scene {
  readonly clock: VirtualClock;
  readonly terminal: Xfs4iot;
  readonly session: Xfs4iotSession;
  readonly seen: ReturnType<typeof recordingContext>['seen'];
  readonly port: number;
  act(name: string, args?: Record<string, unknown>): Promise<unknown>;
  /** The newest word on an alarm. */
  last(type: string, qualifier: string): AlarmCondition | undefined;
  /** Types and qualifiers that are active now. */
  active(): string[];
  /** Of which nobody vouches now. */
  unverified(): string[];
  identify(): Promise<unknown>;
  poll(): Promise<unknown>;
  /** Ready: every service has told its status. */
  ready(): Promise<void>;
  /** Names of every command that arrived, at whatever end. */
  commands(): string[];
  /** Waits, a few seconds at most. */
  until(holds: () => boolean, what?: string): Promise<void>;
  end(): Promise<void>;
}

/** A simulated terminal on a real port of loopback and a session that follows it; time is virtual for both. */
export async function stage(unit: UnitOptions = {}, driver: DriverOptions = {}, stored?: unknown): Promise<Scene> {
  const clock = new VirtualClock();
  const terminal = createXfs4iot({ clock, random: seededRandom(1) }, unit);
  const port = await terminal.listen({ host: '127.0.0.1', ports: [await freePort()] });
  return follow({ clock, terminal, port, unit, driver, stored });
}

/** Another session of the same terminal, e.g. of the next start of the gateway. */
export function follow(world: {
  clock: VirtualClock;
  terminal: Xfs4iot;
  port: number;
  unit?: UnitOptions;
  driver?: DriverOptions;
  stored?: unknown;
  ca?: string;
}): Scene {
  const { clock, terminal, port, driver = {}, stored, ca } = world;
  const options = xfs4iotOptions.parse({ host: '127.0.0.1', ports: [port], tls: 'never', ...driver });
  const { context, seen, end } = recordingContext<Xfs4iotOptions, 'none'>({ options, link: undefined, clock, stored });
  const unverified = new Set<string>();
  const session = new Xfs4iotSession(
    {
      ...context,
      alarm: (condition) => {
        unverified.delete(`${condition.type}/${condition.qualifier ?? ''}`);
        context.alarm(condition);
      },
      unverified: (alarms) => {
        for (const { type, qualifier = '' } of alarms) unverified.add(`${type}/${qualifier}`);
      },
    },
    ca,
  );
  const newest = () => new Map(seen.alarms.map((alarm) => [`${alarm.type}/${alarm.qualifier ?? ''}`, alarm]));
  const scene: Scene = {
    ...{ clock, terminal, session, seen, port },
    act: async (name, args = {}) =>
      terminal.actions[name]?.(args) ?? (name in terminal.actions ? undefined : Promise.reject(new Error(name))),
    last: (type, qualifier) => newest().get(`${type}/${qualifier}`),
    unverified: () => [...unverified].sort(),
    active: () =>
      [...newest()]
        .filter(([, { active }]) => active)
        .map(([key]) => key)
        .sort(),
    identify: () => timed(clock, session.identify()),
    poll: () => timed(clock, session.poll()),
    until: (holds, what) => until(clock, holds, what),
    async ready() {
      await scene.identify();
      await scene.poll();
    },
    commands: () => Object.keys((terminal.view() as { commands: Record<string, number> }).commands).sort(),
    async end() {
      end();
      await timed(clock, session.close());
      terminal.close();
    },
  };
  return scene;
}

/** The outcome of something that needs both sockets and virtual time. */
export async function timed<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  let running = true;
  const done = work.finally(() => {
    running = false;
  });
  done.catch(() => undefined);
  // Sockets first: a local peer answers before a time limit is worth a thought.
  for (let turn = 0; running; turn++) {
    await settle();
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (turn > 20) await clock.advance(50);
  }
  return done;
}
