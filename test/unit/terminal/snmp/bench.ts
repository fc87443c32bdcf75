import type { z } from 'zod';
import { snmpOptions as driverOptions } from '../../../../drivers/terminal/snmp/options.js';
import { SnmpSession } from '../../../../drivers/terminal/snmp/session.js';
import { createTrapPost, type TrapPost } from '../../../../drivers/terminal/snmp/trap-post.js';
import type { snmpOptions } from '../../../../simulators/terminal/snmp.js';
import { recordingContext } from '../../../support/recording-context.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { snmpDevice } from './snmp-device.js';

type Unit = z.input<typeof snmpOptions>;
type Options = Partial<z.input<typeof driverOptions>>;

/** A session of the driver over a simulated agent, both on one virtual clock; `ends` is what a test has to run at its end. */
export async function bench(
  ends: (() => unknown)[],
  {
    unit = {},
    options = {},
    files = {},
    traps = createTrapPost(),
    via,
  }: {
    unit?: Unit;
    options?: Options;
    files?: Record<string, string>;
    traps?: TrapPost;
    /** A port between the two, e.g. of a recorder. */
    via?: (port: number) => Promise<number>;
  } = {},
) {
  const clock = new VirtualClock();
  const agent = await snmpDevice(unit, clock);
  ends.push(() => agent.close());
  const port = via ? await via(agent.port) : agent.port;
  const secrets = options.v2c || options.v3 ? {} : { v2c: { community: 'public' as const } };
  const parsed = driverOptions.parse({
    host: '127.0.0.1',
    port,
    profile: unit.profile ?? 'host',
    aliveTcpPorts: [agent.port],
    ...secrets,
    ...options,
  });
  const world = recordingContext<typeof parsed, 'none'>({ options: parsed, link: undefined, clock, files });
  const session = new SnmpSession({ ...world.context, traps });
  ends.push(() => session.close());
  return {
    ...world,
    clock,
    agent,
    session,
    act: agent.act,
    identify: () => clock.finish(session.identify()),
    /** One poll; gives the conditions it told of that are active, as `type`, `type/qualifier`. */
    async poll(): Promise<string[]> {
      world.seen.alarms.length = 0;
      await clock.finish(session.poll());
      return activeOf(world.seen.alarms);
    },
    /** What `read` gives a moment later. */
    async soon<T>(read: () => T): Promise<T> {
      await clock.advance(20);
      return read();
    },
    /** What was told of one alarm last. */
    told: (type: string) => world.seen.alarms.findLast((condition) => condition.type === type),
  };
}

export function activeOf(conditions: readonly { type: string; qualifier?: string; active: boolean }[]): string[] {
  return conditions
    .filter(({ active }) => active)
    .map(({ type, qualifier }) => (qualifier ? `${type}/${qualifier}` : type))
    .sort();
}
