import { serveControl } from './control.js';
import { createSimulator } from './registry.js';
import { type RunningServer, serveTcp } from './server.js';
import type { Simulator } from './simulator.js';
import { createWorld } from './world.js';

/** TCP ports config/demo-hall.yaml connects to, by the ids of its devices. */
export const hallBranchPorts: Readonly<Record<string, number>> = {
  ...{ 'printer-1': 9120, 'board-1': 9121, door: 9122, 'keypad-1': 9123, 'keypad-2': 9124, 'keypad-3': 9125 },
  ...{ 'rating-1': 9126, appointments: 9127, 'light-1': 9128, 'light-2': 9129 },
};

export interface HallBranch {
  readonly ports: { readonly control: number };
  /** Cuts every connection and frees the ports. */
  close(): Promise<void>;
}

/** What stands in a hall that keeps its own queue: printer, board, door counter, keypads, scanner and lights. */
export async function startHallBranch({
  seed,
  ports = hallBranchPorts,
  controlPort = 9105,
}: {
  seed: number;
  ports?: Readonly<Record<string, number>>;
  controlPort?: number;
}): Promise<HallBranch> {
  const kinds: readonly (readonly [id: string, kind: string, options?: unknown])[] = [
    ['printer-1', 'ticket-printer/escpos'],
    ['board-1', 'led-board/onbon', { address: 1, width: 192, height: 32 }],
    ['door', 'people-counter/hpc168'],
    ['keypad-1', 'keypad/hid-keyboard'],
    ['keypad-2', 'keypad/hid-keyboard'],
    ['keypad-3', 'keypad/hid-keyboard'],
    ['rating-1', 'keypad/hid-keyboard'],
    ['appointments', 'keypad/hid-pos-scanner'],
    ['light-1', 'signal-light/luxafor'],
    ['light-2', 'signal-light/delcom', { third: 'yellow' }],
  ];
  const simulators: Readonly<Record<string, Simulator>> = Object.fromEntries(
    kinds.map(([id, kind, options], index) => [
      id,
      createSimulator(kind, createWorld({ seed: seed * 16 + index }), options ?? {}),
    ]),
  );
  const servers: RunningServer[] = [];
  const close = async () => {
    for (const simulator of Object.values(simulators)) simulator.close();
    await Promise.all(servers.map((server) => server.close()));
  };
  try {
    for (const [id, simulator] of Object.entries(simulators))
      servers.push(await serveTcp(simulator, { port: ports[id] ?? 0 }));
    const control = await serveControl({ port: controlPort, simulators });
    servers.push(control);
    return { ports: { control: control.port }, close };
  } catch (error) {
    await close();
    throw error;
  }
}
