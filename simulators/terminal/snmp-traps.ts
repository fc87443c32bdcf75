import { engineId, packageUser, wireValue } from './snmp-agent.js';
import { type SnmpObject, snmpTypes } from './snmp-objects.js';
import type { SnmpOptions } from './snmp-options.js';

export interface Trap {
  /** snmpTrapOID. */
  readonly oid: string;
  readonly objects: readonly SnmpObject[];
}

/** Sends one trap to where the options say; resolves when it has left, also where nobody listens. */
export async function sendTrap(options: SnmpOptions, trap: Trap, uptimeTicks: number): Promise<void> {
  const to = options.trapTo;
  if (!to) return;
  const snmp = await import('net-snmp');
  const user = to.user === undefined ? undefined : options.users.find(({ name }) => name === to.user);
  if (to.user !== undefined && !user) throw new Error(`trapTo.user: there is no user "${to.user}"`);
  const session = user
    ? snmp.createV3Session(
        to.host,
        packageUser(snmp, user) as never,
        { trapPort: to.port, engineID: engineId } as never,
      )
    : snmp.createSession(to.host, to.community, { version: snmp.Version2c, trapPort: to.port } as never);
  session.on('error', () => {});
  const varbinds = trap.objects.map((object) => ({
    oid: object.oid,
    type: snmpTypes[object.type],
    value: wireValue(object),
  }));
  try {
    await new Promise<void>((resolve) => {
      // The package takes an uptime of 0 for none.
      const uptime = { upTime: Math.max(1, uptimeTicks) };
      session.trap(trap.oid as never, varbinds as never, uptime as never, () => resolve());
    });
  } finally {
    session.close();
  }
}
