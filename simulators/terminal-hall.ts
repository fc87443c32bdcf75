import { serveControl } from './control.js';
import { type FullKioskOptions, type FullKioskPorts, startFullKiosk } from './terminal/full-kiosk.js';
import { createWorld } from './world.js';

/** The ports config/demo-terminals.yaml connects to. */
export const terminalHallPorts: FullKioskPorts = {
  ...{ pc: 9111, xfs: 9112, host: 9113, printer: 9114, ups: 9115, inputs: 9116, cards: 9117, cash: 9118 },
};

export interface TerminalHall {
  readonly ports: FullKioskPorts & { readonly control: number };
  /** Cuts every connection and frees the ports. */
  close(): Promise<void>;
}

/** A 24-hour hall: one kiosk with every source, and a control channel over all of them. */
export async function startTerminalHall({
  seed,
  ports = terminalHallPorts,
  controlPort = 9105,
  agent,
}: {
  seed: number;
  ports?: FullKioskPorts;
  controlPort?: number;
  agent?: FullKioskOptions['agent'];
}): Promise<TerminalHall> {
  const world = (index: number) => createWorld({ seed: seed * 16 + index });
  const kiosk = await startFullKiosk({ world, ports, ...(agent ? { agent } : {}) });
  try {
    const control = await serveControl({ port: controlPort, simulators: kiosk.simulators });
    return {
      ports: { ...kiosk.ports, control: control.port },
      async close() {
        await control.close();
        await kiosk.close();
      },
    };
  } catch (error) {
    await kiosk.close();
    throw error;
  }
}
