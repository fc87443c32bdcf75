import { createSimulator } from '../registry.js';
import { type RunningServer, serveTcp } from '../server.js';
import type { Simulator, World } from '../simulator.js';
import { createHeartbeat } from './heartbeat.js';
import { createKiosk } from './kiosk.js';
import { createSnmp } from './snmp.js';
import { createXfs4iot } from './xfs4iot.js';

/** TCP and UDP ports of the kiosk's sources; 0 takes any free one. */
export interface FullKioskPorts {
  /** The health page of its PC. */
  readonly pc: number;
  /** XFS4IoT publisher. */
  readonly xfs: number;
  /** UDP: SNMP of its PC, and of the statement printer inside. */
  readonly host: number;
  readonly printer: number;
  /** upsd. */
  readonly ups: number;
  /** RS-485 of the input module, RS-232 of the card dispenser, ccTalk bus: each behind a serial device server. */
  readonly inputs: number;
  readonly cards: number;
  readonly cash: number;
}

export const anyPorts: FullKioskPorts = {
  ...{ pc: 0, xfs: 0, host: 0, printer: 0, ups: 0, inputs: 0, cards: 0, cash: 0 },
};

export interface FullKioskOptions {
  /** Makes the surroundings of one simulator; each draws from a generator of its own. */
  readonly world: (index: number) => World;
  readonly host?: string;
  readonly ports?: FullKioskPorts;
  /** Where its agent beats; left out = its agent is off. */
  readonly agent?: {
    readonly url: string;
    readonly root: string;
    readonly deviceId: string;
    readonly periodSeconds: number;
    readonly token?: string;
  };
}

export interface FullKiosk {
  readonly ports: FullKioskPorts;
  /** By part: pc, xfs, host, printer, ups, inputs, cards, cash, and agent where it beats. */
  readonly simulators: Readonly<Record<string, Simulator>>;
  close(): Promise<void>;
}

/**
 * One self-service terminal with everything a gateway can hear of it: its PC, its XFS4IoT services, SNMP of PC and
 * printer, the UPS below it, contacts and a thermometer in its cabinet, a card dispenser, a ccTalk cash bus that its PC
 * polls, and an agent of its own. Every source is its own byte server and knows nothing of the others.
 */
export async function startFullKiosk(options: FullKioskOptions): Promise<FullKiosk> {
  const { world, host = '127.0.0.1', ports = anyPorts, agent } = options;
  const servers: RunningServer[] = [];
  const simulators: Record<string, Simulator> = {};
  const keep = <Kind extends Simulator>(name: string, simulator: Kind): Kind => {
    simulators[name] = simulator;
    return simulator;
  };
  const serve = async (name: string, simulator: Simulator, port: number) => {
    const server = await serveTcp(keep(name, simulator), { host, port });
    servers.push(server);
    return server.port;
  };
  const close = async () => {
    for (const simulator of Object.values(simulators)) simulator.close();
    await Promise.all(servers.map((server) => server.close()));
  };
  try {
    const pc = keep('pc', createKiosk(world(1)));
    const xfs = keep('xfs', createXfs4iot(world(2)));
    const pcAgent = keep('host', createSnmp(world(3), { profile: 'host', name: 'kiosk-pc' }));
    const printerAgent = keep('printer', createSnmp(world(4), { profile: 'printer', name: 'statement-printer' }));
    const opened: FullKioskPorts = {
      pc: await pc.listen({ host, port: ports.pc }),
      xfs: await xfs.listen({ host, ports: [ports.xfs] }),
      host: await pcAgent.listen({ host, port: ports.host }),
      printer: await printerAgent.listen({ host, port: ports.printer }),
      ups: await serve('ups', createSimulator('terminal/nut', world(5)), ports.ups),
      inputs: await serve('inputs', createSimulator('terminal/modbus-inputs', world(6)), ports.inputs),
      cards: await serve('cards', createSimulator('terminal/card-dispenser', world(7)), ports.cards),
      cash: await serve('cash', createSimulator('terminal/cctalk', world(8), { kioskPollsMs: 500 }), ports.cash),
    };
    if (agent) keep('agent', createHeartbeat(world(9), agent));
    return { ports: opened, simulators, close };
  } catch (error) {
    await close();
    throw error;
  }
}
