import { serveControl } from './control.js';
import { createSimulator } from './registry.js';
import { type RunningServer, serveTcp } from './server.js';
import { createSharedLine } from './shared-line.js';
import type { Simulator } from './simulator.js';
import { createKiosk } from './terminal/kiosk.js';
import { createWorld } from './world.js';

/** TCP ports of the simulated branch, all on loopback; 0 takes any free one. */
export interface BranchPorts {
  readonly printer: number;
  /** The RS-485 line with the three boards, as a serial device server would offer it. */
  readonly line: number;
  readonly door: number;
  readonly kiosk: number;
  readonly control: number;
}

/** The ports config/demo.yaml connects to. */
export const demoPorts: BranchPorts = { printer: 9101, line: 9102, door: 9103, kiosk: 9104, control: 9105 };

export interface Branch {
  readonly ports: BranchPorts;
  readonly simulators: Readonly<Record<string, Simulator>>;
  /** Cuts every connection and frees the ports. */
  close(): Promise<void>;
}

/**
 * The devices of one small branch, each as its own byte-level server: a ticket printer, a hall board, a window
 * board and a digit display of another protocol on one RS-485 line, a people counter, a self-service terminal, and a
 * control channel over all of them.
 */
export async function startBranch({
  seed,
  ports = demoPorts,
  host = '127.0.0.1',
}: {
  seed: number;
  ports?: BranchPorts;
  host?: string;
}): Promise<Branch> {
  // Every simulator draws from a generator of its own, so that one device's luck does not change another's.
  const world = (offset: number) => createWorld({ seed: seed * 16 + offset });
  const printer = createSimulator('ticket-printer/escpos', world(1));
  const board1 = createSimulator('led-board/onbon', world(2), { address: 1, width: 192, height: 32 });
  const board2 = createSimulator('led-board/onbon', world(3), { address: 2, width: 64, height: 32 });
  // The same number as the hall board's: the addresses of two protocols have nothing to do with each other.
  const window1 = createSimulator('led-board/modbus-digits', world(7), { address: 1, digits: 4 });
  const line = createSharedLine({ world: world(4), members: [board1, board2, window1] });
  const door = createSimulator('people-counter/hpc168', world(5));
  const kiosk = createKiosk(world(6));
  const simulators = {
    'printer-1': printer,
    'board-1': board1,
    'board-2': board2,
    'window-1': window1,
    'rs485-1': line,
    door,
    'kiosk-1': kiosk,
  };

  const servers: RunningServer[] = [];
  const close = async () => {
    for (const simulator of [printer, line, door, kiosk]) simulator.close();
    await Promise.all(servers.map((server) => server.close()));
  };
  try {
    const serve = async (simulator: Simulator, port: number) => {
      const server = await serveTcp(simulator, { host, port });
      servers.push(server);
      return server.port;
    };
    const opened = {
      printer: await serve(printer, ports.printer),
      line: await serve(line, ports.line),
      door: await serve(door, ports.door),
      kiosk: await kiosk.listen({ host, port: ports.kiosk }),
    };
    const control = await serveControl({ host, port: ports.control, simulators });
    servers.push(control);
    return { ports: { ...opened, control: control.port }, simulators, close };
  } catch (error) {
    await close();
    throw error;
  }
}
