import type { BranchHours, TerminalMeans } from '../../../drivers/index.js';
import { terminalProbe } from '../../../drivers/terminal/probe/index.js';
import type { Simulator } from '../../../simulators/simulator.js';
import { createHeartbeat } from '../../../simulators/terminal/heartbeat.js';
import { createKiosk } from '../../../simulators/terminal/kiosk.js';
import { createSnmp } from '../../../simulators/terminal/snmp.js';
import { createXfs4iot } from '../../../simulators/terminal/xfs4iot.js';
import { createWorld } from '../../../simulators/world.js';
import type { BesideDevice } from '../../support/device-stand.js';
import { freePort } from '../../support/free-port.js';
import type { VirtualClock } from '../../support/virtual-clock.js';
import { intakeFor, senderTo } from '../terminal/heartbeat/stand.js';

const callText = { zh: '{number}', en: '{number}' };

/** A simulator that serves its driver over sockets of its own. */
export interface Served {
  readonly simulator: Simulator;
  /** Options of the driver that lead to it. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Where what it sends by itself comes in. */
  readonly beats?: TerminalMeans['beats'];
  readonly hours?: BranchHours;
  /** Is given the device once it is there. */
  readonly onDevice?: (device: { pollNow(): void }) => void;
  /** Devices that the driver's is made of. */
  readonly beside?: readonly BesideDevice[];
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
  readonly serve?: (unit: Readonly<Record<string, unknown>>, clock: VirtualClock) => Promise<Served>;
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
  'keypad/hid-keyboard': { options: { counter: '1' } },
  'terminal/card-dispenser': { options: { mode: 'owner' } },
  'terminal/modbus-inputs': {
    options: {
      inputs: [
        { input: 0, as: 'door' },
        { input: 1, as: 'tamper' },
        { input: 3, as: 'water' },
        { input: 5, as: 'mains', normally: 'closed' },
      ],
      temperature: { register: 1 },
    },
  },
  'terminal/nut': {},
  'terminal/probe': { serve: serveKiosk },
  'terminal/snmp': { serve: serveSnmp },
  'terminal/heartbeat': { serve: serveAgent },
  'terminal/xfs4iot': { serve: serveXfs4iot },
  'terminal/composite': { serve: servePart },
};

async function serveSnmp(unit: Readonly<Record<string, unknown>>): Promise<Served> {
  const simulator = createSnmp(createWorld({ seed: 1 }), unit);
  const port = await simulator.listen({ host: '127.0.0.1', port: 0 });
  const options = { host: '127.0.0.1', port, aliveTcpPorts: [port], v2c: { community: 'public' } };
  return { simulator, options, close: async () => simulator.close() };
}

async function serveKiosk(unit: Readonly<Record<string, unknown>>): Promise<Served> {
  const simulator = createKiosk(createWorld({ seed: 1 }), unit);
  const port = await simulator.listen({ host: '127.0.0.1', port: 0 });
  const protocol = 'certificate' in unit ? 'https' : 'http';
  const options = { http: { url: `${protocol}://127.0.0.1:${port}/health`, verifyCertificate: false } };
  return { simulator, options, close: async () => simulator.close() };
}

/** An agent whose beats come straight to the intake, in virtual time; its computer has a real port. */
async function serveAgent(_unit: unknown, clock: VirtualClock): Promise<Served> {
  let device: { pollNow(): void } | undefined;
  const intake = intakeFor(clock, () => device?.pollNow());
  const world = createWorld({ seed: 1, clock });
  const simulator = createHeartbeat(
    world,
    { deviceId: 'dev', periodSeconds: 4 },
    senderTo(() => intake),
  );
  const port = await simulator.listen({ host: '127.0.0.1', port: 0 });
  return {
    simulator,
    options: { periodSeconds: 4, host: { address: '127.0.0.1', ports: [port], timeoutMs: 1_000 } },
    beats: intake.beatsOf('dev'),
    hours: { isOpen: () => true, nextChange: () => undefined },
    onDevice: (made) => {
      device = made;
    },
    close: async () => simulator.close(),
  };
}

async function serveXfs4iot(): Promise<Served> {
  const services = ['CardReader', 'Printer', 'CashAcceptor', 'CashDispenser', 'PinPad', 'Auxiliaries', 'VendorMode'];
  const simulator = createXfs4iot(createWorld({ seed: 1 }), { services: [...services, 'CardDispenser'] });
  const port = await simulator.listen({ host: '127.0.0.1', ports: [await freePort()] });
  const options = { host: '127.0.0.1', ports: [port], tls: 'never' };
  return { simulator, options, close: async () => simulator.close() };
}

/** A terminal of one part, whose own alarms nobody in this stand knows of. */
async function servePart(): Promise<Served> {
  const kiosk = await serveKiosk({});
  const beside = [{ id: 'part', driver: terminalProbe, options: kiosk.options }];
  return { ...kiosk, options: { parts: ['part'] }, beside };
}
