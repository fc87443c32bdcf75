import { z } from 'zod';
import { action, parse } from '../action.js';
import { checkKnown, noFaults } from '../faults.js';
import { type RequestLog, requestLog } from '../request-log.js';
import type { Action, Simulator, World } from '../simulator.js';
import { createTimers } from '../timers.js';
import { cableOut } from './cable-out.js';
import { createAgent, type SnmpAgent, type SnmpRequest } from './snmp-agent.js';
import { createHost } from './snmp-host.js';
import { alertTrap, plainTraps, upsTrap } from './snmp-news.js';
import { isWithin, type SnmpObject, type SnmpProfile, scalar } from './snmp-objects.js';
import { snmpOptions } from './snmp-options.js';
import { createPorts, type Ports } from './snmp-ports.js';
import { createPrinter } from './snmp-printer.js';
import { sendTrap, type Trap } from './snmp-traps.js';
import { createUps } from './snmp-ups.js';

export { snmpOptions } from './snmp-options.js';

const system = '1.3.6.1.2.1.1';
const oid = z.string().regex(/^1(\.\d{1,10}){1,63}$/, 'an OID in numbers, e.g. 1.3.6.1.2.1.43');
const on = { on: z.boolean().default(true) };

export interface SnmpSimulator extends Simulator, RequestLog<SnmpRequest> {
  /** Serves UDP (and with the option `tcp` takes TCP) on host:port until `close`. Resolves with the port in use. */
  listen(address: { host: string; port: number }): Promise<number>;
}

/**
 * A device with an SNMP agent, v2c and v3, read-only. Options: snmp-options.ts. It records every PDU type that arrives; a
 * SET is refused and counted, as a tripwire.
 *
 * Actions of every profile: `reboot` (uptime 0), `mute-snmp {on}` (the agent answers nothing, the host lives), `silent
 * {on}` (UDP and TCP port gone: a connection is refused), `pull-cable {on}` (the same, and a connection is not even refused),
 * `hide {oid, on}` (rows below an OID vanish), `trap {kind, oid?}`, and the host's
 * (snmp-host.ts): `storage`, `load`, `device`, `process`, `clock`. Of `printer`: `error-state`, `printer-status`,
 * `cover`, `supply`, `tray`, `alert-add`, `alert-remove`. Of `ups`: `ups`, `ups-alarm-add`, `ups-alarm-remove`.
 */
export function createSnmp(world: World, given: z.input<typeof snmpOptions> = {}): SnmpSimulator {
  const options = parse(snmpOptions, given);
  const faults = noFaults();
  const timers = createTimers(world.clock);
  const log = requestLog<SnmpRequest>(world.clock);
  const counts = new Map<SnmpRequest['pdu'], number>();
  const hidden = new Set<string>();
  let bootedAtMs = world.clock.now() - options.uptimeSeconds * 1_000;
  let muted = false;
  let gone = false;
  let ports: Ports | undefined;
  let place = '127.0.0.1';
  let plugIn: (() => Promise<void>) | undefined;
  let agent: SnmpAgent | undefined;

  // A counter of 32 bits, hundredths of a second: it wraps after 497 days.
  const uptimeTicks = () => Math.floor((world.clock.now() - bootedAtMs) / 10) % 0x1_0000_0000;
  const send = (trap: Trap): Promise<void> => (gone ? Promise.resolve() : sendTrap(options, trap, uptimeTicks()));
  /** Said by the device itself: nobody waits for it, and where it goes may not listen. */
  const announce = (trap: Trap) => void send(trap).catch(() => {});

  const host = createHost(options, world.clock, uptimeTicks);
  const printer =
    options.profile === 'printer' ? createPrinter(host, uptimeTicks, (alert) => announce(alertTrap(alert))) : undefined;
  const ups =
    options.profile === 'ups' ? createUps(world.clock, uptimeTicks, (news) => announce(upsTrap(news))) : undefined;
  const profiles: (SnmpProfile & { readonly actions: Readonly<Record<string, Action>> })[] = [
    ...(ups ? [ups] : [host]),
    ...(printer ? [printer] : []),
  ];

  const objects = (): SnmpObject[] =>
    [
      scalar(`${system}.1`, 'string', `Simulated ${options.profile}`),
      scalar(`${system}.2`, 'oid', '1.3.6.1.4.1.99999.1'),
      scalar(`${system}.3`, 'ticks', uptimeTicks()),
      scalar(`${system}.4`, 'string', 'operations'),
      scalar(`${system}.5`, 'string', options.name),
      scalar(`${system}.6`, 'string', 'hall'),
      ...profiles.flatMap((profile) => profile.objects()),
    ].filter((object) => ![...hidden].some((root) => isWithin(object.oid, root)));

  const receive = (datagram: Uint8Array, from: { port: number; address: string }) => {
    if (!agent) return;
    const answers: Uint8Array[] = [];
    const request = agent.take(datagram, (answer) => answers.push(answer));
    counts.set(request.pdu, (counts.get(request.pdu) ?? 0) + 1);
    log.record(request);
    if (muted || faults.silent) return;
    for (const answer of answers) {
      const bytes = faults.flipBit ? flipped(answer) : answer;
      if (faults.lateMs > 0) timers.after(faults.lateMs, () => ports?.send(bytes, from));
      else ports?.send(bytes, from);
    }
  };
  const flipped = (answer: Uint8Array): Uint8Array => {
    const bytes = Uint8Array.from(answer);
    const bit = Math.floor(world.random() * bytes.length * 8);
    bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
    return bytes;
  };
  const bring = async () => ports?.bring(!gone && !faults.unplugged);
  /** The port is left to nobody first, and taken back when it is free again. */
  const pull = async (out: boolean) => {
    gone = out;
    await plugIn?.();
    plugIn = undefined;
    await bring();
    if (out && ports) plugIn = await cableOut({ host: place, port: ports.port });
  };
  const reboot = () => {
    bootedAtMs = world.clock.now();
    agent?.reboot();
    timers.clear();
    announce({ oid: plainTraps['cold-start'], objects: [] });
  };

  return {
    kind: 'terminal/snmp',
    faults,
    get requests() {
      return log.requests;
    },
    expectRequest: log.expectRequest,
    setFaults(patch) {
      Object.assign(faults, checkKnown('an SNMP agent', ['unplugged', 'silent', 'lateMs', 'flipBit'], patch));
      bring().catch(() => {});
    },
    async listen(address) {
      agent ??= await createAgent(options, objects);
      place = address.host;
      ports = createPorts(address, options.tcp, receive);
      await bring();
      return ports.port;
    },
    /** It speaks datagrams; a byte line is hung up. */
    connect: (line) => line.close(),
    restart: reboot,
    actions: {
      ...Object.assign({}, ...profiles.map(({ actions }) => actions)),
      reboot: action({}, reboot),
      'mute-snmp': action(on, (wanted) => {
        muted = wanted.on;
      }),
      silent: action(on, async (wanted) => {
        gone = wanted.on;
        await bring();
      }),
      'pull-cable': action(on, (wanted) => pull(wanted.on)),
      hide: action({ oid, ...on }, (wanted) => {
        if (wanted.on) hidden.add(wanted.oid);
        else hidden.delete(wanted.oid);
      }),
      /** Resolves when it has left. `oid` sends that one instead, with no objects. */
      trap: action(
        {
          kind: z.enum(Object.keys(plainTraps) as (keyof typeof plainTraps)[]).default('cold-start'),
          oid: oid.optional(),
        },
        (wanted) => {
          if (!options.trapTo) throw new Error('trap: the option trapTo does not say where to');
          return send({ oid: wanted.oid ?? plainTraps[wanted.kind], objects: [] });
        },
      ),
    },
    view: () => ({
      profile: options.profile,
      uptimeSeconds: Math.floor(uptimeTicks() / 100),
      answers: !(muted || gone || faults.silent || faults.unplugged),
      requests: Object.fromEntries(counts),
      ...Object.assign({}, ...profiles.map((profile) => profile.view())),
    }),
    close() {
      gone = true;
      timers.clear();
      log.close('terminal/snmp was closed');
      plugIn?.().catch(() => {});
      bring().catch(() => {});
    },
  };
}
