import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import snmp from 'net-snmp';
import type { z } from 'zod';
import { createSnmp, type snmpOptions } from '../../../../simulators/terminal/snmp.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

export type Value = number | string | undefined;

/** An agent on a free port of loopback and a manager beside it; `ends` is what a test has to run at its end. */
export async function createStand(ends: (() => unknown)[], options: z.input<typeof snmpOptions> = {}) {
  const clock = new VirtualClock();
  const device = createSnmp({ clock, random: seededRandom(1) }, options);
  ends.push(() => device.close());
  const port = await device.listen({ host: '127.0.0.1', port: 0 });
  const session = (community = 'public') =>
    snmp.createSession('127.0.0.1', community, { port, version: snmp.Version2c, retries: 0, timeout: 400 } as never);
  const manager = session();
  ends.push(() => manager.close());
  return {
    clock,
    device,
    port,
    session,
    act: (name: string, args: Record<string, unknown> = {}) => device.actions[name]!(args),
    get: (...oids: string[]) => get(manager, oids),
    walk: (root: string) => walk(manager, root),
    manager,
    view: () => device.view() as Record<string, unknown>,
  };
}

/** Values in the order asked for; undefined where there is no such instance; rejects when nobody answers. */
export function get(session: snmp.Session, oids: string[]): Promise<Value[]> {
  return new Promise((resolve, reject) => {
    session.get(oids, (error, varbinds) => (error ? reject(error) : resolve((varbinds ?? []).map(plain))));
  });
}

/** Everything below `root` by OID, over GETBULK. */
export function walk(session: snmp.Session, root: string): Promise<Record<string, Value>> {
  const found: Record<string, Value> = {};
  return new Promise((resolve, reject) => {
    session.subtree(
      root,
      20,
      (varbinds) => {
        for (const varbind of varbinds) found[varbind.oid] = plain(varbind);
      },
      (error) => (error ? reject(error) : resolve(found)),
    );
  });
}

function plain(varbind: { type?: number | undefined; value?: unknown }): Value {
  if (varbind.type === snmp.ObjectType.NoSuchInstance) return undefined;
  const { value } = varbind;
  if (!Buffer.isBuffer(value)) return value as Value;
  return /^[\x20-\x7e]+$/.test(value.toString('latin1')) ? value.toString('latin1') : value.toString('hex');
}

/** A socket that takes traps and gives each datagram once. */
export async function trapPort(ends: (() => unknown)[]): Promise<{ port: number; next: () => Promise<Buffer> }> {
  const socket: Socket = createSocket('udp4');
  ends.push(() => socket.close());
  const arrived: Buffer[] = [];
  const waiting: ((datagram: Buffer) => void)[] = [];
  socket.on('message', (datagram) => {
    const first = waiting.shift();
    if (first) first(datagram);
    else arrived.push(datagram);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    next: () => {
      const datagram = arrived.shift();
      return datagram ? Promise.resolve(datagram) : new Promise((resolve) => waiting.push(resolve));
    },
  };
}

/** The values of a trap as the package's receiver reads them: uptime, the trap's OID, then its objects'. */
export function readTrap(datagram: Buffer, user?: Record<string, unknown>): unknown[] {
  let receive: (bytes: Buffer, rinfo: unknown) => void = () => {};
  const socket = {
    on(event: string, listener: typeof receive) {
      if (event === 'message') receive = listener;
    },
    bind() {},
  };
  let values: unknown[] = [];
  const receiver = snmp.createReceiver(
    { port: 162, disableAuthorization: user === undefined, dgramModule: { createSocket: () => socket } },
    (error: Error | null, trap: { pdu: { varbinds: { value: unknown }[] } }) => {
      if (error) throw error;
      values = trap.pdu.varbinds.map(({ value }) => value);
    },
  );
  if (user) receiver.getAuthorizer().addUser(user);
  receive(datagram, { address: '127.0.0.1', port: 1 });
  return values;
}
