import { onTestFinished } from 'vitest';
import { type BranchHours, contactAlarmOf } from '../../../../drivers/index.js';
import { createIntake, type Intake } from '../../../../gateway/heartbeat/intake.js';
import type { Message } from '../../../../gateway/messages/bus.js';
import { createHeartbeat, type HeartbeatView } from '../../../../simulators/terminal/heartbeat.js';
import { driverOf, standUp } from '../../../support/device-stand.js';
import { seededRandom } from '../../../support/random.js';
import type { VirtualClock } from '../../../support/virtual-clock.js';
import { Branch } from '../../alarms/support.js';

/** An intake for the one device of a stand, on loopback and without users. */
export function intakeFor(clock: VirtualClock, pollNow: () => void): Intake {
  return createIntake({
    devices: [{ id: 'dev', access: { users: [] } }],
    clock,
    brokerHasUsers: false,
    httpIsLocal: true,
    pollNow,
    onWrongToken: () => undefined,
  });
}

/** Hands a simulated agent's messages to an intake, as the broker does. */
export function senderTo(intake: () => Pick<Intake, 'admit' | 'take'>) {
  return {
    async send(message: string | Uint8Array, { retain }: { readonly retain: boolean }): Promise<string> {
      const sender = { via: 'mqtt', user: undefined, retained: retain } as const;
      const refusal = intake().admit('dev', sender) ?? intake().take('dev', Buffer.from(message));
      return refusal ? `${refusal.kind}: ${refusal.fault.where}` : 'taken';
    },
    close: async () => {},
  };
}

export interface KioskOptions {
  /** Of the driver. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Of the simulator; the device is `dev`. */
  readonly unit?: Parameters<typeof createHeartbeat>[1];
  readonly hours?: BranchHours;
  /** Gives the kiosk's computer a port and the driver the way to it. */
  readonly withHost?: boolean;
  /** Default: beats from the first moment on. */
  readonly silent?: boolean;
}

/** A kiosk with an agent, the driver under its supervisor, and the alarms of both; time is virtual. */
export async function standKiosk({ options = {}, unit = {}, hours, withHost, silent }: KioskOptions = {}) {
  const branch = await Branch.empty();
  const { clock } = branch;
  const driver = driverOf('terminal', 'heartbeat');
  let device: ReturnType<typeof standUp> | undefined;
  let intake = intakeFor(clock, () => device?.pollNow());
  const agent = createHeartbeat(
    { clock, random: seededRandom(1) },
    { deviceId: 'dev', ...unit },
    senderTo(() => intake),
  );
  if (silent) agent.setFaults({ silent: true });
  const port = withHost ? await agent.listen({ host: '127.0.0.1', port: 0 }) : 0;
  const host = withHost ? { host: { address: '127.0.0.1', ports: [port], timeoutMs: 1_000 } } : {};
  const all = { ...host, ...options };
  const messages: Message[] = [];
  const alarming = () => [
    { deviceId: 'dev', declarations: driver.alarms, contactAlarm: contactAlarmOf(driver, driver.options.parse(all)) },
  ];
  const takeUp = () => {
    device = standUp({
      ...{ clock, store: branch.store, alarms: branch.manager, driver, hours },
      options: all,
      simulator: undefined,
      beats: intake.beatsOf('dev'),
      onMessage: (message) => void messages.push(message),
    });
  };
  const ending = async () => {
    const ended = device?.end() ?? Promise.resolve();
    await clock.finish(ended, 10);
  };
  await branch.boot(alarming());
  takeUp();
  onTestFinished(async () => {
    agent.close();
    await ending();
    await branch.shutDown();
  });

  const raised = () => branch.manager.list().filter((record) => !record['is-cleared']);
  return {
    branch,
    clock,
    agent,
    port,
    messages,
    view: () => agent.view() as HeartbeatView,
    state: () => device?.state() ?? {},
    heartbeat: () => (device?.state()['heartbeat'] ?? {}) as Record<string, unknown>,
    modules: () => (device?.state()['modules'] ?? {}) as Record<string, { status: string; detail?: string }>,
    command: (name: string, args: Record<string, unknown>) => device?.command(name, args),
    act: async (name: string, args: Record<string, unknown> = {}) => agent.actions[name]!(args),
    /** A message as it comes over MQTT without a user. */
    bring: (message: string | Uint8Array, retain = false) => senderTo(() => intake).send(message, { retain }),
    /** Lets time pass; the disk, and real sockets, take real time beside it. */
    async pass(seconds: number, stepSeconds = 1) {
      for (let left = seconds * 1_000; left > 0; left -= stepSeconds * 1_000) {
        await clock.advance(Math.min(left, stepSeconds * 1_000));
        await branch.flush();
        if (withHost) await new Promise((resolve) => setTimeout(resolve, 1));
      }
    },
    /** Lets `ms` pass in one go. */
    async passMs(ms: number) {
      await clock.advance(ms);
      await branch.flush();
    },
    /** Lets real sockets have their time, then what follows from it. */
    async real() {
      for (let turn = 0; turn < 10; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        await clock.advance(0);
      }
      await branch.flush();
    },
    end: ending,
    /** `type` or `type/qualifier`, with `?` where it is unverified. */
    alarms: () =>
      raised()
        .map((record) => {
          const qualifier = record['alarm-type-qualifier'];
          return `${record['alarm-type-id']}${qualifier ? `/${qualifier}` : ''}${record['x-verified'] ? '' : '?'}`;
        })
        .sort(),
    record: (type: string) => raised().find((record) => record['alarm-type-id'] === type),
    /** The data of events, in order. */
    events: () =>
      messages
        .filter(({ topic }) => topic.endsWith('/device/dev/event'))
        .map(({ envelope }) => envelope?.data as Record<string, unknown>),
    /** The gateway stops and starts again; the agent goes on. */
    async restart(down: () => Promise<void> = async () => undefined) {
      await ending();
      intake = intakeFor(clock, () => device?.pollNow());
      await down();
      await branch.restart(alarming());
      takeUp();
    },
  };
}

export type Kiosk = Awaited<ReturnType<typeof standKiosk>>;
