import type { Simulator } from '../../../simulators/simulator.js';
import { createKiosk } from '../../../simulators/terminal/kiosk.js';
import { createWorld } from '../../../simulators/world.js';

const callText = { zh: '{number}', en: '{number}' };

/** A simulator that serves its driver over sockets of its own. */
export interface Served {
  readonly simulator: Simulator;
  /** Options of the driver that lead to it. */
  readonly options: Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

export interface AlarmStand {
  /** Of the driver. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Of the simulator. */
  readonly unit?: Readonly<Record<string, unknown>>;
  /** Kind of the simulator; default the class and name of the driver. */
  readonly simulator?: string;
  /** For a driver that makes its connections itself (link kind `none`). */
  readonly serve?: (unit: Readonly<Record<string, unknown>>) => Promise<Served>;
}

/** What drivers and simulators need to find each other, by class and driver. */
export const alarmStands: Readonly<Record<string, AlarmStand>> = {
  'led-board/onbon': { options: { address: 1, width: 64, height: 32 }, unit: { address: 1, width: 64, height: 32 } },
  'led-board/modbus-digits': { options: { address: 1, digits: 4 }, unit: { address: 1, digits: 4 } },
  'led-board/alpha': {
    options: { address: '01', callText },
    unit: { address: '01', format: { dataBits: 8, parity: 'none' } },
  },
  'led-board/am03127': { options: { address: '01', callText }, unit: { id: '01' } },
  'people-counter/hpc168': { options: { address: '0001' } },
  'terminal/card-dispenser': { options: { mode: 'owner' } },
  'terminal/probe': { serve: serveKiosk },
};

async function serveKiosk(): Promise<Served> {
  const simulator = createKiosk(createWorld({ seed: 1 }));
  const port = await simulator.listen({ host: '127.0.0.1', port: 0 });
  const options = { http: { url: `http://127.0.0.1:${port}/health` } };
  return { simulator, options, close: async () => simulator.close() };
}
