import type { FullKioskPorts } from '../../simulators/terminal/full-kiosk.js';

/** How often the sources of a kiosk are asked: as the drivers do by themselves, or as fast as a test likes. */
export type Pace = 'default' | 'quick';

const quick = {
  net: { pollIntervalMs: 1_000 },
  agent: { periodSeconds: 2 },
  snmp: { pollIntervalMs: 1_000, timeoutMs: 500, retries: 0 },
  ups: { pollIntervalMs: 1_000, onBatteryPollIntervalMs: 1_000 },
  cards: { pollIntervalMs: 1_000 },
  cash: { pollIntervalMs: 1_000 },
};
const none = { net: {}, agent: {}, snmp: {}, ups: {}, cards: {}, cash: {} };

/** The devices of the configuration that stand for one full kiosk: its sources, and the terminal they make together. */
export function fullKioskDevices(id: string, ports: FullKioskPorts, pace: Pace): Record<string, unknown>[] {
  const own = pace === 'quick' ? quick : none;
  const host = '127.0.0.1';
  const link = (port: number) => ({ type: 'tcp', host, port });
  const source = (
    part: string,
    driver: string,
    options: Record<string, unknown>,
    more: Record<string, unknown> = {},
  ) => ({
    id: `${id}-${part}`,
    class: 'terminal',
    driver,
    ...more,
    options,
  });
  const snmp = (port: number, profile: string) => ({
    ...{ host, port, profile, v2c: { community: 'public' }, aliveTcpPorts: [port] },
    ...own.snmp,
  });
  const inputs = ['door', 'tamper', 'vibration', 'water', 'smoke'].map((as, input) => ({ input, as }));
  return [
    source('net', 'probe', {
      tcp: { host, port: ports.pc },
      http: { url: `http://${host}:${ports.pc}/health` },
      ...own.net,
    }),
    source('agent', 'heartbeat', { host: { address: host, ports: [ports.pc] }, ...own.agent }),
    source('xfs', 'xfs4iot', { host, ports: [ports.xfs], tls: 'never' }),
    source('pc', 'snmp', snmp(ports.host, 'host')),
    source('printer', 'snmp', snmp(ports.printer, 'printer')),
    source('ups', 'nut', { ...own.ups }, { link: link(ports.ups) }),
    source('inputs', 'modbus-inputs', { inputs, temperature: { register: 1 } }, { link: link(ports.inputs) }),
    source('cards', 'card-dispenser', { mode: 'owner', ...own.cards }, { link: link(ports.cards) }),
    source(
      'cash',
      'cctalk',
      { mode: 'tap', silenceMs: 200, devices: [{ address: 40 }, { address: 2 }], ...own.cash },
      {
        link: link(ports.cash),
      },
    ),
    {
      id,
      class: 'terminal',
      driver: 'composite',
      options: {
        parts: ['net', 'agent', 'xfs', 'pc', 'printer', 'ups', 'inputs', 'cards', 'cash'].map(
          (part) => `${id}-${part}`,
        ),
        essential: ['application'],
      },
    },
  ];
}
