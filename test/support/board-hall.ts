import { createAlpha } from '../../simulators/led-board/alpha.js';
import { createAm03127 } from '../../simulators/led-board/am03127.js';
import { createModbusDigits } from '../../simulators/led-board/modbus-digits.js';
import { createOnbon } from '../../simulators/led-board/onbon.js';
import { serveTcp } from '../../simulators/server.js';
import { createSharedLine } from '../../simulators/shared-line.js';
import type { FaultKnobs, Simulator } from '../../simulators/simulator.js';
import { createWorld } from '../../simulators/world.js';
import { freePort } from './free-port.js';
import { type GatewayProcess, startGatewayProcess, temporaryFolder } from './gateway-process.js';
import { type Observer, observe } from './observer.js';

const root = 'branch/b1/gw1';

/** A hall with a board of each protocol on one RS-485 line, the gateway program over it, and somebody who watches. */
export interface BoardHall {
  /** Of the gateway's broker. */
  readonly port: number;
  readonly observer: Observer;
  /** What a person does to a board, as its simulator names it. */
  act(board: string, name: string, args?: Record<string, unknown>): void;
  set(board: string, faults: Partial<FaultKnobs>): void;
  /** The glass as a person reads it, a line of text per row. */
  glass(board: string): readonly string[];
  /** Resolves when all boards are in contact. */
  online(): Promise<void>;
  killGateway(): Promise<void>;
  /** Starts it again on the same state. */
  startGateway(): Promise<void>;
  end(): Promise<void>;
}

/** @param yaml the configuration for the ports of the line and of the broker. */
export async function openBoardHall(yaml: (ports: { line: number; broker: number }) => string): Promise<BoardHall> {
  const world = (seed: number) => createWorld({ seed });
  const boards: Readonly<Record<string, Simulator>> = {
    'board-hall': createOnbon(world(1), { address: 1, width: 192, height: 32 }),
    'window-1': createModbusDigits(world(2), { address: 1 }),
    'window-2': createAm03127(world(3), { id: '01', columns: 8 }),
    'sign-door': createAlpha(world(4), { address: '01', columns: 24, format: { dataBits: 8, parity: 'none' } }),
  };
  const line = createSharedLine({ world: world(5), members: Object.values(boards) });
  const server = await serveTcp(line, { host: '127.0.0.1', port: 0 });
  const port = await freePort();
  const folder = temporaryFolder();
  const start = () => startGatewayProcess({ folder: folder.path, yaml: yaml({ line: server.port, broker: port }) });
  let gateway: GatewayProcess = await start();
  let observer = await observe(port, root);
  const named = (board: string): Simulator => {
    const found = boards[board];
    if (!found) throw new Error(`no board "${board}", there are ${Object.keys(boards).join(', ')}`);
    return found;
  };
  return {
    port,
    get observer() {
      return observer;
    },
    act: (board, name, args = {}) => void named(board).actions[name]?.(args),
    set: (board, faults) => named(board).setFaults(faults),
    glass: (board) => (named(board).view() as { text: readonly string[] }).text,
    async online() {
      for (const board of Object.keys(boards)) {
        await observer.expect(`/device/${board}/state`, ({ operating }) => operating === 'online', 30_000);
      }
    },
    async killGateway() {
      await observer.close();
      await gateway.kill();
    },
    async startGateway() {
      gateway = await start();
      observer = await observe(port, root);
    },
    async end() {
      await observer.close();
      await gateway.stop();
      line.close();
      await server.close();
      folder.remove();
    },
  };
}
